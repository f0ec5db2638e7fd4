package dev.stalemate.search.shard;

import dev.stalemate.search.store.Fingerprints;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The successors that a part has found lately, each once, on their way to the parts that own them. Of several ways to a state the first in
 * the order of discovery is kept.
 */
final class Window {
    private static final double MOST_LOAD = 0.5;

    private final RowFormat format;
    private final int parts;
    private final int words;
    private final int capacity;
    private final long[] slotPrints;
    /** The number of the row, from 1; 0 for a free slot. */
    private final int[] slotRows;

    private final long[] states;
    private final long[] orders;
    private final int[] owners;
    private final long[] rest;
    private final long[] otherRest;
    private int size;
    private long sink;

    /**
     * An empty window.
     *
     * @param capacity how many states it takes, from 1
     * @param parts into how many the space is divided
     */
    Window(RowFormat format, int capacity, int parts) {
        this.format = format;
        this.parts = parts;
        this.words = format.words;
        this.capacity = capacity;
        int slots = Integer.highestOneBit((int) (capacity / MOST_LOAD)) << 1;
        this.slotPrints = new long[slots];
        this.slotRows = new int[slots];
        this.states = new long[capacity * words];
        this.orders = new long[capacity];
        this.owners = new int[capacity];
        this.rest = new long[format.keyWords - 1];
        this.otherRest = new long[format.keyWords - 1];
    }

    /** Whether so many more fit. */
    boolean takes(int more) {
        return size + more <= capacity;
    }

    /** Reads the slots of a batch, so that their cache misses overlap. */
    void prefetch(long[] prints, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += slotRows[slot(prints[i])];
        }
        sink += sum;
    }

    /** Adds a state, unless a way to it that comes earlier is there. */
    void add(long[] from, int offset, long print, long order) {
        int at = slot(print);
        Fingerprints.rest(from, offset, words, rest);
        while (slotRows[at] != 0) {
            int row = slotRows[at] - 1;
            if (slotPrints[at] == print && sameRest(row)) {
                orders[row] = Math.min(orders[row], order);
                return;
            }
            at = at + 1 & slotRows.length - 1;
        }
        slotPrints[at] = print;
        slotRows[at] = size + 1;
        System.arraycopy(from, offset, states, size * words, words);
        orders[size] = order;
        owners[size] = Fingerprints.part(print, parts);
        size++;
    }

    private boolean sameRest(int row) {
        if (rest.length == 0) {
            return true;
        }
        Fingerprints.rest(states, row * words, words, otherRest);
        return Arrays.equals(rest, otherRest);
    }

    private int slot(long print) {
        return (int) print & slotRows.length - 1;
    }

    /** Sends off what it holds, and is empty then. */
    void flush(Consumer<Parcel> mail) {
        int[] counts = new int[parts];
        for (int i = 0; i < size; i++) {
            counts[owners[i]]++;
        }
        byte[][] blocks = new byte[parts][];
        int[] ends = new int[parts];
        for (int i = 0; i < size; i++) {
            int owner = owners[i];
            if (blocks[owner] == null) {
                blocks[owner] = Block.of(Block.ROWS, (long) counts[owner] * format.rowBytes);
                ends[owner] = Block.HEADER;
            }
            format.put(blocks[owner], ends[owner], states, i * words, orders[i]);
            ends[owner] += format.rowBytes;
        }
        for (int owner = 0; owner < parts; owner++) {
            if (blocks[owner] != null) {
                mail.accept(new Parcel(
                        owner, Block.finish(blocks[owner], counts[owner], (long) counts[owner] * format.rowBytes)));
            }
        }
        Arrays.fill(slotRows, 0);
        size = 0;
    }

    /** What {@link #prefetch} read: without a reader the compiler would drop the loads. */
    long sink() {
        return sink;
    }
}
