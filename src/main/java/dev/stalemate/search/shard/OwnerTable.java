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
    /** An order that marks a free slot, which no row has: its parent's number takes all bits. */
    private static final long FREE = -1;
    /** The same of a state that was seen. */
    private static final long SEEN = -2;

    private final int words;
    private final int parts;
    private final long[] otherRest;
    private int capacity;
    private long[] prints;
    private long[] states;
    private long[] orders;
    private int size;

    OwnerTable(RowFormat format, int parts) {
        this.words = format.words;
        this.parts = parts;
        this.otherRest = new long[format.keyWords - 1];
        allocate(LEAST_CAPACITY);
    }

    private void allocate(int slots) {
        capacity = slots;
        prints = new long[slots];
        states = new long[Math.multiplyExact(slots, words)];
        orders = new long[slots];
        Arrays.fill(orders, FREE);
    }

    /** Adds a way to a state. */
    void offer(long[] from, int offset, long print, long[] rest, long order) {
        int at = find(print, rest);
        if (orders[at] != FREE) {
            orders[at] = Math.min(orders[at], order);
            return;
        }
        put(at, from, offset, print, order);
        if (++size > capacity * MOST_LOAD) {
            grow();
        }
    }

    private void put(int at, long[] from, int offset, long print, long order) {
        prints[at] = print;
        orders[at] = order;
        System.arraycopy(from, offset, states, at * words, words);
    }

    /** Says that a state was seen on an earlier level. All are added by then. */
    void seen(long print, long[] rest) {
        int at = find(print, rest);
        if (orders[at] != FREE) {
            orders[at] = SEEN;
        }
    }

    private int find(long print, long[] rest) {
        int at = slot(print);
        while (orders[at] != FREE && !(prints[at] == print && sameRest(at, rest))) {
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
        allocate(Math.multiplyExact(capacity, 2));
        for (int i = 0; i < oldOrders.length; i++) {
            if (oldOrders[i] != FREE) {
                int at = slot(oldPrints[i]);
                while (orders[at] != FREE) {
                    at = at + 1 == capacity ? 0 : at + 1;
                }
                put(at, oldStates, i * words, oldPrints[i], oldOrders[i]);
            }
        }
    }

    /** The slots, some of them with a new state. */
    int slots() {
        return capacity;
    }

    /** Whether a slot has a state that was not seen. */
    boolean isNew(int slot) {
        return orders[slot] >= 0;
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
