package dev.stalemate.search.shard;

import dev.stalemate.search.store.Fingerprints;
import java.util.Arrays;

/**
 * The candidates of a part: the successors that belong to it, each once, with the first way to it in the order of discovery; and which of
 * them were seen on an earlier level.
 *
 * <p>Slots are in the order of fingerprints. What is read from them in order is in nearly the same order for the next table, so that going
 * through all that was seen does not miss the caches.
 */
final class OwnerTable {
    private static final double MOST_LOAD = 0.6;
    private static final int LEAST_CAPACITY = 1 << 12;
    /** An order that marks a state which was seen; no row has it. */
    private static final long SEEN = -1;

    private final int words;
    private final int parts;
    private final long[] otherRest;
    private int capacity;
    /** 0 marks a free slot. One more slot than there is capacity for is for the state with that fingerprint. */
    private long[] prints;

    private boolean hasZero;
    private long[] states;
    private long[] orders;
    private int size;
    /** Written and never read: without it the compiler would drop the loads that {@link #prefetch} does. */
    @SuppressWarnings("UnusedVariable")
    private volatile long sink;

    OwnerTable(RowFormat format, int parts) {
        this.words = format.words;
        this.parts = parts;
        this.otherRest = new long[format.keyWords - 1];
        allocate(LEAST_CAPACITY);
    }

    private void allocate(int slots) {
        capacity = slots;
        prints = new long[slots];
        states = new long[(slots + 1) * words];
        orders = new long[slots + 1];
    }

    /** Reads the slots of a batch, so that their cache misses overlap. */
    void prefetch(long[] batch, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += prints[slot(batch[i])];
        }
        sink = sum;
    }

    /** Adds a way to a state. */
    void offer(long[] from, int offset, long print, long[] rest, long order) {
        int at = find(print, rest);
        if (isUsed(at)) {
            orders[at] = Math.min(orders[at], order);
            return;
        }
        put(at, from, offset, print, order);
        if (++size > capacity * MOST_LOAD) {
            grow();
        }
    }

    private boolean isUsed(int at) {
        return at == capacity ? hasZero : prints[at] != 0;
    }

    private void put(int at, long[] from, int offset, long print, long order) {
        if (at == capacity) {
            hasZero = true;
        } else {
            prints[at] = print;
        }
        orders[at] = order;
        System.arraycopy(from, offset, states, at * words, words);
    }

    /** Says that a state was seen on an earlier level. All are added by then. */
    void seen(long print, long[] rest) {
        int at = find(print, rest);
        if (isUsed(at)) {
            orders[at] = SEEN;
        }
    }

    private int find(long print, long[] rest) {
        if (print == 0) {
            if (hasZero && !sameRest(capacity, rest)) {
                throw new IllegalStateException("two states have the fingerprint 0");
            }
            return capacity;
        }
        int at = slot(print);
        while (prints[at] != 0 && !(prints[at] == print && sameRest(at, rest))) {
            at = at + 1 == capacity ? 0 : at + 1;
        }
        return at;
    }

    private boolean sameRest(int at, long[] rest) {
        if (rest.length == 0) {
            return true;
        }
        Fingerprints.rest(states, at * words, words, otherRest);
        return Arrays.equals(rest, otherRest);
    }

    private int slot(long print) {
        return (int) (((Fingerprints.placeInPart(print, parts) >>> 32) * capacity) >>> 32);
    }

    private void grow() {
        long[] oldPrints = prints;
        long[] oldStates = states;
        long[] oldOrders = orders;
        int zero = capacity;
        if ((2L * capacity + 1) * words > Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    "a part of a level has more than " + size + " candidates, which is too many: use more partitions");
        }
        allocate(2 * capacity);
        if (hasZero) {
            put(capacity, oldStates, zero * words, 0, oldOrders[zero]);
        }
        for (int i = 0; i < oldPrints.length; i++) {
            if (oldPrints[i] != 0) {
                int at = slot(oldPrints[i]);
                while (prints[at] != 0) {
                    at = at + 1 == capacity ? 0 : at + 1;
                }
                put(at, oldStates, i * words, oldPrints[i], oldOrders[i]);
            }
        }
    }

    /** The slots, some of them with a new state. */
    int slots() {
        return capacity + 1;
    }

    /** Whether a slot has a state that was not seen. */
    boolean isNew(int slot) {
        return isUsed(slot) && orders[slot] != SEEN;
    }

    /** The words of all slots' states. */
    long[] states() {
        return states;
    }

    /** The order of a slot's state. */
    long order(int slot) {
        return orders[slot];
    }
}
