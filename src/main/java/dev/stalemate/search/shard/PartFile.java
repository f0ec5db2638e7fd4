package dev.stalemate.search.shard;

import com.google.common.collect.AbstractIterator;
import dev.stalemate.search.disk.BadCheckpointException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The file of a part of a level: {@link #MAGIC}, {@link #VERSION}, bytes of a row, level and part; then the blocks, each with its length. It is
 * checked when it is read: every length before it is used, every row, and the whole file against the manifest.
 */
final class PartFile {
    /** "STALPART". */
    private static final long MAGIC = 0x5354414C50415254L;

    private static final int VERSION = 1;
    private static final int HEADER_BYTES = Long.BYTES + 4 * Integer.BYTES;

    private PartFile() {}

    /** Writes a part, given what level and part it is. */
    static SavedPart write(Iterator<byte[]> blocks, SavedPart what, RowFormat format, OutputStream to)
            throws IOException {
        CheckedOutputStream checked = new CheckedOutputStream(to, new CRC32C());
        DataOutputStream out = new DataOutputStream(checked);
        out.writeLong(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(format.rowBytes);
        out.writeInt(what.level());
        out.writeInt(what.part());
        int states = 0;
        long bytes = HEADER_BYTES;
        while (blocks.hasNext()) {
            byte[] block = blocks.next();
            out.writeInt(block.length);
            out.write(block);
            states = Math.addExact(states, ShardBlock.count(block));
            bytes += Integer.BYTES + (long) block.length;
        }
        out.flush();
        int sum = (int) checked.getChecksum().getValue();
        return new SavedPart(what.level(), what.part(), states, bytes, sum, what.parents());
    }

    /**
     * The blocks of a file.
     *
     * @param name of the file, for messages
     * @throws BadCheckpointException if it is no such file
     */
    static Iterator<byte[]> read(InputStream from, String name, SavedPart what, RowFormat format, int steps)
            throws IOException {
        try {
            return checked(from, name, what, format, steps);
        } catch (EOFException e) {
            throw damaged(name);
        }
    }

    private static Iterator<byte[]> checked(InputStream from, String file, SavedPart what, RowFormat format, int steps)
            throws IOException {
        CheckedInputStream checked = new CheckedInputStream(from, new CRC32C());
        DataInputStream in = new DataInputStream(checked);
        if (in.readLong() != MAGIC) {
            throw new BadCheckpointException(file, "is no part of a level of a checkpoint");
        }
        int version = in.readInt();
        if (version != VERSION) {
            throw new BadCheckpointException(file, "has format " + version + "; this version reads format " + VERSION);
        }
        if (in.readInt() != format.rowBytes || in.readInt() != what.level() || in.readInt() != what.part()) {
            throw new BadCheckpointException(file, "is another part of a level than the manifest says");
        }
        return new AbstractIterator<>() {
            private long left = what.bytes() - HEADER_BYTES;
            private long states;

            @Override
            protected byte @Nullable [] computeNext() {
                try {
                    return left == 0 ? ended() : block();
                } catch (EOFException e) {
                    throw new UncheckedIOException(damaged(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            private byte[] block() throws IOException {
                int length = left < Integer.BYTES ? 0 : in.readInt();
                left -= Integer.BYTES + (long) length;
                if (length < ShardBlock.LEAST || left < 0 || length > mostBytes(format)) {
                    throw damaged(file);
                }
                byte[] block = new byte[length];
                in.readFully(block);
                if (!isSound(block, format, what.parents(), steps)) {
                    throw damaged(file);
                }
                states += ShardBlock.count(block);
                return block;
            }

            private byte @Nullable [] ended() throws IOException {
                int sum = (int) checked.getChecksum().getValue();
                if (in.read() >= 0 || sum != what.sum() || states != what.states()) {
                    throw damaged(file);
                }
                return endOfData();
            }
        };
    }

    private static BadCheckpointException damaged(String file) {
        return new BadCheckpointException(file, "is damaged, or another file than the manifest says");
    }

    private static long mostBytes(RowFormat format) {
        return ShardBlock.LEAST + (long) Shard.BLOCK_STATES * format.rowBytes;
    }

    private static boolean isSound(byte[] block, RowFormat format, long parents, int steps) {
        long count = ShardBlock.count(block);
        if (!ShardBlock.is(ShardBlock.ROWS, block)
                || count < 1
                || block.length != ShardBlock.LEAST + count * format.rowBytes) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            long order = format.order(block, ShardBlock.HEADER + i * format.rowBytes);
            if (RowFormat.parent(order) >= Math.max(1, parents) || RowFormat.step(order) >= Math.max(1, steps)) {
                return false;
            }
        }
        return true;
    }
}
