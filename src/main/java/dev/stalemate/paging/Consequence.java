package dev.stalemate.paging;

import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.model.Law.Breaks;

/** What a user loses where accesses have another type than they should: the gravest of what can go wrong. */
public final class Consequence {
    private Consequence() {}

    /** What a user loses. */
    public static Breaks breaks(Hazards hazards) {
        return hazards.isEmpty() ? Breaks.SPEED : breaks(hazards.gravest());
    }

    private static Breaks breaks(Hazard hazard) {
        return switch (hazard) {
            case STALE_MEMORY, STALE_READ, KEPT_WRITE -> Breaks.COHERENCE;
            case WEAK_ORDER, EARLY_READ, COMBINED_WRITES, SPECULATIVE_READ -> Breaks.ORDER;
            case SLOWER -> Breaks.SPEED;
        };
    }

    /** The same of an entry, in words, as in {@code stronger than it need be, so only slower}. */
    public static String text(Hazards hazards) {
        if (hazards.isEmpty()) {
            return "no access is weaker or slower for it";
        }
        return breaks(hazards) == Breaks.SPEED
                ? "stronger than it need be, so only slower"
                : "weaker than it should be: " + hazards.gravest().text();
    }
}
