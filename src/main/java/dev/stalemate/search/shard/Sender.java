package dev.stalemate.search.shard;

import com.google.common.collect.AbstractIterator;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Sends something of each state to some part, a buffer for each part at a time. */
abstract class Sender extends AbstractIterator<Parcel> {
    private static final int MOST_BUFFERED = 1 << 21;

    private final Iterator<byte[]> blocks;
    private final Queue<Parcel> mail = new ArrayDeque<>();
    private boolean ended;

    /** States that a buffer holds. */
    final int capacity;

    final byte[][] buffers;
    final int[] sizes;

    Sender(Iterator<byte[]> blocks, int parts) {
        this.blocks = blocks;
        this.capacity = Math.max(1 << 8, Math.min(Shard.BLOCK_STATES, MOST_BUFFERED / parts));
        this.buffers = new byte[parts][];
        this.sizes = new int[parts];
    }

    /** Buffers what is to be sent of a block of states; a full buffer is sent. */
    abstract void take(byte[] block);

    /** Makes a block of what is buffered for a part, which is not nothing. */
    abstract byte[] packed(int part);

    final void send(int part) {
        if (sizes[part] > 0) {
            mail.add(new Parcel(part, packed(part)));
            sizes[part] = 0;
        }
    }

    @Override
    protected final @Nullable Parcel computeNext() {
        while (mail.isEmpty() && !ended) {
            if (blocks.hasNext()) {
                byte[] block = blocks.next();
                if (ShardBlock.is(ShardBlock.ROWS, block)) {
                    take(block);
                }
            } else {
                for (int part = 0; part < buffers.length; part++) {
                    send(part);
                }
                ended = true;
            }
        }
        return mail.isEmpty() ? endOfData() : mail.remove();
    }
}
