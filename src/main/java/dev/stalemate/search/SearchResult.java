package dev.stalemate.search;

import dev.stalemate.model.Law;
import java.util.List;
import java.util.Map;

/**
 * What an exhaustive search found and how much it saw.
 *
 * @param outcomes one for each property that was asked for
 * @param end why it ended
 * @param states distinct states; of a reduced search, those that it kept
 * @param transitions steps taken from them, the start counted as one (as SPIN counts)
 * @param depth every state within so many steps of the initial one was seen; of an exhausted search, the most that any
 *     state needs, or the nearest of those that it stands for
 * @param level where a limit ended it, how far it got beyond that
 * @param nanos how long it took, the runs included that it went on from
 * @param bytes most memory for states, fingerprints and ancestry
 * @param collisionProbability that two states shared a fingerprint, so that one was missed; 0 where fingerprints are exact
 * @param collisionEstimate the same estimated from the fingerprints themselves: how close the closest two are
 * @param reduction what was left out
 * @param fired for each action's label, how often it was possible and taken
 * @param figures the model's costs
 */
public record SearchResult(
        List<Outcome> outcomes,
        End end,
        long states,
        long transitions,
        int depth,
        Level level,
        long nanos,
        long bytes,
        double collisionProbability,
        double collisionEstimate,
        Reduction reduction,
        Map<String, Fired> fired,
        Map<String, Long> figures) {
    /**
     * What became of an action.
     *
     * @param enabledIn states in which some step of it was possible
     * @param taken how often one was taken
     */
    public record Fired(long enabledIn, long taken) {
        public Fired plus(Fired other) {
            return new Fired(enabledIn + other.enabledIn, taken + other.taken);
        }
    }

    /**
     * How much of a level was done: the states that need as many steps as {@link #depth} says.
     *
     * @param expanded how many of them were expanded
     * @param states how many there are
     */
    public record Level(long expanded, long states) {
        public static final Level NONE = new Level(0, 0);
    }

    /**
     * What a search left out, and why that is enough.
     *
     * @param symmetric names of the indices whose elements may change places; one state was kept for all that differ only so
     * @param stoodFor how many states those stand for; as many as were kept where there is no symmetry
     * @param refused what the layout calls alike and the model doesn't treat so, with the first step, property or figure that differs
     */
    public record Reduction(List<String> symmetric, long stoodFor, List<String> refused) {
        public Reduction {
            symmetric = List.copyOf(symmetric);
            refused = List.copyOf(refused);
        }

        /** Nothing was left out of so many states. */
        public static Reduction none(long states) {
            return new Reduction(List.of(), states, List.of());
        }
    }

    /** Why a search ended. */
    public enum End {
        /** Every state of the scope was seen. */
        EXHAUSTED("every state was seen"),
        /** Each property has its answer. */
        DECIDED("every property was decided"),
        /** As many states as were allowed. */
        STATES("the bound on states"),
        /** As deep as was allowed. */
        DEPTH("the bound on depth"),
        /** As long as was allowed. */
        TIME("the bound on time"),
        /** As much memory as was allowed. */
        MEMORY("the bound on memory"),
        /** The user ended it. */
        INTERRUPTED("an interrupt");

        private final String says;

        /** Whether there was no answer yet. */
        public boolean isLimit() {
            return this != EXHAUSTED && this != DECIDED;
        }

        End(String says) {
            this.says = says;
        }

        @Override
        public String toString() {
            return says;
        }
    }

    /** The outcome of a property, by its name: each thread of a search has one of its own. */
    public Outcome outcome(Law law) {
        return outcomes.stream()
                .filter(o -> o.law().name().equals(law.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(law.name() + " was not asked for"));
    }

    /** Actions that no run of an exhausted search could take: what they might break was never tried. */
    public List<String> neverTaken() {
        return end != End.EXHAUSTED
                ? List.of()
                : fired.entrySet().stream()
                        .filter(e -> e.getValue().taken() == 0)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /** The same of a search that had to do without a symmetry that does not hold. */
    public SearchResult withRefused(String why) {
        Reduction without = new Reduction(List.of(), reduction.stoodFor, List.of(why));
        return new SearchResult(
                outcomes,
                end,
                states,
                transitions,
                depth,
                level,
                nanos,
                bytes,
                collisionProbability,
                collisionEstimate,
                without,
                fired,
                figures);
    }

    /** Bytes for each state. */
    public double bytesPerState() {
        return (double) bytes / states;
    }

    /** Transitions for each second. */
    public double transitionsPerSecond() {
        return transitions * 1e9 / Math.max(1, nanos);
    }
}
