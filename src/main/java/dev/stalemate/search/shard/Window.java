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
    /** 0 marks a free slot. A state with that fingerprint, which hardly any space has, may be sent twice. */
    private final long[] slotPrints;

    private final int[] slotRows;
    private final long[] states;
    private final long[] orders;
    private final long[] prints;
    private final long[] rest;
    private final long[] otherRest;
    private int size;
    /** The rows from this one on have the same parent. */
    private int siblings;

    /** Written and never read: without it the compiler would drop the loads that {@link #prefetch} does. */
    @SuppressWarnings("UnusedVariable")
    private volatile long sink;

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
        this.prints = new long[capacity];
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
            sum += slotPrints[slot(prints[i])];
        }
        sink = sum;
    }

    /** Says that what is added from now on has another parent, one that comes later. */
    void nextParent() {
        siblings = size;
    }

    /** Adds a state, unless a way to it that comes earlier is there. */
    void add(long[] from, int offset, long print, long order) {
        int at = slot(print);
        while (slotPrints[at] != 0 && print != 0) {
            if (slotPrints[at] == print && (rest.length == 0 || sameRest(from, offset, slotRows[at]))) {
                preferSibling(print, from, offset, order);
                return;
            }
            at = at + 1 & slotPrints.length - 1;
        }
        if (print != 0) {
            slotPrints[at] = print;
            slotRows[at] = size;
        }
        System.arraycopy(from, offset, states, size * words, words);
        orders[size] = order;
        prints[size] = print;
        size++;
    }

    /** Of several steps of one parent the first counts. They come in any order, while parents come in theirs. */
    private void preferSibling(long print, long[] from, int offset, long order) {
        for (int row = siblings; row < size; row++) {
            if (prints[row] == print && (rest.length == 0 || sameRest(from, offset, row))) {
                orders[row] = Math.min(orders[row], order);
            }
        }
    }

    private boolean sameRest(long[] from, int offset, int row) {
        Fingerprints.rest(from, offset, words, rest);
        Fingerprints.rest(states, row * words, words, otherRest);
        return Arrays.equals(rest, otherRest);
    }

    private int slot(long print) {
        return (int) print & slotPrints.length - 1;
    }

    /** Sends off what it holds, and is empty then. */
    void flush(Consumer<Parcel> mail) {
        int[] counts = new int[parts];
        for (int i = 0; i < size; i++) {
            counts[Fingerprints.part(prints[i], parts)]++;
        }
        byte[][] blocks = new byte[parts][];
        int[] ends = new int[parts];
        for (int i = 0; i < size; i++) {
            int owner = Fingerprints.part(prints[i], parts);
            if (blocks[owner] == null) {
                blocks[owner] = ShardBlock.of(ShardBlock.ROWS, (long) counts[owner] * format.rowBytes);
                ends[owner] = ShardBlock.HEADER;
            }
            format.put(blocks[owner], ends[owner], states, i * words, orders[i]);
            ends[owner] += format.rowBytes;
        }
        for (int owner = 0; owner < parts; owner++) {
            if (blocks[owner] != null) {
                mail.accept(new Parcel(
                        owner,
                        ShardBlock.finish(blocks[owner], counts[owner], (long) counts[owner] * format.rowBytes)));
            }
        }
        Arrays.fill(slotPrints, 0);
        size = 0;
        siblings = 0;
    }
}
