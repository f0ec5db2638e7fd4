package dev.stalemate.search.symmetry;

import dev.stalemate.model.PackedElement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the canonical state of all that differ only in the order of interchangeable elements: one index is sorted, the orders of the others
 * are tried, and the smallest state that results is the canonical one.
 *
 * <p>Exact: two states have the same canonical one if and only if some permutation takes one to the other. The index with the most
 * elements is sorted by columns. Of the others every order that sorts their keys is tried, which are few.
 */
final class Canonical {
    private final int words;
    private final Columns[] tried;
    private final Arrangements[] arrangements;
    /** Of each index whose orders are tried, the one that gave the smallest state. */
    private final int[][] bestOrders;

    private final @Nullable SortedIndex sorted;
    /** Whether a state is one word, and no value in it names an element. */
    private final boolean plain;

    private final ElementKeys keys;
    private final long[] state;
    private final long[] best;
    private final long[] candidate;
    private final long[] other;
    /** How many of the orders that were tried gave the smallest state. */
    private long hits;

    Canonical(List<PackedElement> cells, List<Columns> indices, int words) {
        this.words = words;
        Columns largest = null;
        for (Columns index : indices) {
            if (!index.refersToItself() && (largest == null || better(index, largest))) {
                largest = index;
            }
        }
        List<Columns> inner = new ArrayList<>(indices);
        inner.remove(largest);
        tried = inner.toArray(new Columns[0]);
        arrangements = inner.stream().map(c -> new Arrangements(c, words)).toArray(Arrangements[]::new);
        bestOrders = inner.stream().map(c -> new int[c.size]).toArray(int[][]::new);
        sorted = largest == null ? null : new SortedIndex(largest, words);
        if (largest != null) {
            inner.add(largest); // keys of the others look at it, so it is among them, as the last
        }
        keys = new ElementKeys(cells, inner.toArray(new Columns[0]), words);
        plain = words == 1
                && sorted != null
                && indices.stream().allMatch(c -> c.references().count() == 0);
        state = new long[words];
        best = new long[words];
        candidate = new long[words];
        other = new long[words];
    }

    /** It is better to sort an index with many elements than to try its orders; the same goes for one whose elements are named by values,
     * because their columns alone do not tell them apart. */
    private static boolean better(Columns a, Columns b) {
        return a.size > b.size
                || (a.size == b.size && a.references().count() > b.references().count());
    }

    /** Replaces the state at an offset by its canonical one. */
    void replace(long[] states, int offset) {
        search(states, offset);
        System.arraycopy(best, 0, states, offset, words);
    }

    /** How many permutations leave the state at an offset as it is. */
    long symmetries(long[] states, int offset) {
        search(states, offset);
        long ways = hits;
        for (Arrangements arrangement : arrangements) {
            ways *= arrangement.symmetries();
        }
        return sorted == null ? ways : ways * sorted.symmetries(best);
    }

    private void search(long[] states, int offset) {
        System.arraycopy(states, offset, state, 0, words);
        keys.forget();
        for (int i = 0; i < tried.length; i++) {
            keys.read(state, i, arrangements[i].keys);
            arrangements[i].start(state);
        }
        if (plain && sorted != null) {
            searchPlain(sorted);
            return;
        }
        hits = 0;
        do {
            arrange();
            int order = hits == 0 ? -1 : compare();
            if (order < 0) {
                System.arraycopy(candidate, 0, best, 0, words);
                keepOrders();
                hits = 0;
            }
            hits += order <= 0 ? 1 : 0;
        } while (next());
    }

    private void searchPlain(SortedIndex last) {
        long least = Long.MAX_VALUE;
        long times = 0;
        do {
            long word = state[0];
            for (int i = 0; i < tried.length; i++) {
                word = tried[i].rearranged(word, arrangements[i].order);
            }
            word = last.sort(word);
            if (word < least) {
                least = word;
                keepOrders();
                times = 0;
            }
            times += word == least ? 1 : 0;
        } while (next());
        best[0] = least;
        hits = times;
    }

    private void keepOrders() {
        for (int i = 0; i < tried.length; i++) {
            System.arraycopy(arrangements[i].order, 0, bestOrders[i], 0, tried[i].size);
        }
    }

    /** The order that made the last state canonical: element {@code order[k]} of an index became element k. */
    void lastOrder(int number, int[] order) {
        for (int i = 0; i < tried.length; i++) {
            if (tried[i].number == number) {
                System.arraycopy(bestOrders[i], 0, order, 0, tried[i].size);
                arrangements[i].tellApart(order);
            }
        }
        if (sorted != null && sorted.number() == number) {
            for (int i = 0; i < tried.length; i++) {
                System.arraycopy(bestOrders[i], 0, arrangements[i].order, 0, tried[i].size);
            }
            arrange();
            sorted.lastOrder(order);
        }
    }

    private boolean next() {
        for (Arrangements arrangement : arrangements) {
            if (arrangement.next()) {
                return true;
            }
        }
        return false;
    }

    /** Makes the candidate: the state in the present order, with the last index sorted. */
    private void arrange() {
        System.arraycopy(state, 0, candidate, 0, words);
        for (int i = 0; i < tried.length; i++) {
            tried[i].rearrange(candidate, arrangements[i].order, other);
            System.arraycopy(other, 0, candidate, 0, words);
        }
        if (sorted != null) {
            sorted.sort(candidate);
        }
    }

    private int compare() {
        for (int w = 0; w < words; w++) {
            int order = Long.compare(candidate[w], best[w]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
