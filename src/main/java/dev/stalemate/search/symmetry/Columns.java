package dev.stalemate.search.symmetry;

import dev.stalemate.model.PackedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves the elements of one index of a layout within packed states.
 *
 * <p>The column of an element is everything that belongs to it, at the places where element 0 has it. So columns can be compared, and a column
 * that is read from one place can be put in another. Cells that are equally far from those of element 0 are moved together, by one mask
 * and one rotation.
 */
final class Columns {
    /** The number of the index in its layout. */
    final int number;

    /** How many elements it has. */
    final int size;

    /** Of each word, the bits that belong to no element. */
    final long[] still;

    private final int words;
    /** The moves of element p are those from {@code begin[p]} up to {@code begin[p + 1]}. */
    private final int[] begin;

    private final int[] word;
    private final int[] columnWord;
    private final int[] turn;
    private final long[] mask;

    private final References references;
    private final long[] column;
    private final int[] rank;

    private record Move(int word, int columnWord, int turn) {}

    Columns(List<PackedElement> cells, int number, int size, int words) {
        this.number = number;
        this.size = size;
        this.words = words;
        this.references = new References(cells, number);
        this.column = new long[words];
        this.rank = new int[size];
        this.still = new long[words];
        Arrays.fill(still, -1);
        List<Map<Move, Long>> moves = moves(cells);
        int count = moves.stream().mapToInt(Map::size).sum();
        begin = new int[size + 1];
        word = new int[count];
        columnWord = new int[count];
        turn = new int[count];
        mask = new long[count];
        int m = 0;
        for (int p = 0; p < size; p++) {
            for (Map.Entry<Move, Long> move : moves.get(p).entrySet()) {
                word[m] = move.getKey().word();
                columnWord[m] = move.getKey().columnWord();
                turn[m] = move.getKey().turn();
                mask[m] = move.getValue();
                still[word[m]] &= ~mask[m];
                m++;
            }
            begin[p + 1] = m;
        }
    }

    private List<Map<Move, Long>> moves(List<PackedElement> cells) {
        Map<List<Integer>, Integer> atZero = new HashMap<>();
        for (PackedElement cell : cells) {
            if (cell.places().get(number) == 0) {
                atZero.put(name(cell), cell.slot());
            }
        }
        List<Map<Move, Long>> moves = new ArrayList<>();
        for (int p = 0; p < size; p++) {
            moves.add(new HashMap<>());
        }
        for (PackedElement cell : cells) {
            int p = cell.places().get(number);
            if (p >= 0) {
                int slot = atZero.getOrDefault(name(cell), cell.slot());
                moves.get(p)
                        .merge(
                                new Move(cell.slot() >>> 6, slot >>> 6, cell.slot() - slot & 63),
                                mask(cell),
                                (a, b) -> a | b);
            }
        }
        return moves;
    }

    /** What a cell has in common with the corresponding cell of another element. */
    private List<Integer> name(PackedElement cell) {
        List<Integer> name = new ArrayList<>(cell.places());
        name.set(number, 0);
        name.add(cell.kind());
        return name;
    }

    /** The bits of a cell in its word. */
    static long mask(PackedElement cell) {
        return (cell.width() == Long.SIZE ? -1L : (1L << cell.width()) - 1) << cell.slot();
    }

    /** Whether an element's column can name another element of the index, so that sorting columns would change them. */
    boolean refersToItself() {
        return references.fromItself();
    }

    /** The cells that name elements of this index. */
    References references() {
        return references;
    }

    /** How many groups of an element's bits lie equally far from those of element 0. */
    int moves(int element) {
        return begin[element + 1] - begin[element];
    }

    /** How far a group's bits lie from those of element 0. */
    int turn(int element, int move) {
        return turn[begin[element] + move];
    }

    /** The bits of a group in the column of an element. */
    long columnMask(int element, int move) {
        return Long.rotateRight(mask[begin[element] + move], turn(element, move));
    }

    /** The column of an element in a state of one word. */
    long column(long state, int element) {
        long bits = 0;
        for (int m = begin[element]; m < begin[element + 1]; m++) {
            bits |= Long.rotateRight(state & mask[m], turn[m]);
        }
        return bits;
    }

    /** A column at the place of an element, in a state of one word. */
    long placed(long bits, int element) {
        long state = 0;
        for (int m = begin[element]; m < begin[element + 1]; m++) {
            state |= Long.rotateLeft(bits, turn[m]) & mask[m];
        }
        return state;
    }

    /** Reads the column of an element: as many words as the state has. */
    void read(long[] state, int element, long[] into, int at) {
        Arrays.fill(into, at, at + words, 0);
        for (int m = begin[element]; m < begin[element + 1]; m++) {
            into[at + columnWord[m]] |= Long.rotateRight(state[word[m]] & mask[m], turn[m]);
        }
    }

    /** Puts a column at the place of an element; the bits there must be clear. */
    void put(long[] columns, int at, int element, long[] state) {
        for (int m = begin[element]; m < begin[element + 1]; m++) {
            state[word[m]] |= Long.rotateLeft(columns[at + columnWord[m]], turn[m]) & mask[m];
        }
    }

    /** The state in which element {@code order[k]} becomes element k, and what names it names k. */
    void rearrange(long[] state, int[] order, long[] result) {
        for (int w = 0; w < words; w++) {
            result[w] = state[w] & still[w];
        }
        for (int k = 0; k < size; k++) {
            read(state, order[k], column, 0);
            put(column, 0, k, result);
            rank[order[k]] = k;
        }
        references.rename(result, rank);
    }
}
