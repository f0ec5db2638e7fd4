package dev.stalemate.search.progress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** Numbers of states, a bit each. Several threads may add to it or remove from it at once. */
final class NumberSet {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Numbers that one thread works on: whole words, so that it alone changes them. */
    static final int SHARE = 1 << 10;

    private final long[] words;
    /** For each word how many numbers are in those before it; empty until {@link #rank} is prepared. */
    private int[] before = new int[0];

    /** None of the numbers up to {@code size}, exclusive. */
    NumberSet(int size) {
        words = new long[(size + Long.SIZE - 1) / Long.SIZE];
    }

    private NumberSet(long[] words) {
        this.words = words;
    }

    NumberSet copy() {
        return new NumberSet(words.clone());
    }

    boolean has(int number) {
        return (words[number >>> 6] >>> number & 1) != 0;
    }

    /** Adds a number; false if it is there. */
    boolean add(int number) {
        long bit = 1L << number;
        return ((long) WORDS.getAndBitwiseOr(words, number >>> 6, bit) & bit) == 0;
    }

    void remove(int number) {
        long kept = (long) WORDS.getAndBitwiseAnd(words, number >>> 6, ~(1L << number));
        assert kept != 0;
    }

    /** The first number from one on; -1 if there is none below {@code end}. */
    int next(int from, int end) {
        for (int at = from; at < end; at = (at | 63) + 1) {
            long left = words[at >>> 6] & -1L << at;
            if (left != 0) {
                int found = (at & ~63) + Long.numberOfTrailingZeros(left);
                return found < end ? found : -1;
            }
        }
        return -1;
    }

    /** The last number from one down; -1 if there is none that is at least {@code start}. */
    int previous(int from, int start) {
        for (int at = from; at >= start; at = (at & ~63) - 1) {
            long left = words[at >>> 6] & -1L >>> (63 - (at & 63));
            if (left != 0) {
                int found = (at & ~63) + 63 - Long.numberOfLeadingZeros(left);
                return found >= start ? found : -1;
            }
        }
        return -1;
    }

    /** How many there are. */
    int size() {
        return Arrays.stream(words).mapToInt(Long::bitCount).sum();
    }

    /** How many there are from one on up to {@code end}, exclusive. */
    int size(int from, int end) {
        int size = 0;
        for (int number = next(from, end); number >= 0; number = next(number + 1, end)) {
            size++;
        }
        return size;
    }

    /** Prepares for {@link #rank}; the set must not change any more. */
    void count() {
        before = new int[words.length];
        for (int w = 1; w < words.length; w++) {
            before[w] = before[w - 1] + Long.bitCount(words[w - 1]);
        }
    }

    /** How many smaller numbers there are. */
    int rank(int number) {
        return before[number >>> 6] + Long.bitCount(words[number >>> 6] & ~(-1L << number));
    }

    long bytes() {
        return (long) words.length * Long.BYTES + (long) before.length * Integer.BYTES;
    }
}
