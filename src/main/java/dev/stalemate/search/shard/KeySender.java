package dev.stalemate.search.shard;

import dev.stalemate.search.store.Fingerprints;
import java.util.Iterator;

/** Sends what states are remembered by to the parts that own them. */
final class KeySender extends Sender {
    private final RowFormat format;
    private final long end;
    private final long[] state;
    private final long[] rest;

    KeySender(RowFormat format, Iterator<byte[]> level, int parts, long end) {
        super(level, parts);
        this.format = format;
        this.end = end;
        this.state = new long[format.words];
        this.rest = new long[format.keyWords - 1];
    }

    @Override
    void take(byte[] block) {
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

    @Override
    byte[] packed(int part) {
        return ShardBlock.finish(buffers[part], sizes[part], (long) sizes[part] * format.keyBytes);
    }
}
