package dev.stalemate.search.symmetry;

import dev.stalemate.model.PackedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A key for each element of each index that stays the same when elements change places, so that elements with different keys do not have
 * to be tried in each other's place.
 *
 * <p>An element's own key depends on what belongs to it alone. If two elements have equal keys, what they share with elements of other indices
 * is added, in no order. Keys may collide, which costs time and does not change the result.
 */
final class ElementKeys {
    private static final long A = 0x9E3779B97F4A7C15L;
    private static final long B = 0xC2B2AE3D27D4EB4FL;
    private static final long C = 0xD6E8FEB86659FD93L;

    private final Columns[] columns;
    private final int words;
    /** For each index, the bits of a column that belong to no other index and name nothing. */
    private final long[][] ownMask;

    private final Shared[] shared;
    /** The place of the first key of each index; after the last key is one that is always 0. */
    private final int[] begin;

    private final int equalPairsToTry;
    private final long[] own;
    /** Whether the own keys of all indices have been computed for the present state. */
    private boolean known;

    private final long[] column;

    ElementKeys(List<PackedElement> cells, Columns[] columns, int words) {
        this.columns = columns;
        this.words = words;
        this.column = new long[words];
        // To try two orders of one index takes less time than to look at what is shared.
        this.equalPairsToTry = columns.length > 2 ? 0 : 1;
        this.begin = new int[columns.length + 1];
        for (int i = 0; i < columns.length; i++) {
            begin[i + 1] = begin[i] + columns[i].size;
        }
        this.own = new long[begin[columns.length] + 1];
        this.ownMask = new long[columns.length][words];
        this.shared = new Shared[columns.length];
        for (int i = 0; i < columns.length; i++) {
            List<PackedElement> others = new ArrayList<>();
            for (PackedElement cell : cells) {
                int element = cell.places().get(columns[i].number);
                if (element >= 0 && isShared(cell)) {
                    others.add(cell);
                } else if (element == 0) {
                    ownMask[i][cell.slot() >>> 6] |= Columns.mask(cell);
                }
            }
            shared[i] = new Shared(others, i);
        }
    }

    private boolean isShared(PackedElement cell) {
        return target(cell) >= 0
                || Arrays.stream(columns)
                                .filter(c -> cell.places().get(c.number) >= 0)
                                .count()
                        > 1;
    }

    /** Which of the indices a cell's value names; -1 if none. */
    private int target(PackedElement cell) {
        for (int i = 0; i < columns.length; i++) {
            if (cell.refersTo() == columns[i].number) {
                return i;
            }
        }
        return -1;
    }

    /** Prepares for another state. */
    void forget() {
        known = false;
    }

    /** The keys of an index in the present state. */
    void read(long[] state, int i, long[] keys) {
        own(state, i, keys, 0);
        if (equalPairs(keys, columns[i].size) > equalPairsToTry) {
            for (int j = 0; j < columns.length && !known; j++) {
                own(state, j, own, begin[j]);
            }
            known = true;
            shared[i].add(state, keys);
        }
    }

    /** How many pairs of equal own keys are left as they are. */
    int equalPairsToTry() {
        return equalPairsToTry;
    }

    /** Whether so many elements have the same own keys that what they share has to be looked at. */
    boolean tooManyEqual(int i, long[] keys) {
        return equalPairs(keys, columns[i].size) > equalPairsToTry;
    }

    /** Whether no value names an element, so that an element's key depends on its column and on what belongs to others alone. */
    boolean allDependOnColumns() {
        long all = 0;
        for (int i = 0; i < columns.length; i++) {
            all |= ownOfOthers(i) | columns[i].column(-1L, 0);
        }
        return all != -1 && Arrays.stream(columns).allMatch(c -> c.references().count() == 0);
    }

    /** The bits of column 0 of an index that belong to no other index; for states of one word. */
    long ownMask(int i) {
        return ownMask[i][0];
    }

    /** The bits that belong to elements of one other index alone; for states of one word. */
    long ownOfOthers(int i) {
        long bits = 0;
        for (int j = 0; j < columns.length; j++) {
            for (int e = 0; j != i && e < columns[j].size; e++) {
                bits |= columns[j].placed(ownMask[j][0], e);
            }
        }
        return bits;
    }

    private void own(long[] state, int i, long[] into, int at) {
        for (int e = 0; e < columns[i].size; e++) {
            into[at + e] = words == 1 ? columns[i].column(state[0], e) & ownMask[i][0] : folded(state, i, e);
        }
    }

    private long folded(long[] state, int i, int element) {
        columns[i].read(state, element, column, 0);
        long key = 0;
        for (int w = 0; w < words; w++) {
            key = key * A + (column[w] & ownMask[i][w]);
        }
        return key;
    }

    private static int equalPairs(long[] keys, int size) {
        int equal = 0;
        for (int a = 1; a < size; a++) {
            for (int b = 0; b < a; b++) {
                equal += keys[a] == keys[b] ? 1 : 0;
            }
        }
        return equal;
    }

    /** The cells that elements of an index share with elements of others, or that name such elements. */
    private final class Shared {
        private final int[] element;
        private final int[] slot;
        private final long[] mask;
        private final long[] salt;
        /** The places of the keys of the one or two other elements that a cell belongs to. */
        private final int[] one;

        private final int[] two;
        /** The place of the first key of the index whose elements the cell's value names; -1 if it names none. */
        private final int[] target;

        private final int[] first;

        Shared(List<PackedElement> cells, int index) {
            int count = cells.size();
            element = new int[count];
            slot = new int[count];
            mask = new long[count];
            salt = new long[count];
            one = new int[count];
            two = new int[count];
            target = new int[count];
            first = new int[count];
            for (int c = 0; c < count; c++) {
                PackedElement cell = cells.get(c);
                element[c] = cell.places().get(columns[index].number);
                slot[c] = cell.slot();
                mask[c] = Columns.mask(cell) >>> cell.slot();
                salt[c] = A * (2L * cell.kind() + 1);
                first[c] = cell.first();
                int named = ElementKeys.this.target(cell);
                target[c] = named < 0 ? -1 : begin[named];
                one[c] = other(cell, index, 0);
                two[c] = other(cell, index, 1);
            }
        }

        private int other(PackedElement cell, int index, int skip) {
            int skipped = 0;
            for (int i = 0; i < columns.length; i++) {
                int place = cell.places().get(columns[i].number);
                if (i != index && place >= 0 && skipped++ == skip) {
                    return begin[i] + place;
                }
            }
            return own.length - 1;
        }

        void add(long[] state, long[] keys) {
            for (int c = 0; c < element.length; c++) {
                int at = slot[c];
                long value = state[at >>> 6] >>> at & mask[c];
                if (target[c] >= 0 && value >= first[c]) {
                    // The number of the named element may change; its key does not.
                    value = first[c] + (own[target[c] + (int) value - first[c]] | 1) * C;
                }
                long term = (value + 1) * salt[c] + own[one[c]] * B + own[two[c]] * C;
                term = (term ^ term >>> 32) * B;
                keys[element[c]] += term ^ term >>> 29;
            }
        }
    }
}
