package dev.stalemate.search.symmetry;

/**
 * The index whose elements are put in order by sorting their columns. Once the order of all other indices is fixed, this is exact: a state
 * consists of what belongs to no element and of the columns, in some order.
 *
 * <p>Where values name its elements, the names are taken out of the state, and for each of them a bit is added to the column of the named
 * element.
 */
final class SortedIndex {
    private final Columns columns;
    private final References references;
    private final int words;
    /** The words of a column, and of the bits for the values that name it. */
    private final int keyWords;

    private final long[] keys;
    private final int[] order;
    private final int[] rank;
    private final long[] sorted;

    SortedIndex(Columns columns, int words) {
        this.columns = columns;
        this.references = columns.references();
        this.words = words;
        this.keyWords = words + (references.count() + Long.SIZE - 1) / Long.SIZE;
        this.keys = new long[columns.size * keyWords];
        this.order = new int[columns.size];
        this.rank = new int[columns.size];
        this.sorted = new long[words];
    }

    /** Sorts the columns of a state, in place. */
    void sort(long[] state) {
        readKeys(state);
        for (int i = 0; i < columns.size; i++) {
            int at = i;
            while (at > 0 && compare(order[at - 1], i) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        for (int w = 0; w < words; w++) {
            sorted[w] = state[w] & columns.still[w];
        }
        for (int k = 0; k < columns.size; k++) {
            columns.put(keys, order[k] * keyWords, k, sorted);
            rank[order[k]] = k;
        }
        references.rename(sorted, rank);
        System.arraycopy(sorted, 0, state, 0, words);
    }

    /** The number of the index in its layout. */
    int number() {
        return columns.number;
    }

    /** The order of the last state that was sorted in place. */
    void lastOrder(int[] into) {
        System.arraycopy(order, 0, into, 0, order.length);
    }

    /** In how many ways equal columns of a sorted state can be interchanged, which does not change it; 0 if it is not sorted. */
    long symmetries(long[] state) {
        readKeys(state);
        long ways = 1;
        int equal = 1;
        for (int k = 1; k < columns.size; k++) {
            int order = compare(k - 1, k);
            if (order > 0) {
                return 0;
            }
            equal = order == 0 ? equal + 1 : 1;
            ways *= equal;
        }
        return ways;
    }

    private void readKeys(long[] state) {
        for (int i = 0; i < columns.size; i++) {
            columns.read(state, i, keys, i * keyWords);
            for (int w = words; w < keyWords; w++) {
                keys[i * keyWords + w] = 0;
            }
        }
        for (int r = 0; r < references.count(); r++) {
            int target = references.target(state, r);
            if (target >= 0) {
                keys[target * keyWords + words + r / Long.SIZE] |= 1L << r;
            }
        }
    }

    private int compare(int a, int b) {
        for (int w = 0; w < keyWords; w++) {
            int order = Long.compare(keys[a * keyWords + w], keys[b * keyWords + w]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
