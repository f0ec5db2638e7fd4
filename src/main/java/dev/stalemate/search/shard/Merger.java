package dev.stalemate.search.shard;

import com.google.common.collect.AbstractIterator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges sorted blocks of states into one sequence, in the order of discovery. */
final class Merger extends AbstractIterator<byte[]> {
    private static final byte[] NOTHING = new byte[0];

    private final RowFormat format;
    private final byte[][] blocks;
    private final int[] places;
    private final long[] orders;
    /** A heap of the numbers of blocks that are not used up: that with the first state is at the top. */
    private final int[] heap;

    private int size;

    Merger(RowFormat format, Iterator<byte[]> sorted) {
        this.format = format;
        List<byte[]> all = new ArrayList<>();
        sorted.forEachRemaining(all::add);
        this.blocks = all.toArray(new byte[0][]);
        this.places = new int[blocks.length];
        this.orders = new long[blocks.length];
        this.heap = new int[blocks.length];
        this.size = blocks.length;
        for (int b = 0; b < blocks.length; b++) {
            heap[b] = b;
            read(b);
        }
        for (int at = size / 2 - 1; at >= 0; at--) {
            sink(at);
        }
    }

    private void read(int b) {
        orders[b] = format.order(blocks[b], place(b));
    }

    private int place(int b) {
        return ShardBlock.HEADER + places[b] * format.rowBytes;
    }

    @Override
    protected byte @Nullable [] computeNext() {
        if (size == 0) {
            return endOfData();
        }
        byte[] merged = ShardBlock.of(ShardBlock.ROWS, (long) Shard.BLOCK_STATES * format.rowBytes);
        int count = 0;
        while (count < Shard.BLOCK_STATES && size > 0) {
            int first = heap[0];
            int to = ShardBlock.HEADER + count++ * format.rowBytes;
            System.arraycopy(blocks[first], place(first), merged, to, format.rowBytes);
            if (++places[first] < ShardBlock.count(blocks[first])) {
                read(first);
            } else {
                blocks[first] = NOTHING;
                heap[0] = heap[--size];
            }
            sink(0);
        }
        return ShardBlock.finish(merged, count, (long) count * format.rowBytes);
    }

    private void sink(int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && orders[heap[child + 1]] < orders[heap[child]]) {
                child++;
            }
            if (orders[heap[at]] <= orders[heap[child]]) {
                return;
            }
            int other = heap[at];
            heap[at] = heap[child];
            heap[child] = other;
            at = child;
        }
    }
}
