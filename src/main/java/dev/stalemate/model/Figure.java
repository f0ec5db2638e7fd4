package dev.stalemate.model;

/**
 * A cost of runs, measured in every state that a driver sees.
 *
 * @param name what is measured, with its unit
 * @param kind how the states' values become one number
 * @param measure the value in a state, from 0
 */
public record Figure(String name, Kind kind, Measure measure) {
    /** How the values of many states become one number. */
    public enum Kind {
        /** The largest. */
        MAXIMUM,
        /** Their sum: with values 0 and 1, the number of states. */
        SUM
    }

    /** A value in a state. */
    @FunctionalInterface
    public interface Measure {
        long of(long[] state);
    }

    /** Adds the value of a state that stands for so many states, from 1, to the number so far. */
    public long join(long soFar, long[] state, long states) {
        long value = measure.of(state);
        return kind == Kind.MAXIMUM ? Math.max(soFar, value) : soFar + value * states;
    }
}
