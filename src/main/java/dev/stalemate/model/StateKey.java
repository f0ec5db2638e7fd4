package dev.stalemate.model;

import java.util.Arrays;

/** A packed state as a key of sets and maps, because arrays have no equals. All its bits count for the hash: most states differ in few of them. */
public final class StateKey {
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final long[] words;

    private StateKey(long[] words) {
        this.words = words;
    }

    /** Of a state that nobody changes any more: it is not copied. */
    public static StateKey of(long[] words) {
        return new StateKey(words);
    }

    /** The state, which must not be changed. */
    public long[] words() {
        return words;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateKey key && Arrays.equals(words, key.words);
    }

    @Override
    public int hashCode() {
        long hash = 0;
        for (long word : words) {
            hash = (hash ^ word) * MIX;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }
}
