package dev.stalemate.search.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What parts send each other: an array of bytes that begins with its kind and a count, and ends with spare bytes, so that a word can be read
 * and written at any place.
 */
final class ShardBlock {
    /** States, each with its parent and the step that led to it. */
    static final byte ROWS = 1;
    /** What states are remembered by. */
    static final byte KEYS = 2;
    /** How many transitions were taken, and by which steps. */
    static final byte COUNTS = 3;
    /** How many new states come from each share of the level before. */
    static final byte SHARES = 4;

    static final int HEADER = 1 + Integer.BYTES;
    private static final int SPARE = Long.BYTES;

    /** Bytes of a block that holds nothing. */
    static final int LEAST = HEADER + SPARE;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private ShardBlock() {}

    /** An empty block with room for so many bytes. */
    static byte[] of(byte kind, long bytes) {
        byte[] block = new byte[Math.toIntExact(HEADER + bytes + SPARE)];
        block[0] = kind;
        return block;
    }

    /** The block cut to so many bytes, with its count. */
    static byte[] finish(byte[] block, int count, long bytes) {
        INT.set(block, 1, count);
        int length = Math.toIntExact(HEADER + bytes + SPARE);
        return length == block.length ? block : Arrays.copyOf(block, length);
    }

    static boolean is(byte kind, byte[] block) {
        return block[0] == kind;
    }

    static int count(byte[] block) {
        return (int) INT.get(block, 1);
    }

    /** The word at a place, which may be any. */
    static long word(byte[] block, int at) {
        return (long) LONG.get(block, at);
    }

    /** Writes a word; the bytes after those that matter are for what is written next. */
    static void word(byte[] block, int at, long value) {
        LONG.set(block, at, value);
    }

    /** A block of words. */
    static byte[] ofWords(byte kind, long[] words) {
        byte[] block = of(kind, (long) words.length * Long.BYTES);
        for (int i = 0; i < words.length; i++) {
            word(block, HEADER + i * Long.BYTES, words[i]);
        }
        return finish(block, words.length, (long) words.length * Long.BYTES);
    }

    /** The words of such a block. */
    static long[] words(byte[] block) {
        long[] words = new long[count(block)];
        Arrays.setAll(words, i -> word(block, HEADER + i * Long.BYTES));
        return words;
    }
}
