package dev.stalemate.search.shard;

import com.google.common.collect.AbstractIterator;
import dev.stalemate.search.store.Fingerprints;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Sends what states are remembered by to the parts that own them. */
final class KeySender extends AbstractIterator<Parcel> {
    private static final int MOST_BUFFERED = 1 << 21;

    private final RowFormat format;
    private final Iterator<byte[]> level;
    private final long end;
    private final int capacity;
    private final byte[][] buffers;
    private final int[] sizes;
    private final long[] state;
    private final long[] rest;
    private final Queue<Parcel> mail = new ArrayDeque<>();
    private boolean ended;

    KeySender(RowFormat format, Iterator<byte[]> level, int parts, long end) {
        this.format = format;
        this.level = level;
        this.end = end;
        this.capacity = Math.max(1 << 8, Math.min(Shard.BLOCK_STATES, MOST_BUFFERED / parts));
        this.buffers = new byte[parts][];
        this.sizes = new int[parts];
        this.state = new long[format.words];
        this.rest = new long[format.keyWords - 1];
    }

    @Override
    protected @Nullable Parcel computeNext() {
        while (mail.isEmpty() && !ended) {
            if (level.hasNext()) {
                take(level.next());
            } else {
                for (int part = 0; part < buffers.length; part++) {
                    send(part);
                }
                ended = true;
            }
        }
        return mail.isEmpty() ? endOfData() : mail.remove();
    }

    private void take(byte[] block) {
        int count = ShardBlock.count(block);
        for (int i = 0; i < count; i++) {
            int at = ShardBlock.HEADER + i * format.rowBytes;
            if (RowFormat.parent(format.order(block, at)) >= end) {
                continue;
            }
            format.state(block, at, state, 0);
            int part = Fingerprints.part(Fingerprints.of(state, 0, format.words), buffers.length);
            if (sizes[part] == 0) {
                buffers[part] = ShardBlock.of(ShardBlock.KEYS, (long) capacity * format.keyBytes);
            }
            format.putKey(buffers[part], ShardBlock.HEADER + sizes[part]++ * format.keyBytes, state, 0, rest);
            if (sizes[part] == capacity) {
                send(part);
            }
        }
    }

    private void send(int part) {
        if (sizes[part] > 0) {
            mail.add(new Parcel(
                    part, ShardBlock.finish(buffers[part], sizes[part], (long) sizes[part] * format.keyBytes)));
            sizes[part] = 0;
        }
    }
}
