package dev.stalemate.search.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * States that memory has no room for, in a temporary file: added one after the other, read back in runs.
 *
 * <p>The file goes when it is closed and when the process ends, however it does: where the system allows, it loses its name at once.
 */
public final class SpillFile implements Closeable {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Disk disk;
    private final Path file;
    private final int words;
    private final FileChannel channel;
    private final ByteBuffer added;
    private int size;

    /**
     * An empty file.
     *
     * @param directory where it is made
     * @param words longs of a state
     */
    public SpillFile(Disk disk, Path directory, int words) throws IOException {
        this.disk = disk;
        this.words = words;
        this.file = Files.createTempFile(directory, "stalemate-", ".states");
        this.channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        this.added = ByteBuffer.allocate(Math.max(1, BUFFER_BYTES / stateBytes()) * stateBytes());
    }

    private int stateBytes() {
        return words * Long.BYTES;
    }

    /** Adds the states that stand one after the other in an array. */
    public void add(long[] states, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int now = Math.min(count - done, added.remaining() / stateBytes());
            added.asLongBuffer().put(states, offset + done * words, now * words);
            added.position(added.position() + now * stateBytes());
            done += now;
            if (!added.hasRemaining()) {
                flush();
            }
        }
        size += count;
    }

    /** Makes all states that were added readable. */
    public void flush() throws IOException {
        added.flip();
        disk.write(file, channel, added);
        added.clear();
    }

    /** Reads a run of flushed states, from the number of its first one. Several threads may, each into an array of its own. */
    public void read(int first, int count, long[] into, int offset) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(stateBytes() * Math.min(count, Math.max(1, BUFFER_BYTES / stateBytes())));
        int most = bytes.capacity() / stateBytes();
        for (int done = 0; done < count; ) {
            int now = Math.min(count - done, most);
            bytes.clear().limit(now * stateBytes());
            long position = (long) (first + done) * stateBytes();
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, position + bytes.position()) < 0) {
                    throw new IOException(file + " is shorter than what was written to it");
                }
            }
            bytes.flip().asLongBuffer().get(into, offset + done * words, now * words);
            done += now;
        }
    }

    /** Forgets all states. */
    public void clear() throws IOException {
        added.clear();
        size = 0;
        channel.truncate(0);
    }

    /** States that were added. */
    public int size() {
        return size;
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
