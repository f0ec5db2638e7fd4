package dev.stalemate.search.progress;

import java.util.Arrays;

/**
 * States that were met lately. States that are discovered side by side lead to the same ones, so most look-ups end here. It may forget a
 * state, but never invents one.
 */
final class RecentStates {
    private static final int SIZE = 1 << 15;

    /** Marks a free place: a state of these bits alone is never remembered. */
    private static final long FREE = -1;

    private final int words;
    private final long[] states;

    RecentStates(int words) {
        this.words = words;
        this.states = new long[SIZE * words];
        Arrays.fill(states, FREE);
    }

    boolean has(long print, long[] from, int offset) {
        int at = ((int) print & SIZE - 1) * words;
        for (int w = 0; w < words; w++) {
            if (states[at + w] != from[offset + w]) {
                return false;
            }
        }
        return from[offset] != FREE;
    }

    void add(long print, long[] from, int offset) {
        System.arraycopy(from, offset, states, ((int) print & SIZE - 1) * words, words);
    }
}
