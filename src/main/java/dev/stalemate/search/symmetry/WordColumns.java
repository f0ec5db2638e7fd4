package dev.stalemate.search.symmetry;

import java.util.Arrays;

/** The columns of an index's elements in states of one word in which no value names an element: {@link Columns} for that case, faster. */
final class WordColumns {
    final int size;

    /** The bits of column 0. */
    final long mask;

    private final long still;
    /** How many groups of bits lie equally far from those of element 0, at most, for any element. */
    private final int parts;

    /** By element and part. */
    private final int[] turn;

    private final long[] partMask;

    WordColumns(Columns columns) {
        this.size = columns.size;
        this.still = columns.still[0];
        this.mask = columns.column(-1L, 0);
        int most = 1;
        for (int e = 0; e < size; e++) {
            most = Math.max(most, columns.moves(e));
        }
        this.parts = most;
        this.turn = new int[size * parts];
        this.partMask = new long[size * parts];
        for (int e = 0; e < size; e++) {
            for (int p = 0; p < columns.moves(e); p++) {
                turn[e * parts + p] = columns.turn(e, p);
                partMask[e * parts + p] = columns.columnMask(e, p);
            }
        }
    }

    /** Reads all columns. */
    void read(long word, long[] into) {
        if (parts == 1) {
            for (int e = 0; e < size; e++) {
                into[e] = Long.rotateRight(word, turn[e]) & partMask[e];
            }
        } else {
            for (int e = 0; e < size; e++) {
                into[e] = column(word, e);
            }
        }
    }

    private long column(long word, int element) {
        long column = 0;
        for (int p = element * parts; p < (element + 1) * parts; p++) {
            column |= Long.rotateRight(word, turn[p]) & partMask[p];
        }
        return column;
    }

    private long placed(long column, int element) {
        long word = 0;
        for (int p = element * parts; p < (element + 1) * parts; p++) {
            word |= Long.rotateLeft(column & partMask[p], turn[p]);
        }
        return word;
    }

    /** The state in which element {@code order[k]} has become element k. */
    long arranged(long word, long[] columns, int[] order) {
        long result = word & still;
        for (int k = 0; k < size; k++) {
            result |= placed(columns[order[k]], k);
        }
        return result;
    }

    /** The state with its columns in ascending order. */
    long sorted(long word, long[] scratch) {
        read(word, scratch);
        sort(scratch);
        long result = word & still;
        if (parts == 1) {
            for (int k = 0; k < size; k++) {
                result |= Long.rotateLeft(scratch[k], turn[k]);
            }
        } else {
            for (int k = 0; k < size; k++) {
                result |= placed(scratch[k], k);
            }
        }
        return result;
    }

    /** Sorting networks: which of two columns is smaller can't be predicted, and a wrong prediction costs more than an exchange. */
    private void sort(long[] keys) {
        switch (size) {
            case 2 -> {
                long a = keys[0];
                long b = keys[1];
                keys[0] = Math.min(a, b);
                keys[1] = Math.max(a, b);
            }
            case 3 -> sort3(keys);
            case 4 -> sort4(keys);
            default -> Arrays.sort(keys);
        }
    }

    private static void sort3(long[] keys) {
        long a = Math.min(keys[0], keys[1]);
        long b = Math.max(keys[0], keys[1]);
        long c = Math.max(b, keys[2]);
        b = Math.min(b, keys[2]);
        keys[0] = Math.min(a, b);
        keys[1] = Math.max(a, b);
        keys[2] = c;
    }

    private static void sort4(long[] keys) {
        long a = Math.min(keys[0], keys[1]);
        long b = Math.max(keys[0], keys[1]);
        long c = Math.min(keys[2], keys[3]);
        long d = Math.max(keys[2], keys[3]);
        long low = Math.max(a, c);
        long high = Math.min(b, d);
        keys[0] = Math.min(a, c);
        keys[1] = Math.min(low, high);
        keys[2] = Math.max(low, high);
        keys[3] = Math.max(b, d);
    }
}
