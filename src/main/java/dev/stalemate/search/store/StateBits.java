package dev.stalemate.search.store;

import java.util.function.LongConsumer;

/**
 * The states that were seen, as a bit for each code that a state can have. Exact, and without hashing: states that differ little are
 * neighbours.
 */
public final class StateBits {
    /** More bits than these have no room in an array. */
    private static final int MOST_BITS = 36;

    private final ValueCodes codes;
    private final int[] places;
    private final long[] words;

    /** No state of these codes seen. */
    StateBits(ValueCodes codes) {
        this.codes = codes;
        this.places = codes.places();
        this.words = new long[1 << Math.max(0, codes.bits() - 6)];
    }

    /** The bytes that codes of so many bits take; more than there are if they are too many. */
    static long bytes(int codeBits) {
        return codeBits > MOST_BITS ? Long.MAX_VALUE / 2 : Math.max(Long.BYTES, 1L << Math.max(0, codeBits - 3));
    }

    long bytes() {
        return (long) words.length * Long.BYTES;
    }

    /** The number by which a state is kept; negative if it has a value that no state had before, so that it is not here. */
    public long code(long state) {
        return codes.of(state, places);
    }

    /** Whether the state of a code was added. */
    public boolean contains(long code) {
        return ((words[(int) (code >>> 6)] >>> code) & 1) != 0;
    }

    /** Adds the state of a code, while no other thread adds to the same {@link #part}; false if it was there. */
    public boolean add(long code) {
        int word = (int) (code >>> 6);
        long before = words[word];
        words[word] = before | (1L << code);
        return ((before >>> code) & 1) == 0;
    }

    /** Takes out the state of a code, while no other thread changes anything. */
    void remove(long code) {
        words[(int) (code >>> 6)] &= ~(1L << code);
    }

    /** The number of the part that a code belongs to, where the words are divided into so many parts. */
    public static int part(long code, int parts) {
        // 512 bits are a line of a cache: threads that add to different parts do not write the same ones.
        long mixed = ((code >>> 9) * 0x9E3779B97F4A7C15L) >>> 32;
        return (int) ((mixed * parts) >>> 32);
    }

    /** Passes on every state. */
    void each(LongConsumer to) {
        for (int w = 0; w < words.length; w++) {
            for (long left = words[w]; left != 0; left &= left - 1) {
                to.accept(codes.state((long) w << 6 | Long.numberOfTrailingZeros(left), places));
            }
        }
    }
}
