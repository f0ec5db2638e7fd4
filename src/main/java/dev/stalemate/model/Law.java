package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
 * @param because the property whose violation leads to a violation of this one; null if none does
 */
public record Law(
        String name,
        Kind kind,
        Breaks breaks,
        String says,
        Condition premise,
        Condition holds,
        Explanation explanation,
        @Nullable Law because) {
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
        /** Something waits for ever, or longer than a limit. */
        PROGRESS,
        /** A domain, a guest or the host stops. */
        CRASH,
        /** Whatever the user meant who asked for it. */
        CONDITION
    }

    /** A question about a state, asked on the hot path: it must not allocate, and must not change the state. */
    @FunctionalInterface
    public interface Condition {
        boolean test(long[] state);

        /**
         * Whether it is known to tell elements of an interchangeable index apart, by its number in {@link Layout#interchangeable}: it names
         * one of them. If false, that is still tried before the elements are exchanged.
         */
        default boolean tellsApart(Layout layout, int interchangeable) {
            return false;
        }

        /** Both; the other is asked only where this one is true. */
        default Condition and(Condition other) {
            return state -> test(state) && other.test(state);
        }

        /** The opposite. */
        default Condition not() {
            return state -> !test(state);
        }
    }

    /** A question about one element of an index, such as a vCPU; as {@link Condition}. */
    @FunctionalInterface
    public interface Of {
        boolean test(long[] state, int element);
    }

    /** A question about one element of each of two indices; as {@link Condition}. */
    @FunctionalInterface
    public interface OfPair {
        boolean test(long[] state, int first, int second);
    }

    /** What to say of an element that is wrong. */
    @FunctionalInterface
    public interface Words {
        String of(long[] state, int element);
    }

    /** What to say of a pair of elements that is wrong. */
    @FunctionalInterface
    public interface WordsOfPair {
        String of(long[] state, int first, int second);
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

    /** The beginning of a law: where it says something, and what it demands there, comes next. */
    public static final class Draft {
        private final String name;
        private final Kind kind;
        private final Breaks breaks;
        private final String says;
        private Condition premise = state -> true;

        private Draft(String name, Kind kind, Breaks breaks, String says) {
            this.name = name;
            this.kind = kind;
            this.breaks = breaks;
            this.says = says;
        }

        /** Where the law says something; everywhere, if this is left out. */
        public Draft where(Condition condition) {
            premise = condition;
            return this;
        }

        /** The law: this is true where the premise is. Of a law of progress: runs from there get to where this is true. */
        public Law holds(Condition condition) {
            return new Law(name, kind, breaks, says, premise, condition, s -> new Diagnosis(breaks, List.of()), null);
        }

        /** The law: no element is wrong where the premise is true. The words tell of each that is. */
        public Law none(Index index, Of isWrong, Words words) {
            return holds(index.any(isWrong).not()).explainedBy(s -> {
                List<String> culprits = new ArrayList<>();
                for (int e = 0; e < index.size(); e++) {
                    if (isWrong.test(s, e)) {
                        culprits.add(words.of(s, e));
                    }
                }
                return new Diagnosis(breaks, culprits);
            });
        }

        /** The law: no pair of elements is wrong where the premise is true. The words tell of each that is. */
        public Law none(Index first, Index second, OfPair isWrong, WordsOfPair words) {
            return holds(first.any(second, isWrong).not()).explainedBy(s -> {
                List<String> culprits = new ArrayList<>();
                for (int e = 0; e < first.size(); e++) {
                    for (int f = 0; f < second.size(); f++) {
                        if (isWrong.test(s, e, f)) {
                            culprits.add(words.of(s, e, f));
                        }
                    }
                }
                return new Diagnosis(breaks, culprits);
            });
        }
    }

    /** A law of every reachable state. */
    public static Draft always(String name, Breaks breaks, String says) {
        return new Draft(name, Kind.ALWAYS, breaks, says);
    }

    /** A law of some reachable state. */
    public static Draft sometimes(String name, Breaks breaks, String says) {
        return new Draft(name, Kind.SOMETIMES, breaks, says);
    }

    /** A law of progress: from wherever the premise is true, every weakly fair run gets to where the rest is. */
    public static Draft eventually(String name, String says) {
        return new Draft(name, Kind.EVENTUALLY, Breaks.PROGRESS, says);
    }

    /** A law of progress: some step is possible in every reachable state, but for those where a run may end. */
    public static Draft deadlockFree(String name, String says) {
        return new Draft(name, Kind.DEADLOCK_FREE, Breaks.PROGRESS, says);
    }

    /** The law with a sentence about a state that violates it. */
    public Law saying(Function<long[], String> words) {
        return explainedBy(s -> new Diagnosis(breaks, List.of(words.apply(s))));
    }

    /** The same law with an explanation of its violations. */
    public Law explainedBy(Explanation details) {
        return new Law(name, kind, breaks, says, premise, holds, details, because);
    }

    /** The same law, for which entries are to blame that violate another one before the step that violates this one. */
    public Law because(Law other) {
        return new Law(name, kind, breaks, says, premise, holds, explanation, other);
    }

    /** Whether a state breaks a safety property. */
    public boolean violatedBy(long[] state) {
        return kind == Kind.ALWAYS && premise.test(state) && !holds.test(state);
    }
}
