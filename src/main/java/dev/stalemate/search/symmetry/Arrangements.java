package dev.stalemate.search.symmetry;

import java.util.Arrays;

/**
 * The orders of an index's elements that are worth trying: those that sort their keys. Where interchanging two elements changes nothing,
 * only one of the two orders is tried.
 */
final class Arrangements {
    private final Columns columns;
    private final boolean named;

    /** For each place the element that comes there, or the first element that is equal to it. */
    final int[] order;

    /** The key of each element. */
    final long[] keys;

    private final int[] label;
    private final int[] rank;
    /** Whether no two elements have the same key, so that there is one order. */
    private boolean single;

    private final long[] columnA;
    private final long[] columnB;

    Arrangements(Columns columns, int words) {
        this.columns = columns;
        this.named = columns.references().count() > 0;
        this.order = new int[columns.size];
        this.keys = new long[columns.size];
        this.label = new int[columns.size];
        this.rank = new int[columns.size];
        this.columnA = new long[words];
        this.columnB = new long[words];
    }

    /** The first order for a state, whose {@link #keys} have been set. */
    void start(long[] state) {
        single = ranked();
        if (single) {
            return;
        }
        labels(state);
        for (int i = 0; i < order.length; i++) {
            int at = i;
            while (at > 0 && after(order[at - 1], label[i])) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = label[i];
        }
    }

    /** Orders the elements by their keys, if no two are equal. Every pair is compared: which is larger can't be predicted. */
    private boolean ranked() {
        int size = order.length;
        int equal = 0;
        for (int i = 0; i < size; i++) {
            long key = keys[i];
            int before = 0;
            for (int j = 0; j < i; j++) {
                int after = keys[j] > key ? 1 : 0;
                rank[j] += after;
                before += 1 - after;
                equal += keys[j] == key ? 1 : 0;
            }
            rank[i] = before;
        }
        for (int i = 0; i < size; i++) {
            order[rank[i]] = i;
        }
        return equal == 0;
    }

    private boolean after(int a, int b) {
        return keys[a] > keys[b] || (keys[a] == keys[b] && a > b);
    }

    /** Gives elements with equal columns the number of the first of them, unless values can name elements of this index. */
    private void labels(long[] state) {
        for (int i = 0; i < label.length; i++) {
            label[i] = i;
            for (int j = 0; j < i && label[i] == i && !named; j++) {
                if (keys[i] == keys[j] && same(state, i, j)) {
                    label[i] = label[j];
                }
            }
        }
    }

    private boolean same(long[] state, int a, int b) {
        if (columnA.length == 1) {
            return columns.column(state[0], a) == columns.column(state[0], b);
        }
        columns.read(state, a, columnA, 0);
        columns.read(state, b, columnB, 0);
        return Arrays.equals(columnA, columnB);
    }

    /** Moves on to the next order; false, and back at the first, after the last. */
    boolean next() {
        if (single) {
            return false;
        }
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && keys[order[to]] == keys[order[from]]) {
                to++;
            }
            if (next(from, to)) {
                return true;
            }
            from = to;
        }
        return false;
    }

    /** The next permutation, in lexical order, of a part of the order; false, and back at the first, after the last. */
    private boolean next(int from, int to) {
        int i = to - 2;
        while (i >= from && order[i] >= order[i + 1]) {
            i--;
        }
        if (i >= from) {
            int j = to - 1;
            while (order[j] <= order[i]) {
                j--;
            }
            swap(i, j);
        }
        for (int a = Math.max(i, from - 1) + 1, b = to - 1; a < b; a++, b--) {
            swap(a, b);
        }
        return i >= from;
    }

    private void swap(int a, int b) {
        int swapped = order[a];
        order[a] = order[b];
        order[b] = swapped;
    }

    /** Replaces the first of equal elements, where it stands for the others too, by each of them in turn. */
    void tellApart(int[] first) {
        if (single) {
            return;
        }
        for (int k = first.length - 1; k >= 0; k--) {
            int earlier = 0;
            for (int j = 0; j < k; j++) {
                earlier += first[j] == first[k] ? 1 : 0;
            }
            int e = first[k];
            while (label[e] != first[k] || earlier-- > 0) {
                e++;
            }
            first[k] = e;
        }
    }

    /** How many ways there are to interchange equal elements. */
    long symmetries() {
        if (single) {
            return 1;
        }
        long ways = 1;
        for (int i = 0; i < label.length; i++) {
            int equal = 0;
            for (int j = 0; j <= i; j++) {
                equal += label[j] == label[i] ? 1 : 0;
            }
            ways *= equal;
        }
        return ways;
    }
}
