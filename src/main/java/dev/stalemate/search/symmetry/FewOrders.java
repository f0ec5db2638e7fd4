package dev.stalemate.search.symmetry;

/**
 * The order of up to four elements by their keys, where there is only one that is worth trying: elements with equal keys have equal columns.
 * Nothing here branches on what can't be predicted.
 */
final class FewOrders {
    /** More orders than two. */
    static final int MANY = 3;

    /** The elements of each pair. */
    private static final int[] ONE = {0, 0, 0, 1, 1, 2};

    private static final int[] OTHER = {1, 2, 3, 2, 3, 3};

    private final FewColumns columns;
    private final int size;
    /** The bits of a column that belong to no other index. */
    private final long own;

    private final WordKeys shared;
    private final int tooFewEqual;
    private final long presentPairs;
    /** The largest key for elements that are missing, otherwise nothing. */
    private final long missing2;

    private final long missing3;

    /** The columns of the last state. */
    final long[] read;

    /** The keys of the last state, if {@link #arranged} could not be sure. */
    final long[] keys;

    /** The place that each element of the last state got. */
    private final int[] place = new int[FewColumns.MOST];

    private boolean known;
    private int orders;
    private long arranged;
    private long exchanged;
    /** Of two orders, the elements that are exchanged. */
    private int one;

    private int other;

    FewOrders(Columns index, long own, WordKeys shared, int equalPairsToTry) {
        this.columns = new FewColumns(index);
        this.size = index.size;
        this.own = own;
        this.shared = shared;
        this.tooFewEqual = equalPairsToTry;
        this.missing2 = size > 2 ? 0 : Long.MAX_VALUE;
        this.missing3 = size > 3 ? 0 : Long.MAX_VALUE;
        long present = 0;
        for (int pair = 0; pair < ONE.length; pair++) {
            present |= OTHER[pair] < size ? 1L << pair : 0;
        }
        this.presentPairs = present;
        this.read = new long[FewColumns.MOST];
        this.keys = new long[FewColumns.MOST];
    }

    /** Whether the keys of the last state were known: otherwise {@link #startAgain} takes them. */
    boolean known() {
        return known;
    }

    /** How many orders of the last state's elements are worth trying: 1, 2 or {@link #MANY}. */
    int orders() {
        return orders;
    }

    /** The last state in the first order. */
    long arranged() {
        return arranged;
    }

    /** The last state in the second of two orders. */
    long exchanged() {
        return exchanged;
    }

    /** Makes the second of two orders the one that {@link #order} tells. */
    void exchange() {
        int kept = place[one];
        place[one] = place[other];
        place[other] = kept;
    }

    /** Reads a state, and puts its elements in order. */
    void start(long word) {
        long c0 = columns.column0(word);
        long c1 = columns.column1(word);
        long c2 = columns.column2(word);
        long c3 = columns.column3(word);
        long k0 = c0 & own;
        long k1 = c1 & own;
        long k2 = (c2 & own) | missing2;
        long k3 = (c3 & own) | missing3;
        read[0] = c0;
        read[1] = c1;
        read[2] = c2;
        read[3] = c3;
        known = true;
        if (Long.bitCount(equalPairs(k0, k1, k2, k3) & presentPairs) > tooFewEqual) {
            k0 = shared.key(word, c0);
            known = shared.found(word, c0);
            k1 = shared.key(word, c1);
            known &= shared.found(word, c1);
            if (size > 2) {
                k2 = shared.key(word, c2);
                known &= shared.found(word, c2);
            }
            if (size > 3) {
                k3 = shared.key(word, c3);
                known &= shared.found(word, c3);
            }
        }
        order(word, k0, k1, k2, k3);
    }

    /** Puts the elements of the last state in order by keys that were not known. */
    void startAgain(long word, long[] all) {
        known = true;
        order(word, all[0], all[1], size > 2 ? all[2] : missing2, size > 3 ? all[3] : missing3);
    }

    private void order(long word, long k0, long k1, long k2, long k3) {
        long c0 = read[0];
        long c1 = read[1];
        long c2 = read[2];
        long c3 = read[3];
        int l01 = less(k1, k0);
        int l02 = less(k2, k0);
        int l03 = less(k3, k0);
        int l12 = less(k2, k1);
        int l13 = less(k3, k1);
        int l23 = less(k3, k2);
        int p0 = l01 + l02 + l03;
        int p1 = 1 - l01 + l12 + l13;
        int p2 = 2 - l02 - l12 + l23;
        int p3 = 3 - l03 - l13 - l23;
        arranged = columns.still(word)
                | columns.placed(c0, p0)
                | columns.placed(c1, p1)
                | columns.placed(c2, p2)
                | columns.placed(c3, p3);
        place[0] = p0;
        place[1] = p1;
        place[2] = p2;
        place[3] = p3;
        long pairs = equalPairs(k0, k1, k2, k3);
        orders = 1;
        if ((pairs & ~equalPairs(c0, c1, c2, c3)) != 0) {
            several(pairs);
        }
        keys[0] = k0;
        keys[1] = k1;
        keys[2] = k2;
        keys[3] = k3;
    }

    /** Elements with equal keys and different columns: if they are two, there are two orders, otherwise many. */
    private void several(long equal) {
        long pairs = equal & presentPairs;
        orders = (pairs & (pairs - 1)) == 0 ? 2 : MANY;
        if (orders == 2) {
            int pair = Long.numberOfTrailingZeros(pairs);
            one = ONE[pair];
            other = OTHER[pair];
            long a = read[one];
            long b = read[other];
            exchanged = arranged
                    ^ columns.placed(a, place[one])
                    ^ columns.placed(b, place[other])
                    ^ columns.placed(a, place[other])
                    ^ columns.placed(b, place[one]);
        }
    }

    /** A bit for each pair of equal numbers, in the order of {@link #ONE} and {@link #OTHER}. */
    private static long equalPairs(long a, long b, long c, long d) {
        return equal(a ^ b)
                | (equal(a ^ c) << 1)
                | (equal(a ^ d) << 2)
                | (equal(b ^ c) << 3)
                | (equal(b ^ d) << 4)
                | (equal(c ^ d) << 5);
    }

    /** 1 if no bit is different, else 0. */
    private static long equal(long different) {
        return ((different | -different) >>> 63) ^ 1;
    }

    /** 1 if a number is less than another, else 0. */
    private static int less(long a, long b) {
        return (int) (((a & ~b) | ((a | ~b) & (a - b))) >>> 63);
    }

    /** The element that came to each place in the last state. */
    void order(int[] into) {
        for (int e = 0; e < size; e++) {
            into[place[e]] = e;
        }
    }

    /** In how many ways elements of the last state with equal columns can be interchanged. */
    long symmetries() {
        long ways = 1;
        for (int i = 1; i < size; i++) {
            int equal = 1;
            for (int j = 0; j < i; j++) {
                equal += read[i] == read[j] ? 1 : 0;
            }
            ways *= equal;
        }
        return ways;
    }
}
