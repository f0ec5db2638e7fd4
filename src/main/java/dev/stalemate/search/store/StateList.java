package dev.stalemate.search.store;

import dev.stalemate.model.Layout;
import dev.stalemate.model.PackedElement;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * States by number, in the order of their discovery. Of each word only the bytes are kept that the layout uses.
 *
 * <p>Several threads may read, or write states of different numbers, once there is room for them.
 */
final class StateList {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK_BITS = 14;
    private static final int CHUNK_STATES = 1 << CHUNK_BITS;

    /** For each word, how many bytes are kept of it. */
    private final int[] kept;

    private final long[] mask;
    private final int stateBytes;
    /** Each has room for one more word at its end, so that words can be read whole. */
    private byte[][] chunks = new byte[4][];

    private int chunkCount;
    private int size;

    StateList(Layout layout) {
        int[] bits = new int[layout.words()];
        for (PackedElement cell : layout.cells()) {
            int word = cell.slot() / Long.SIZE;
            bits[word] = Math.max(bits[word], cell.slot() % Long.SIZE + cell.width());
        }
        kept = Arrays.stream(bits).map(b -> (b + Byte.SIZE - 1) / Byte.SIZE).toArray();
        mask = Arrays.stream(kept)
                .mapToLong(k -> k == Long.BYTES ? -1 : (1L << (k * Byte.SIZE)) - 1)
                .toArray();
        stateBytes = Arrays.stream(kept).sum();
    }

    /** Makes room for so many more at the end, and counts them; their numbers begin with the one returned. */
    int extend(int more) {
        int first = size;
        size += more;
        while ((long) chunkCount * CHUNK_STATES < size) {
            if (chunkCount == chunks.length) {
                chunks = Arrays.copyOf(chunks, 2 * chunkCount);
            }
            chunks[chunkCount++] = new byte[CHUNK_STATES * stateBytes + Long.BYTES];
        }
        return first;
    }

    /** Writes a state that there is room for. */
    void write(int number, long[] states, int offset) {
        byte[] chunk = chunks[number >>> CHUNK_BITS];
        int at = (number & CHUNK_STATES - 1) * stateBytes;
        for (int w = 0; w < kept.length; w++) {
            long left = states[offset + w];
            if ((left & ~mask[w]) != 0) {
                throw new IllegalStateException("a state has bits that belong to no field");
            }
            for (int b = 0; b < kept[w]; b++, left >>>= Byte.SIZE) {
                chunk[at++] = (byte) left;
            }
        }
    }

    void read(int number, long[] into) {
        byte[] chunk = chunks[number >>> CHUNK_BITS];
        int at = (number & CHUNK_STATES - 1) * stateBytes;
        for (int w = 0; w < kept.length; w++) {
            into[w] = (long) WORD.get(chunk, at) & mask[w];
            at += kept[w];
        }
    }

    /** Whether a state is the one that stands in an array from an offset on. */
    boolean is(int number, long[] states, int offset) {
        byte[] chunk = chunks[number >>> CHUNK_BITS];
        int at = (number & CHUNK_STATES - 1) * stateBytes;
        for (int w = 0; w < kept.length; w++) {
            if (((long) WORD.get(chunk, at) & mask[w]) != states[offset + w]) {
                return false;
            }
            at += kept[w];
        }
        return true;
    }

    /** Reads a byte of a state, so that the rest is near when it is needed. */
    int touch(int number) {
        return chunks[number >>> CHUNK_BITS][(number & CHUNK_STATES - 1) * stateBytes];
    }

    int size() {
        return size;
    }

    void forget() {
        size = 0;
    }

    /** Bytes of one more chunk for every so many states. */
    long bytesFor(long more) {
        return Math.max(0, size + more + CHUNK_STATES - 1 - (long) chunkCount * CHUNK_STATES)
                / CHUNK_STATES
                * ((long) CHUNK_STATES * stateBytes + Long.BYTES);
    }

    long bytes() {
        return chunkCount * ((long) CHUNK_STATES * stateBytes + Long.BYTES);
    }
}
