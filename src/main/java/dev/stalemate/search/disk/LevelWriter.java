package dev.stalemate.search.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Writes the states of one level in the order of their discovery. */
public final class LevelWriter implements Closeable {
    private final Disk disk;
    private final Path file;
    private final int words;
    private final long parentsFrom;
    private final FileChannel channel;
    private final ByteBuffer buffer;
    private final CRC32C sum = new CRC32C();
    private final long[] states;
    private final int[] parents;
    private final char[] steps;
    private int count;
    private int total;
    private long bytes;

    /**
     * A new file.
     *
     * @param words longs of a state
     * @param level number of the level, which the file records
     * @param parentsFrom number of the first state that may be a parent
     */
    LevelWriter(Disk disk, Path file, int words, int level, long parentsFrom) throws IOException {
        this.disk = disk;
        this.file = file;
        this.words = words;
        this.parentsFrom = parentsFrom;
        this.buffer = LevelFormat.buffer(words);
        int most = LevelFormat.blockStates(words);
        this.states = new long[most * words];
        this.parents = new int[most];
        this.steps = new char[most];
        disk.create(file);
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            put(LevelFormat.header(words, level));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Adds a state.
     *
     * @param from holds the state at an offset
     * @param parent number of the state that it was first reached from, not less than that of the state added before
     * @param step number of the step that led to it, of at most 16 bits
     */
    public void add(long[] from, int offset, long parent, int step) throws IOException {
        System.arraycopy(from, offset, states, count * words, words);
        parents[count] = Math.toIntExact(parent - parentsFrom);
        steps[count] = (char) step;
        count++;
        if (count == parents.length) {
            flush();
        }
    }

    private void flush() throws IOException {
        int content = count * LevelFormat.stateBytes(words);
        buffer.clear().putInt(content).putInt(0);
        buffer.asLongBuffer().put(states, 0, count * words);
        buffer.position(buffer.position() + count * words * Long.BYTES);
        buffer.asIntBuffer().put(parents, 0, count);
        buffer.position(buffer.position() + count * Integer.BYTES);
        buffer.asCharBuffer().put(steps, 0, count);
        buffer.position(0).limit(LevelFormat.BLOCK_HEADER_BYTES + content);
        buffer.putInt(Integer.BYTES, LevelFormat.blockSum(buffer));
        put(buffer);
        total += count;
        count = 0;
    }

    private void put(ByteBuffer content) throws IOException {
        sum.update(content.duplicate());
        bytes += content.remaining();
        disk.write(file, channel, content);
    }

    /** Writes what is left, and waits until it survives a power cut. */
    LevelEntry finish() throws IOException {
        if (count > 0) {
            flush();
        }
        disk.force(file, channel);
        channel.close();
        return new LevelEntry(total, bytes, (int) sum.getValue());
    }

    /** The file. */
    Path file() {
        return file;
    }

    /** Removes the file if it was not finished: it may be what filled the disk. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            disk.delete(file);
        }
    }
}
