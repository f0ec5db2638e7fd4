package dev.stalemate.search.symmetry;

import dev.stalemate.model.PackedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
    /** Of a plain state, the indices whose orders are tried, and last the one that is sorted. */
    private final WordColumns[] wordColumns;

    private final WordKeys[] wordKeys;
    private final long[][] columns;
    private final long[] ownMask;
    /** Of a plain state, the orders of the only index that is tried, and the columns of the last one; null if they are too many. */
    private final @Nullable FewOrders few;

    private final @Nullable FewColumns fewSorted;
    /** Whether the last state had one or two orders, those of {@link #few}. */
    private boolean single;

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
        plain = words == 1 && sorted != null && keys.allDependOnColumns();
        wordColumns = plain ? inner.stream().map(WordColumns::new).toArray(WordColumns[]::new) : new WordColumns[0];
        columns = inner.stream().map(c -> new long[c.size]).toArray(long[][]::new);
        ownMask = IntStream.range(0, inner.size()).mapToLong(keys::ownMask).toArray();
        wordKeys = IntStream.range(0, plain ? tried.length : 0)
                .mapToObj(i -> new WordKeys(keys.ownOfOthers(i), ownMask[i], wordColumns[i].mask))
                .toArray(WordKeys[]::new);
        few = plain && tried.length == 1 && FewColumns.fit(tried[0])
                ? new FewOrders(tried[0], ownMask[0], wordKeys[0], keys.equalPairsToTry())
                : null;
        fewSorted = plain && largest != null && FewColumns.fit(largest) ? new FewColumns(largest) : null;
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
        if (plain) {
            states[offset] = best[0];
        } else {
            System.arraycopy(best, 0, states, offset, words);
        }
    }

    /** How many permutations leave the state at an offset as it is. */
    long symmetries(long[] states, int offset) {
        if (sorted != null
                && !plain
                && tried.length == 0) { // nothing to search in a state that is canonical, as most are
            System.arraycopy(states, offset, state, 0, words);
            long ways = sorted.symmetries(state);
            if (ways > 0) {
                return ways;
            }
        }
        search(states, offset);
        long ways = hits * sortedSymmetries();
        if (single && few != null) {
            return ways * few.symmetries();
        }
        for (Arrangements arrangement : arrangements) {
            ways *= arrangement.symmetries();
        }
        return ways;
    }

    private long sortedSymmetries() {
        if (fewSorted != null) {
            return fewSorted.symmetries(best[0]);
        }
        return sorted == null ? 1 : sorted.symmetries(best);
    }

    private void search(long[] states, int offset) {
        keys.forget();
        single = false;
        if (plain) {
            state[0] = states[offset];
            startPlain(state[0]);
            return;
        }
        System.arraycopy(states, offset, state, 0, words);
        for (int i = 0; i < tried.length; i++) {
            keys.read(state, i, arrangements[i].keys);
            arrangements[i].start(state);
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

    private void startPlain(long word) {
        if (few != null) {
            few.start(word);
            if (!few.known()) {
                keys.read(state, 0, arrangements[0].keys);
                few.startAgain(word, arrangements[0].keys);
                wordKeys[0].keep(word, few.read, arrangements[0].keys, tried[0].size);
            }
            single = few.orders() != FewOrders.MANY;
            if (single) {
                best[0] = sortedPlain(few.arranged());
                hits = 1;
                if (few.orders() == 2) {
                    exchange(few);
                }
                return;
            }
            System.arraycopy(few.read, 0, columns[0], 0, tried[0].size);
            System.arraycopy(few.keys, 0, arrangements[0].keys, 0, tried[0].size);
            arrangements[0].start(state);
        } else {
            for (int i = 0; i < tried.length; i++) {
                startPlain(word, i);
            }
        }
        searchPlain(word);
    }

    private void exchange(FewOrders two) {
        long second = sortedPlain(two.exchanged());
        if (second == best[0]) {
            hits = 2;
        } else if (second < best[0]) {
            best[0] = second;
            two.exchange();
        }
    }

    private long sortedPlain(long word) {
        return fewSorted == null
                ? wordColumns[tried.length].sorted(word, columns[tried.length])
                : fewSorted.sorted(word);
    }

    private void searchPlain(long word) {
        int last = tried.length;
        long least = Long.MAX_VALUE;
        long times = 0;
        do {
            long arranged = word;
            for (int i = 0; i < last; i++) {
                if (i > 0) {
                    wordColumns[i].read(arranged, columns[i]);
                }
                arranged = wordColumns[i].arranged(arranged, columns[i], arrangements[i].order);
            }
            arranged = sortedPlain(arranged);
            if (arranged < least || times == 0) {
                least = arranged;
                keepOrders();
                times = 0;
            }
            times += arranged == least ? 1 : 0;
        } while (next());
        best[0] = least;
        hits = times;
    }

    /** Reads the keys of an index, and finds its first order. */
    private void startPlain(long word, int i) {
        WordColumns index = wordColumns[i];
        long[] read = columns[i];
        long[] into = arrangements[i].keys;
        index.read(word, read);
        long own = ownMask[i];
        for (int e = 0; e < index.size; e++) {
            into[e] = read[e] & own;
        }
        if (keys.tooManyEqual(i, into) && !wordKeys[i].read(word, read, into, index.size)) {
            keys.read(state, i, into);
            wordKeys[i].keep(word, read, into, index.size);
        }
        arrangements[i].start(state);
    }

    private void keepOrders() {
        for (int i = 0; i < tried.length; i++) {
            System.arraycopy(arrangements[i].order, 0, bestOrders[i], 0, tried[i].size);
        }
    }

    /** The order that made the last state canonical: element {@code order[k]} of an index became element k. */
    void lastOrder(int number, int[] order) {
        if (single && few != null) {
            few.order(bestOrders[0]);
        }
        for (int i = 0; i < tried.length; i++) {
            if (tried[i].number == number) {
                System.arraycopy(bestOrders[i], 0, order, 0, tried[i].size);
                if (!single) {
                    arrangements[i].tellApart(order);
                }
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
