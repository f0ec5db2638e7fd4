package dev.stalemate.real.kvm;

import com.google.common.base.Ascii;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.Consequence;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not as it should be.
 *
 * @param kind what is wrong
 * @param leaf the leaf that it is about, or null if it is about none
 * @param should what it should be: the type for each vCPU that matters, or what the guest believes
 * @param hazards what can go wrong with the leaf's accesses, if that is known
 * @param since the line that made it wrong
 * @param by what happened there
 * @param claim the claim whose pattern it is, or null
 */
record LeafFinding(
        Kind kind,
        @Nullable TracedLeaf leaf,
        String should,
        Hazards hazards,
        long since,
        String by,
        @Nullable String claim) {
    /** How the leaf compares with what it should be: {@code weaker}, {@code stronger}, or {@code differs} if that is unknown. */
    String effect() {
        return hazards.isEmpty() ? "differs" : Consequence.breaks(hazards) == Breaks.SPEED ? "stronger" : "weaker";
    }

    /** What that costs: {@code coherence}, {@code order} or {@code speed}; null if it is unknown. */
    @Nullable
    String breaks() {
        return hazards.isEmpty()
                ? null
                : Ascii.toLowerCase(Consequence.breaks(hazards).name());
    }

    /** What is wrong. */
    enum Kind {
        /** A leaf is not what the version would install now on any vCPU that runs. */
        STALE("stale"),
        /** A leaf is what the version would install, but the guest believes an access uncached that it makes cached. */
        WEAKER("weaker"),
        /** The version can't have done this. */
        IMPOSSIBLE("impossible");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}
