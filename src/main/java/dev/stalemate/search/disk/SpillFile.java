package dev.stalemate.search.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Chunks of states that memory has no room for, in a temporary file whose places are reused.
 *
 * <p>The file is gone when it is closed and when the process ends, in whatever way: where the system allows, its name is removed at once.
 */
public final class SpillFile implements Closeable {
    private static final int BUFFER_LONGS = 1 << 15;

    private final Disk disk;
    private final Path file;
    private final int longs;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LONGS * Long.BYTES);
    private final Deque<Integer> free = new ArrayDeque<>();
    private int places;

    /**
     * An empty file.
     *
     * @param directory where the file is made; the directory is made, too, if it is not there
     * @param longs of a chunk
     */
    public SpillFile(Disk disk, Path directory, int longs) throws IOException {
        this.disk = disk;
        this.longs = longs;
        disk.makeDirectory(directory);
        this.file = Files.createTempFile(directory, "stalemate-", ".states");
        this.channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Writes a chunk; returns its place. */
    public int put(long[] chunk) throws IOException {
        int place = free.isEmpty() ? places++ : free.pop();
        channel.position(start(place));
        for (int done = 0; done < longs; done += BUFFER_LONGS) {
            int now = Math.min(longs - done, BUFFER_LONGS);
            buffer.clear().asLongBuffer().put(chunk, done, now);
            disk.write(file, channel, buffer.limit(now * Long.BYTES));
        }
        return place;
    }

    /** Reads the chunk of a place, and frees the place. */
    public void take(int place, long[] into) throws IOException {
        read(place, into);
        free.push(place);
    }

    /** Reads the chunk of a place. */
    public void read(int place, long[] into) throws IOException {
        channel.position(start(place));
        for (int done = 0; done < longs; done += BUFFER_LONGS) {
            int now = Math.min(longs - done, BUFFER_LONGS);
            buffer.clear().limit(now * Long.BYTES);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new FileSystemException(file.toString(), null, "is shorter than what was written to it");
                }
            }
            buffer.flip().asLongBuffer().get(into, done, now);
        }
    }

    private long start(int place) {
        return (long) place * longs * Long.BYTES;
    }

    /** The length of the file in bytes. */
    public long bytes() {
        return start(places);
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
