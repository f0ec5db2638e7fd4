package dev.stalemate.search.symmetry;

import java.util.stream.IntStream;

/**
 * The columns of up to four elements, in states of one word in which no value names an element. Everything is written out for four, without
 * loops and without branches that depend on the state: a loop over a few columns costs more than the columns. Where there are fewer
 * elements, the missing ones have no bits and come last.
 */
final class FewColumns {
    /** The most elements. */
    static final int MOST = 4;

    /** An element's bits lie in at most so many groups that are equally far from those of element 0. */
    private static final int MOST_GROUPS = 2;

    private final int size;
    private final long still;
    /** The two groups of each place, those of the places that have no element empty. */
    private final int[] turnA = new int[MOST];

    private final int[] turnB = new int[MOST];
    private final long[] maskA = new long[MOST];
    private final long[] maskB = new long[MOST];

    private final int a0;
    private final int a1;
    private final int a2;
    private final int a3;
    private final int b0;
    private final int b1;
    private final int b2;
    private final int b3;
    private final long bitsA0;
    private final long bitsA1;
    private final long bitsA2;
    private final long bitsA3;
    private final long bitsB0;
    private final long bitsB1;
    private final long bitsB2;
    private final long bitsB3;

    FewColumns(Columns columns) {
        size = columns.size;
        still = columns.still[0];
        for (int e = 0; e < size; e++) {
            turnA[e] = columns.moves(e) > 0 ? columns.turn(e, 0) : 0;
            turnB[e] = columns.moves(e) > 1 ? columns.turn(e, 1) : 0;
            maskA[e] = columns.moves(e) > 0 ? columns.columnMask(e, 0) : 0;
            maskB[e] = columns.moves(e) > 1 ? columns.columnMask(e, 1) : 0;
        }
        a0 = turnA[0];
        a1 = turnA[1];
        a2 = turnA[2];
        a3 = turnA[3];
        b0 = turnB[0];
        b1 = turnB[1];
        b2 = turnB[2];
        b3 = turnB[3];
        bitsA0 = maskA[0];
        bitsA1 = maskA[1];
        bitsA2 = maskA[2];
        bitsA3 = maskA[3];
        bitsB0 = maskB[0];
        bitsB1 = maskB[1];
        bitsB2 = maskB[2];
        bitsB3 = maskB[3];
    }

    static boolean fit(Columns columns) {
        return columns.size <= MOST && IntStream.range(0, columns.size).allMatch(e -> columns.moves(e) <= MOST_GROUPS);
    }

    long column0(long word) {
        return (Long.rotateRight(word, a0) & bitsA0) | (Long.rotateRight(word, b0) & bitsB0);
    }

    long column1(long word) {
        return (Long.rotateRight(word, a1) & bitsA1) | (Long.rotateRight(word, b1) & bitsB1);
    }

    long column2(long word) {
        return (Long.rotateRight(word, a2) & bitsA2) | (Long.rotateRight(word, b2) & bitsB2);
    }

    long column3(long word) {
        return (Long.rotateRight(word, a3) & bitsA3) | (Long.rotateRight(word, b3) & bitsB3);
    }

    long still(long word) {
        return word & still;
    }

    /** A column at a place. */
    long placed(long column, int place) {
        return Long.rotateLeft(column & maskA[place], turnA[place])
                | Long.rotateLeft(column & maskB[place], turnB[place]);
    }

    /** The state with its columns in ascending order. */
    long sorted(long word) {
        long k0 = column0(word);
        long k1 = size > 1 ? column1(word) : Long.MAX_VALUE;
        long k2 = size > 2 ? column2(word) : Long.MAX_VALUE;
        long k3 = size > 3 ? column3(word) : Long.MAX_VALUE;
        long a = Math.min(k0, k1);
        long b = Math.max(k0, k1);
        long c = Math.min(k2, k3);
        long d = Math.max(k2, k3);
        long low = Math.max(a, c);
        long high = Math.min(b, d);
        a = Math.min(a, c);
        d = Math.max(b, d);
        b = Math.min(low, high);
        c = Math.max(low, high);
        return (word & still)
                | Long.rotateLeft(a & bitsA0, a0)
                | Long.rotateLeft(a & bitsB0, b0)
                | Long.rotateLeft(b & bitsA1, a1)
                | Long.rotateLeft(b & bitsB1, b1)
                | Long.rotateLeft(c & bitsA2, a2)
                | Long.rotateLeft(c & bitsB2, b2)
                | Long.rotateLeft(d & bitsA3, a3)
                | Long.rotateLeft(d & bitsB3, b3);
    }

    /** In how many ways equal columns of a sorted state can be interchanged. */
    long symmetries(long word) {
        long ways = 1;
        int equal = 1;
        long before = column0(word);
        for (int e = 1; e < size; e++) {
            long column = e == 1 ? column1(word) : e == 2 ? column2(word) : column3(word);
            equal = column == before ? equal + 1 : 1;
            ways *= equal;
            before = column;
        }
        return ways;
    }
}
