package dev.stalemate.search.shard;

import dev.stalemate.model.Layout;
import dev.stalemate.model.PackedElement;
import dev.stalemate.search.store.Fingerprints;

/**
 * How states stand in blocks: those bytes of each word that the layout uses; in a row with the number of the parent within its level and the
 * number of the step; alone or as a fingerprint, whichever is shorter, where it only matters that the state was seen.
 */
final class RowFormat {
    /** The most states of a level: numbers of parents take five bytes. */
    static final long MOST_OF_LEVEL = 1L << 40;

    private static final int PARENT_BYTES = 5;
    private static final long PARENT_MASK = MOST_OF_LEVEL - 1;
    private static final int STEP_BITS = Character.SIZE;

    final int words;
    final int keyWords;
    final int stateBytes;
    final int rowBytes;
    final int keyBytes;
    private final int[] wordBytes;
    private final long[] masks;
    private final long stepMask;
    private final boolean keyIsState;

    /**
     * The format of a model.
     *
     * @param keyWords longs that a state is remembered by
     * @param steps how many the model has
     */
    RowFormat(Layout layout, int keyWords, int steps) {
        this.words = layout.words();
        this.keyWords = keyWords;
        this.wordBytes = wordBytes(layout);
        this.masks = new long[words];
        int bytes = 0;
        for (int w = 0; w < words; w++) {
            masks[w] = wordBytes[w] == Long.BYTES ? -1L : (1L << (wordBytes[w] * Byte.SIZE)) - 1;
            bytes += wordBytes[w];
        }
        int stepBytes = steps <= 1 << Byte.SIZE ? 1 : 2;
        this.stateBytes = bytes;
        this.stepMask = (1L << (stepBytes * Byte.SIZE)) - 1;
        this.rowBytes = stateBytes + PARENT_BYTES + stepBytes;
        this.keyIsState = stateBytes <= keyWords * Long.BYTES;
        this.keyBytes = keyIsState ? stateBytes : keyWords * Long.BYTES;
    }

    private static int[] wordBytes(Layout layout) {
        int[] bytes = new int[layout.words()];
        for (PackedElement cell : layout.cells()) {
            int word = cell.slot() / Long.SIZE;
            int end = cell.slot() % Long.SIZE + cell.width();
            bytes[word] = Math.max(bytes[word], (end + Byte.SIZE - 1) / Byte.SIZE);
        }
        return bytes;
    }

    /** The order of discovery as one number: first the parents', then the steps'. */
    static long order(long parent, int step) {
        return parent << STEP_BITS | step;
    }

    static long parent(long order) {
        return order >>> STEP_BITS;
    }

    static int step(long order) {
        return (int) order & (1 << STEP_BITS) - 1;
    }

    /** Writes a row at a place of a block. */
    void put(byte[] block, int at, long[] states, int offset, long order) {
        int next = putState(block, at, states, offset);
        ShardBlock.word(block, next, parent(order));
        ShardBlock.word(block, next + PARENT_BYTES, step(order));
    }

    private int putState(byte[] block, int at, long[] states, int offset) {
        int next = at;
        for (int w = 0; w < words; w++) {
            ShardBlock.word(block, next, states[offset + w]);
            next += wordBytes[w];
        }
        return next;
    }

    /** Reads the state of a row. */
    void state(byte[] block, int at, long[] into, int offset) {
        int next = at;
        for (int w = 0; w < words; w++) {
            into[offset + w] = ShardBlock.word(block, next) & masks[w];
            next += wordBytes[w];
        }
    }

    /** The order of a row. */
    long order(byte[] block, int at) {
        int parent = at + stateBytes;
        return order(ShardBlock.word(block, parent) & PARENT_MASK, (int)
                (ShardBlock.word(block, parent + PARENT_BYTES) & stepMask));
    }

    /** Writes what a state is remembered by. */
    void putKey(byte[] block, int at, long[] states, int offset, long[] rest) {
        if (keyIsState) {
            putState(block, at, states, offset);
            return;
        }
        ShardBlock.word(block, at, Fingerprints.of(states, offset, words));
        Fingerprints.rest(states, offset, words, rest);
        for (int w = 1; w < keyWords; w++) {
            ShardBlock.word(block, at + w * Long.BYTES, rest[w - 1]);
        }
    }

    /** Reads what a state is remembered by: the rest is written, the fingerprint is returned. */
    long key(byte[] block, int at, long[] scratch, long[] rest) {
        if (keyIsState) {
            state(block, at, scratch, 0);
            Fingerprints.rest(scratch, 0, words, rest);
            return Fingerprints.of(scratch, 0, words);
        }
        for (int w = 1; w < keyWords; w++) {
            rest[w - 1] = ShardBlock.word(block, at + w * Long.BYTES);
        }
        return ShardBlock.word(block, at);
    }
}
