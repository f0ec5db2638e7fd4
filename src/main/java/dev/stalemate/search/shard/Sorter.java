package dev.stalemate.search.shard;

import java.util.Arrays;
import java.util.Iterator;

/** Divides new states by their parents, and sorts what it sends by the order of discovery. */
final class Sorter extends Sender {
    /** The place within a buffer and the step take the low bits of what is sorted; what is left is for the parent. */
    private static final int PLACE_BITS = Integer.numberOfTrailingZeros(Shard.BLOCK_STATES);

    private final RowFormat format;
    private final long[] bounds;
    private final long[] keys;

    Sorter(RowFormat format, Iterator<byte[]> found, long[] bounds) {
        super(found, bounds.length);
        this.format = format;
        this.bounds = bounds;
        this.keys = new long[capacity];
    }

    @Override
    void take(byte[] block) {
        int count = ShardBlock.count(block);
        for (int i = 0; i < count; i++) {
            int at = ShardBlock.HEADER + i * format.rowBytes;
            int part = part(RowFormat.parent(format.order(block, at)));
            if (buffers[part] == null) {
                buffers[part] = ShardBlock.of(ShardBlock.ROWS, (long) capacity * format.rowBytes);
            }
            System.arraycopy(
                    block, at, buffers[part], ShardBlock.HEADER + sizes[part]++ * format.rowBytes, format.rowBytes);
            if (sizes[part] == capacity) {
                send(part);
            }
        }
    }

    /** The part of the next level whose states have this parent. */
    private int part(long parent) {
        int at = Arrays.binarySearch(bounds, parent);
        int part = at >= 0 ? at + 1 : -at - 1;
        // Parts without any parent have the bound of the one before.
        while (part < bounds.length && bounds[part] <= parent) {
            part++;
        }
        return part;
    }

    @Override
    byte[] packed(int part) {
        int count = sizes[part];
        byte[] buffer = buffers[part];
        long from = part == 0 ? 0 : bounds[part - 1];
        for (int i = 0; i < count; i++) {
            long order = format.order(buffer, ShardBlock.HEADER + i * format.rowBytes) - RowFormat.order(from, 0);
            if (order >>> (Long.SIZE - 1 - PLACE_BITS) != 0) {
                throw new IllegalStateException(
                        "the states of a part have parents too far apart to be sorted: use more partitions");
            }
            keys[i] = (order << PLACE_BITS) | i;
        }
        Arrays.sort(keys, 0, count);
        byte[] sorted = ShardBlock.of(ShardBlock.ROWS, (long) count * format.rowBytes);
        for (int i = 0; i < count; i++) {
            int place = (int) keys[i] & (1 << PLACE_BITS) - 1;
            System.arraycopy(
                    buffer,
                    ShardBlock.HEADER + place * format.rowBytes,
                    sorted,
                    ShardBlock.HEADER + i * format.rowBytes,
                    format.rowBytes);
        }
        return ShardBlock.finish(sorted, count, (long) count * format.rowBytes);
    }
}
