package dev.stalemate.search.symmetry;

import java.util.Arrays;

/**
 * What the keys of an index's elements owe to the bits that they share with others, remembered for states of one word. It depends on these
 * bits and on what belongs to the elements of other indices alone: many states have that in common.
 */
final class WordKeys {
    private static final int SIZE = 1 << 13;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final long others;
    private final long own;
    private final long[] known;

    /**
     * Remembers nothing yet.
     *
     * @param others the bits that belong to elements of other indices alone
     * @param own the bits of column 0 that belong to no other index
     * @param columns all bits of column 0; together with the others, they must not be all 64
     */
    WordKeys(long others, long own, long columns) {
        this.others = others;
        this.own = own;
        this.known = new long[2 * SIZE];
        Arrays.fill(known, ~(others | columns)); // no element has this
    }

    private long input(long word, long column) {
        return (word & others) | (column & ~own);
    }

    private static int place(long input) {
        return (int) ((input * SPREAD) >>> Long.numberOfLeadingZeros(2 * SIZE - 1)) & ~1;
    }

    /** Whether the key of an element with this column is known. */
    boolean found(long word, long column) {
        long input = input(word, column);
        return known[place(input)] == input;
    }

    /** The key, if it is. */
    long key(long word, long column) {
        return (column & own) + known[place(input(word, column)) + 1];
    }

    /** Looks up the keys of all elements; false if one of them is not known. */
    boolean read(long word, long[] columns, long[] keys, int size) {
        boolean all = true;
        for (int e = 0; e < size; e++) {
            all &= found(word, columns[e]);
            keys[e] = key(word, columns[e]);
        }
        return all;
    }

    /** Remembers the keys of all elements. */
    void keep(long word, long[] columns, long[] keys, int size) {
        for (int e = 0; e < size; e++) {
            long input = input(word, columns[e]);
            int at = place(input);
            known[at] = input;
            known[at + 1] = keys[e] - (columns[e] & own);
        }
    }
}
