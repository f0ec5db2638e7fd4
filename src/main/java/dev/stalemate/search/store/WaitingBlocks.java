package dev.stalemate.search.store;

import com.google.common.primitives.ImmutableLongArray;
import dev.stalemate.search.disk.Disk;
import dev.stalemate.search.disk.SpillFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of expanded blocks of which nobody knows yet whether they are new, because keys on disk have to be asked. They wait in the
 * order of their discovery, all but two chunks of them in a file.
 */
public final class WaitingBlocks implements Closeable {
    private static final int CHUNK_ROWS = 1 << 10;

    private static final int PARENT_SHIFT = Character.SIZE + 1;

    private final Disk disk;
    private final Path directory;
    private final int words;
    private final int rowWords;
    private final long[] writing;
    private final long[] reading;
    private int written;
    private int read;
    /** Whether the chunk that is read comes from the file. */
    private boolean inFile;

    /** Places of the chunks in the file, in the order of writing. */
    private final Deque<Integer> places = new ArrayDeque<>();

    private @Nullable SpillFile file;
    private final Deque<Block> blocks = new ArrayDeque<>();
    private long size;
    private long countBytes;

    /**
     * A block of parents.
     *
     * @param firstParent the number of the first of them
     * @param parents how many they are
     * @param shares that their candidates come from
     * @param candidates how many wait
     * @param counts what the search had counted when they had been expanded
     */
    public record Block(long firstParent, int parents, int shares, int candidates, ImmutableLongArray counts) {}

    /** Nothing waits; states have so many words. */
    WaitingBlocks(Disk disk, Path directory, int words) {
        this.disk = disk;
        this.directory = directory;
        this.words = words;
        this.rowWords = words + 2;
        this.writing = new long[CHUNK_ROWS * rowWords];
        this.reading = new long[CHUNK_ROWS * rowWords];
        this.read = CHUNK_ROWS;
    }

    /** How many candidates wait. */
    public long size() {
        return size;
    }

    /** Adds the candidates of a block that were marked as new to the table; returns how many. */
    public int add(long firstParent, int parents, Candidates[] from, int shares, long[] counts) throws IOException {
        int candidates = 0;
        for (int s = 0; s < shares; s++) {
            for (int i = 0; i < from[s].size(); i++) {
                if (from[s].isNew(i)) {
                    add(from[s], i);
                    candidates++;
                }
            }
        }
        blocks.add(new Block(firstParent, parents, shares, candidates, ImmutableLongArray.copyOf(counts)));
        countBytes += counts.length * (long) Long.BYTES;
        size += candidates;
        return candidates;
    }

    private void add(Candidates from, int i) throws IOException {
        if (written == CHUNK_ROWS) {
            if (file == null) {
                file = new SpillFile(disk, directory, writing.length);
            }
            places.add(file.put(writing));
            written = 0;
        }
        int row = written++ * rowWords;
        System.arraycopy(from.states(), from.offset(i), writing, row, words);
        writing[row + words] = from.sleeping()[i];
        writing[row + words + 1] =
                (long) from.parent(i) << PARENT_SHIFT | (from.isKnown(i) ? 1L << Character.SIZE : 0) | from.step(i);
    }

    /**
     * Takes the first block; null if none waits. After the first call, nothing must be added until none waits.
     *
     * @param into receives its candidates
     * @param share how many parents have their candidates in one of these
     */
    public @Nullable Block take(Candidates[] into, int share) throws IOException {
        Block block = blocks.poll();
        if (block == null) {
            clear();
            return null;
        }
        for (int s = 0; s < block.shares(); s++) {
            into[s].clear();
        }
        for (int i = 0; i < block.candidates(); i++) {
            long[] rows = rows();
            int row = read++ * rowWords;
            long how = rows[row + words + 1];
            int parent = (int) (how >>> PARENT_SHIFT);
            Candidates candidates = into[parent / share];
            candidates.add(rows, row, 0, parent, (char) how);
            candidates.sleep(candidates.size() - 1, (how >>> Character.SIZE & 1) != 0, rows[row + words]);
        }
        return block;
    }

    /** The chunk that has the row to be read next. */
    private long[] rows() throws IOException {
        if (read == CHUNK_ROWS) {
            read = 0;
            Integer place = places.poll();
            inFile = place != null;
            if (file != null && place != null) {
                file.take(place, reading);
            }
        }
        return inFile ? reading : writing;
    }

    /** Forgets all that wait. */
    public void clear() throws IOException {
        if (file != null && !places.isEmpty()) {
            file.close();
            file = null;
        }
        places.clear();
        blocks.clear();
        written = 0;
        read = CHUNK_ROWS;
        size = 0;
        countBytes = 0;
    }

    /** Bytes in memory. */
    long bytes() {
        return 2L * writing.length * Long.BYTES + countBytes;
    }

    /** Bytes in the file. */
    long onDisk() {
        return file == null ? 0 : file.bytes();
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
