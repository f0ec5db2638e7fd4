package dev.stalemate.search.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Reads a level's file block by block and trusts none of it: every length is checked before it is used, every block before it is handed out,
 * and the whole file against the manifest.
 */
public final class LevelReader implements Closeable {
    /** What is wrong with a missing file. */
    static final String MISSING = "is missing, and the manifest names it";

    private final Path file;
    private final LevelEntry entry;
    private final int words;
    private final long parentsFrom;
    private final int parentCount;
    private final int stepsEnd;
    private final FileChannel channel;
    private final ByteBuffer buffer;
    private final CRC32C sum = new CRC32C();
    private final long[] states;
    private final int[] parents;
    private final char[] steps;
    private int count;
    private int total;
    private int leastParent;

    /**
     * A reader of a file.
     *
     * @param parentsFrom number of the first state that may be a parent
     * @param parentCount how many states may be parents, from that one on
     * @param stepsEnd number of steps of the model
     */
    LevelReader(Path file, LevelEntry entry, int words, int level, long parentsFrom, int parentCount, int stepsEnd)
            throws IOException {
        this.file = file;
        this.entry = entry;
        this.words = words;
        this.parentsFrom = parentsFrom;
        this.parentCount = parentCount;
        this.stepsEnd = stepsEnd;
        this.buffer = LevelFormat.buffer(words);
        int most = LevelFormat.blockStates(words);
        this.states = new long[most * words];
        this.parents = new int[most];
        this.steps = new char[most];
        this.channel = open(file);
        try {
            checkHeader(level);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            BadCheckpointException missing = new BadCheckpointException(file, MISSING);
            missing.initCause(e);
            throw missing;
        }
    }

    private void checkHeader(int level) throws IOException {
        long length = channel.size();
        if (length != entry.bytes()) {
            throw bad("has " + length + " bytes, not the " + entry.bytes() + " that the manifest says");
        }
        fill(LevelFormat.HEADER_BYTES);
        if (buffer.getLong() != LevelFormat.MAGIC) {
            throw bad("is no level of a checkpoint");
        }
        int version = buffer.getInt();
        if (version != LevelFormat.VERSION) {
            throw bad("has format " + version + "; this version reads format " + LevelFormat.VERSION);
        }
        int hasWords = buffer.getInt();
        if (hasWords != words) {
            throw bad("has states of " + hasWords + " words, not " + words);
        }
        int hasLevel = buffer.getInt();
        if (hasLevel != level) {
            throw bad("holds level " + hasLevel + ", not " + level);
        }
    }

    /**
     * Reads the next block; false after the last one, if the whole file is as the manifest says.
     *
     * @throws BadCheckpointException if it is damaged
     */
    public boolean next() throws IOException {
        long left = entry.bytes() - channel.position();
        if (left == 0) {
            checkWhole();
            count = 0;
            return false;
        }
        if (left < LevelFormat.BLOCK_HEADER_BYTES) {
            throw damaged();
        }
        fill(LevelFormat.BLOCK_HEADER_BYTES);
        int content = buffer.getInt();
        int blockSum = buffer.getInt();
        int each = LevelFormat.stateBytes(words);
        if (content <= 0 || content % each != 0 || content / each > parents.length) {
            throw damaged();
        }
        buffer.limit(LevelFormat.BLOCK_HEADER_BYTES + content);
        fillRest();
        if (LevelFormat.blockSum(buffer) != blockSum) {
            throw damaged();
        }
        unpack(content / each);
        return true;
    }

    private void unpack(int ofBlock) throws IOException {
        count = ofBlock;
        total += count;
        buffer.position(LevelFormat.BLOCK_HEADER_BYTES);
        buffer.asLongBuffer().get(states, 0, count * words);
        buffer.position(buffer.position() + count * words * Long.BYTES);
        buffer.asIntBuffer().get(parents, 0, count);
        buffer.position(buffer.position() + count * Integer.BYTES);
        buffer.asCharBuffer().get(steps, 0, count);
        for (int i = 0; i < count; i++) {
            if (parents[i] < leastParent || parents[i] >= parentCount) {
                throw bad("says that state " + (total - count + i) + " of the level comes from state " + parents[i]
                        + " of the one before");
            }
            if (steps[i] >= stepsEnd) {
                throw bad("names step " + (int) steps[i] + ", and the model has " + stepsEnd);
            }
            leastParent = parents[i];
        }
    }

    private void checkWhole() throws BadCheckpointException {
        if ((int) sum.getValue() != entry.sum()) {
            throw bad("is another file than the manifest says: its check sum is different");
        }
        if (total != entry.states()) {
            throw bad("holds " + total + " states, not the " + entry.states() + " that the manifest says");
        }
    }

    /** Reads so many bytes to the start of the buffer. */
    private void fill(int bytes) throws IOException {
        buffer.clear().limit(bytes);
        fillRest();
        buffer.position(0);
    }

    private void fillRest() throws IOException {
        int from = buffer.position();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw damaged();
            }
        }
        sum.update(buffer.duplicate().position(from));
    }

    /** States in the block. */
    public int count() {
        return count;
    }

    /** The block's states one after the other; valid until the next block. */
    public long[] states() {
        return states;
    }

    /** For each state of the block, the number of the state that it was first reached from. */
    public long parent(int i) {
        return parentsFrom + parents[i];
    }

    /** For each state of the block, the number of the step that led to it. */
    public int step(int i) {
        return steps[i];
    }

    private BadCheckpointException damaged() throws IOException {
        return bad("is damaged near byte " + channel.position());
    }

    private BadCheckpointException bad(String what) {
        return new BadCheckpointException(file, what);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
