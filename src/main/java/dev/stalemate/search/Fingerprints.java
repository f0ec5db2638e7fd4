package dev.stalemate.search;

/**
 * A set of 64-bit fingerprints of states: open addressing, linear probing, no boxing.
 *
 * <p>The fingerprint of a state of one word is a bijection of it, so that set is exact. Longer states are hashed: two of n states share
 * a fingerprint with a probability of about n^2 / 2^65, and the second would be missed.
 */
final class Fingerprints {
    private static final int LEAST_CAPACITY = 1 << 12;

    /** Above this share of used slots, probes get long; the table doubles. */
    private static final double MOST_LOAD = 0.75;

    private long[] slots = new long[LEAST_CAPACITY];
    private int size;
    private boolean zeroSeen;

    /** The fingerprint of {@code words} longs at an offset. */
    static long of(long[] states, int offset, int words) {
        long h = states[offset];
        for (int i = 1; i < words; i++) {
            h = mix(h) + 0x9E3779B97F4A7C15L ^ states[offset + i];
        }
        return mix(h);
    }

    /** The probability that some two of n random fingerprints are the same (the birthday bound). */
    static double collisionProbability(long n) {
        return -Math.expm1(-(double) n * (n - 1) * 0x1p-65);
    }

    /** A bijection of 64-bit words whose low bits depend on all of the input (the finalizer of MurmurHash3). */
    private static long mix(long z) {
        z = (z ^ z >>> 33) * 0xFF51AFD7ED558CCDL;
        z = (z ^ z >>> 33) * 0xC4CEB9FE1A85EC53L;
        return z ^ z >>> 33;
    }

    /** Adds a fingerprint; false if it was there. There must be {@link #room}. */
    boolean add(long fingerprint) {
        if (fingerprint == 0) { // marks a free slot
            boolean isNew = !zeroSeen;
            zeroSeen = true;
            size += isNew ? 1 : 0;
            return isNew;
        }
        int last = slots.length - 1;
        int at = (int) fingerprint & last;
        while (true) {
            long there = slots[at];
            if (there == 0) {
                slots[at] = fingerprint;
                size++;
                return true;
            }
            if (there == fingerprint) {
                return false;
            }
            at = at + 1 & last;
        }
    }

    /** Touches the slots of a batch so that their cache misses overlap; returns a value that keeps the loads alive. */
    long prefetch(long[] fingerprints, int count) {
        long sum = 0;
        int last = slots.length - 1;
        for (int i = 0; i < count; i++) {
            sum += slots[(int) fingerprints[i] & last];
        }
        return sum;
    }

    /** Whether this many more can be added without growing. */
    boolean room(int more) {
        return size + more <= (int) (slots.length * MOST_LOAD);
    }

    /** Bytes that the table takes while and after it grows. */
    long bytesToGrow() {
        return 3L * slots.length * Long.BYTES;
    }

    /** Whether the table can double once more. */
    boolean canGrow() {
        return slots.length <= 1 << 29;
    }

    /** Doubles the table. */
    void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        int last = slots.length - 1;
        for (long fingerprint : old) {
            if (fingerprint != 0) {
                int at = (int) fingerprint & last;
                while (slots[at] != 0) {
                    at = at + 1 & last;
                }
                slots[at] = fingerprint;
            }
        }
    }

    int size() {
        return size;
    }

    long bytes() {
        return (long) slots.length * Long.BYTES;
    }
}
