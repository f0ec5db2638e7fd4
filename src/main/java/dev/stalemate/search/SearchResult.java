package dev.stalemate.search;

import dev.stalemate.model.Property;
import java.util.List;
import java.util.Map;

/**
 * What an exhaustive search found and how much it saw.
 *
 * @param outcomes one for each property that was asked for
 * @param end why it ended
 * @param states distinct states
 * @param transitions steps taken from them, the start counted as one (as SPIN counts)
 * @param depth every state within so many steps of the initial one was seen; of an exhausted search, the most that any state needs
 * @param nanos how long it took
 * @param bytes most memory for states, fingerprints and ancestry
 * @param collisionProbability that two states shared a fingerprint, so that one was missed; 0 where fingerprints are exact
 * @param collisionEstimate the same estimated from the fingerprints themselves: how close the closest two are
 * @param fired for each action's label, how often it was possible and taken
 * @param figures the model's costs
 */
public record SearchResult(
        List<Outcome> outcomes,
        End end,
        long states,
        long transitions,
        int depth,
        long nanos,
        long bytes,
        double collisionProbability,
        double collisionEstimate,
        Map<String, Fired> fired,
        Map<String, Long> figures) {
    /**
     * What became of an action.
     *
     * @param enabledIn states in which some step of it was possible
     * @param taken how often one was taken
     */
    public record Fired(long enabledIn, long taken) {
        Fired plus(Fired other) {
            return new Fired(enabledIn + other.enabledIn, taken + other.taken);
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

        End(String says) {
            this.says = says;
        }

        @Override
        public String toString() {
            return says;
        }
    }

    /** The outcome of a property. */
    public Outcome outcome(Property property) {
        return outcomes.stream()
                .filter(o -> o.property().equals(property))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(property.name() + " was not asked for"));
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

    /** Bytes for each state. */
    public double bytesPerState() {
        return (double) bytes / states;
    }

    /** Transitions for each second. */
    public double transitionsPerSecond() {
        return transitions * 1e9 / Math.max(1, nanos);
    }
}
