package dev.stalemate.model;

/**
 * What must be true of a system's states.
 *
 * @param name as the command line and counterexample files write it
 * @param kind when it must be true
 * @param breaks what a user loses where it fails
 * @param says the property in a sentence
 * @param premise where the property says something at all; a run in which this never held is vacuous
 * @param holds what must be true where the premise is
 */
public record Property(String name, Kind kind, Breaks breaks, String says, Condition premise, Condition holds) {
    /** When a property must be true. */
    public enum Kind {
        /** In every reachable state. */
        ALWAYS,
        /** In at least one. */
        SOMETIMES
    }

    /** What a user loses when a property fails. */
    public enum Breaks {
        /** A device or another CPU sees old data. */
        COHERENCE,
        /** A guest reaches memory that is another's. */
        ISOLATION,
        /** Nothing is wrong, only slower. */
        SPEED
    }

    /** A question about a state, asked on the hot path: it must not allocate, and must not change the state. */
    @FunctionalInterface
    public interface Condition {
        boolean test(long[] state);
    }

    /** A safety property. */
    public static Property always(String name, Breaks breaks, String says, Condition premise, Condition holds) {
        return new Property(name, Kind.ALWAYS, breaks, says, premise, holds);
    }

    /** A property of reachability: some run gets there. */
    public static Property sometimes(String name, Breaks breaks, String says, Condition holds) {
        return new Property(name, Kind.SOMETIMES, breaks, says, state -> true, holds);
    }

    /** Whether a state breaks a safety property. */
    public boolean violatedBy(long[] state) {
        return kind == Kind.ALWAYS && premise.test(state) && !holds.test(state);
    }
}
