package dev.stalemate.search;

import java.time.Duration;

/**
 * When a driver stops without an answer.
 *
 * @param states most states to visit, or walks to take
 * @param depth most steps from the initial state
 * @param time longest run
 * @param bytes most bytes of memory for states, fingerprints and ancestry
 */
public record Limits(int states, int depth, Duration time, long bytes) {
    /** The most states that the search can number. */
    public static final int MOST_STATES = Integer.MAX_VALUE - 8;

    /** No bound but the machine's: nine tenths of the heap. */
    public static Limits none() {
        return new Limits(
                MOST_STATES,
                Integer.MAX_VALUE,
                Duration.ofDays(365),
                Runtime.getRuntime().maxMemory() / 10 * 9);
    }

    /** The same with another bound on states. */
    public Limits withStates(int most) {
        return new Limits(most, depth, time, bytes);
    }

    /** The same with another bound on depth. */
    public Limits withDepth(int most) {
        return new Limits(states, most, time, bytes);
    }

    /** The same with another bound on time. */
    public Limits withTime(Duration most) {
        return new Limits(states, depth, most, bytes);
    }

    /** The same with another bound on memory. */
    public Limits withBytes(long most) {
        return new Limits(states, depth, time, most);
    }
}
