package dev.stalemate.model;

import java.util.List;

/**
 * What must be true of a system's states, or of its runs.
 *
 * @param name as the command line and counterexample files write it
 * @param kind when it must be true
 * @param breaks the worst that a user loses where it fails
 * @param says the property in a sentence
 * @param premise where the property says something at all; a run in which this never held is vacuous
 * @param holds what must be true where the premise is
 * @param explanation what is wrong with a state that violates it
 * @param reading what premise and holds read
 */
public record Law(
        String name,
        Kind kind,
        Breaks breaks,
        String says,
        Condition premise,
        Condition holds,
        Explanation explanation,
        Reading reading) {
    /** When a property must be true. */
    public enum Kind {
        /** In every reachable state. */
        ALWAYS,
        /** In at least one. */
        SOMETIMES,
        /**
         * In the end: from every reachable state where the premise holds, every weakly fair run reaches a state of which it is true, that
         * state itself included. A run goes on for ever, or stops for ever in one state where no fair step is possible; see
         * {@link Action#fair}.
         */
        EVENTUALLY,
        /** In every reachable state of the premise where no step at all is possible. */
        DEADLOCK_FREE;

        /** Whether it is about where runs lead to, so that a state alone can't decide it. */
        public boolean isProgress() {
            return this == EVENTUALLY || this == DEADLOCK_FREE;
        }
    }

    /** What a user loses when a property fails. */
    public enum Breaks {
        /** A device or another CPU sees old data. */
        COHERENCE,
        /** Accesses happen in another order than the program's, combined, or though it doesn't ask for them. */
        ORDER,
        /** A guest reaches memory that is another's. */
        ISOLATION,
        /** Nothing is wrong, only slower. */
        SPEED,
        /** Something waits for ever. */
        PROGRESS
    }

    /** A question about a state, asked on the hot path: it must not allocate, and must not change the state. */
    @FunctionalInterface
    public interface Condition {
        boolean test(long[] state);
    }

    /** Declares what premise and holds read. */
    @FunctionalInterface
    public interface Reading {
        void declare(Footprint footprint);
    }

    /** Says what is wrong with a state that violates the property; asked once a counterexample is found. */
    @FunctionalInterface
    public interface Explanation {
        Diagnosis of(long[] state);
    }

    /**
     * What is wrong with a state.
     *
     * @param breaks what a user loses there
     * @param details a line for each thing that is wrong, such as a stale leaf; may be empty
     */
    public record Diagnosis(Breaks breaks, List<String> details) {
        public Diagnosis {
            details = List.copyOf(details);
        }
    }

    /** A safety property. */
    public static Law always(String name, Breaks breaks, String says, Condition premise, Condition holds) {
        return new Law(
                name,
                Kind.ALWAYS,
                breaks,
                says,
                premise,
                holds,
                s -> new Diagnosis(breaks, List.of()),
                Footprint::everything);
    }

    /** A property of reachability: some run gets there. */
    public static Law sometimes(String name, Breaks breaks, String says, Condition holds) {
        return new Law(
                name,
                Kind.SOMETIMES,
                breaks,
                says,
                state -> true,
                holds,
                s -> new Diagnosis(breaks, List.of()),
                Footprint::everything);
    }

    /** A property of progress: wherever the premise holds, every weakly fair run gets to where {@code goal} does. */
    public static Law eventually(String name, String says, Condition premise, Condition goal) {
        return new Law(
                name,
                Kind.EVENTUALLY,
                Breaks.PROGRESS,
                says,
                premise,
                goal,
                s -> new Diagnosis(Breaks.PROGRESS, List.of()),
                Footprint::everything);
    }

    /** In every reachable state some step is possible, but for those where a run may end. */
    public static Law deadlockFree(String name, String says, Condition mayEnd) {
        return new Law(
                name,
                Kind.DEADLOCK_FREE,
                Breaks.PROGRESS,
                says,
                state -> true,
                mayEnd,
                s -> new Diagnosis(Breaks.PROGRESS, List.of()),
                Footprint::everything);
    }

    /** The same property with an explanation of its violations. */
    public Law explainedBy(Explanation details) {
        return new Law(name, kind, breaks, says, premise, holds, details, reading);
    }

    /** The same property with a declaration of what its premise and holds read; without one they may read everything. */
    public Law reading(Reading declaration) {
        return new Law(name, kind, breaks, says, premise, holds, explanation, declaration);
    }

    /**
     * What premise and holds may read.
     *
     * @throws IllegalArgumentException if the declaration names an element that the layout doesn't have
     */
    public Footprint footprint(Elements elements) {
        Footprint footprint = new Footprint(elements);
        reading.declare(footprint);
        return footprint;
    }

    /** Whether a state breaks a safety property. */
    public boolean violatedBy(long[] state) {
        return kind == Kind.ALWAYS && premise.test(state) && !holds.test(state);
    }
}
