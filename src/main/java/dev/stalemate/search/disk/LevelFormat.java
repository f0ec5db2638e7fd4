package dev.stalemate.search.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How the file of a level is laid out, all numbers big-endian.
 *
 * <p>Header: {@link #MAGIC}, {@link #VERSION}, words of a state, number of the level. Then blocks. A block has the length of its content in
 * bytes, the CRC32C of that number and the content, and the content: the states, then their parents' numbers within the level before (4
 * bytes each), then the numbers of the steps (2 bytes each).
 */
final class LevelFormat {
    /** "STALEVEL". */
    static final long MAGIC = 0x5354414C4556454CL;

    static final int VERSION = 1;
    static final int HEADER_BYTES = Long.BYTES + 3 * Integer.BYTES;
    static final int BLOCK_HEADER_BYTES = 2 * Integer.BYTES;

    private static final int BLOCK_BYTES = 1 << 18;

    private LevelFormat() {}

    /** Bytes that one state takes with its parent and its step. */
    static int stateBytes(int words) {
        return words * Long.BYTES + Integer.BYTES + Character.BYTES;
    }

    /** How many states a block holds at most. */
    static int blockStates(int words) {
        return Math.max(1, BLOCK_BYTES / stateBytes(words));
    }

    /** A buffer for the largest block, or the header. */
    static ByteBuffer buffer(int words) {
        return ByteBuffer.allocate(Math.max(HEADER_BYTES, BLOCK_HEADER_BYTES + blockStates(words) * stateBytes(words)));
    }

    /** The header, ready to be written. */
    static ByteBuffer header(int words, int level) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(words)
                .putInt(level)
                .flip();
    }

    /** The check sum of a block that fills the buffer up to its limit. */
    static int blockSum(ByteBuffer block) {
        CRC32C sum = new CRC32C();
        sum.update(block.duplicate().limit(Integer.BYTES).position(0));
        sum.update(block.duplicate().position(BLOCK_HEADER_BYTES));
        return (int) sum.getValue();
    }
}
