package dev.stalemate.search;

import dev.stalemate.model.Law;
import java.util.List;
import java.util.Map;

/**
 * What an exhaustive search found and how much it saw.
 *
 * @param outcomes one for each property that was asked for
 * @param end why it ended
 * @param states distinct states; with symmetry, those that were kept
 * @param transitions steps taken from them, the start counted as one (as SPIN counts)
 * @param depth every state within so many steps of the initial one was seen. Of an exhausted search it is the largest distance of any
 *     state; with symmetry, a state counts with the nearest of those that it stands for
 * @param level if a limit ended it, how much of the next level was done
 * @param nanos nanoseconds that it took, including the runs that it resumed
 * @param bytes most bytes of memory for states, fingerprints and ancestry
 * @param collisions whether one state may have hidden another
 * @param symmetry which states were left out because others stand for them
 * @param fired for each action, by its label, how often it was possible and taken
 * @param figures the model's figures, by their names
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
        Collisions collisions,
        SymmetryUse symmetry,
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
     * How much was done of the states that are {@link #depth} steps away from the initial one.
     *
     * @param expanded how many of them were expanded
     * @param states how many there are
     */
    public record Level(long expanded, long states) {
        /** Every level was done, or none begun. */
        public static final Level NONE = new Level(0, 0);
    }

    /**
     * Whether two states may have shared a fingerprint, so that one was missed.
     *
     * @param probability of that, from 0 to 1, for as many random fingerprints; 0 where states are told apart exactly
     * @param estimate the same, estimated from the fingerprints themselves: how close the closest two are
     */
    public record Collisions(double probability, double estimate) {
        /** States were told apart exactly. */
        public static final Collisions NONE = new Collisions(0, 0);
    }

    /**
     * What symmetry left out.
     *
     * @param used names of the indices whose elements may change places; one state was kept for all that differ only in that
     * @param stoodFor how many states those that were kept stand for; as many as were kept where no symmetry was used
     * @param refused indices that the layout calls alike and the model treats differently, each with the first step, property or figure
     *     that differs
     */
    public record SymmetryUse(List<String> used, long stoodFor, List<String> refused) {
        public SymmetryUse {
            used = List.copyOf(used);
            refused = List.copyOf(refused);
        }

        /** No symmetry, and so many states. */
        public static SymmetryUse none(long states) {
            return new SymmetryUse(List.of(), states, List.of());
        }
    }

    /** Why a search ended. */
    public enum End {
        /** Every state of the scope was seen. */
        EXHAUSTED("every state was seen"),
        /** Every property has its answer. */
        DECIDED("every property was decided"),
        /** The bound on states was reached. */
        STATES("the bound on states"),
        /** The bound on depth was reached. */
        DEPTH("the bound on depth"),
        /** The bound on time was reached. */
        TIME("the bound on time"),
        /** The bound on memory was reached. */
        MEMORY("the bound on memory"),
        /** The user ended it. */
        INTERRUPTED("an interrupt");

        private final String says;

        /** Whether the search ended without an answer. */
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

    /** The outcome of a property. It is looked up by name, because each thread of a search has laws of its own. */
    public Outcome outcome(Law law) {
        return outcomes.stream()
                .filter(o -> o.law().name().equals(law.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(law.name() + " was not asked for"));
    }

    /** The actions that no run takes, if every state was seen: what they might break was never tried. */
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
