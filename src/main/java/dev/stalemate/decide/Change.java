package dev.stalemate.decide;

import dev.stalemate.model.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What two designs answer to one question.
 *
 * @param base the answer of the base
 * @param design the answer of the design that is compared with it
 */
public record Change(Points.Point point, Side base, Side design) {
    /**
     * An answer.
     *
     * @param decision null where there is none
     * @param why there is none; empty where there is one
     */
    public record Side(@Nullable Decision decision, String why) {
        /** A design that can't be asked or was not. */
        static Side none(String why) {
            return new Side(null, why);
        }

        /** The verdict; undecided where there is no answer. */
        public Verdict verdict() {
            return decision == null ? Verdict.UNDECIDED : decision.found();
        }

        /** How many steps the shortest run to a violation has; -1 where no run shows it. */
        public int steps() {
            return decision == null || decision.trace() == null
                    ? -1
                    : decision.trace().steps().size();
        }
    }

    /** What became of it. */
    public enum Kind {
        /** Violated, and not so of the base. */
        NEWLY_BROKEN("newly broken"),
        /** Violated of the base; it holds now. */
        FIXED("fixed"),
        /** Violated of both. */
        STILL_BROKEN("still broken"),
        /** It holds of both. */
        STILL_HOLDS("still holds"),
        /** Nothing tests it any longer, but the base has a verdict. */
        UNTESTED("no longer tested"),
        /** Nothing tests it of the base, nor is it violated. */
        VACUOUS("vacuous"),
        /** One of the answers is missing: a bound, the time, a failure. */
        UNDECIDED("undecided"),
        /** One of the designs can't have this scope or property. */
        NOT_ASKED("not asked");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word for it in tables and files. */
        @Override
        public String toString() {
            return word;
        }

        private static Kind of(Verdict base, Verdict design) {
            if (base == Verdict.UNDECIDED || design == Verdict.UNDECIDED) {
                return UNDECIDED;
            }
            return switch (design) {
                case VIOLATED -> base == Verdict.VIOLATED ? STILL_BROKEN : NEWLY_BROKEN;
                case VACUOUS -> base == Verdict.VACUOUS ? VACUOUS : UNTESTED;
                default ->
                    switch (base) {
                        case VIOLATED -> FIXED;
                        case HOLDS -> STILL_HOLDS;
                        default -> VACUOUS;
                    };
            };
        }
    }

    /** What became of it. */
    public Kind kind() {
        return point.isPossible() ? Kind.of(base.verdict(), design.verdict()) : Kind.NOT_ASKED;
    }
}
