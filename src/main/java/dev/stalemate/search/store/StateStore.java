package dev.stalemate.search.store;

import dev.stalemate.search.disk.Disk;
import dev.stalemate.search.disk.SpillFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The states that a search has found, within a bound on memory: which were seen, how each was reached, and which wait to be expanded. When
 * the bound is near, those that wait go to disk.
 */
public final class StateStore implements Closeable {
    private final Disk disk;
    private final Path spillDirectory;
    private final long mostBytes;
    private final int words;
    private final Fingerprints seen;
    private final Ancestry ancestry;
    private final Frontier frontier;
    private @Nullable SpillFile spilled;
    private long peakBytes;

    /**
     * An empty store.
     *
     * @param words longs of a state
     * @param keyWords longs that a state is remembered by
     * @param steps how many the model has
     * @param mostBytes the bound on memory
     * @param disk what changes files
     * @param spillDirectory where states go that memory has no room for
     */
    public StateStore(int words, int keyWords, int steps, long mostBytes, Disk disk, Path spillDirectory) {
        this.words = words;
        this.mostBytes = mostBytes;
        this.disk = disk;
        this.spillDirectory = spillDirectory;
        this.seen = new Fingerprints(keyWords);
        this.ancestry = new Ancestry(steps);
        this.frontier = new Frontier(words);
    }

    public Fingerprints seen() {
        return seen;
    }

    public Ancestry ancestry() {
        return ancestry;
    }

    public Frontier frontier() {
        return frontier;
    }

    /** How many states were found. */
    public long size() {
        return ancestry.size();
    }

    /** Whether the table of seen states has room for so many more; it grows if it has to and if memory allows. */
    public boolean tableTakes(long more) throws IOException {
        if (!fits(() -> seen.bytesWithRoom(more) - seen.bytes())) {
            return false;
        }
        if (!seen.room(more)) {
            seen.grow(more);
        }
        return true;
    }

    /** Whether there is room outside the table for so many more states whose parents have numbers up to this one. */
    public boolean takes(long more, long parent) throws IOException {
        return fits(() -> frontier.bytesFor(more) + ancestry.bytesFor(more, parent));
    }

    private boolean fits(LongSupplier more) throws IOException {
        if (spilled == null && bytes() + more.getAsLong() > mostBytes) {
            spilled = new SpillFile(disk, spillDirectory, Frontier.CHUNK_STATES * words);
            frontier.spill(spilled);
        }
        return bytes() + more.getAsLong() <= mostBytes;
    }

    /** Appends states that the table already has; {@code firstParent} is added to the numbers of their parents. */
    public void append(Candidates found, long firstParent) throws IOException {
        frontier.add(found.states(), found.size());
        for (int i = 0; i < found.size(); i++) {
            ancestry.add(firstParent + found.parent(i), found.step(i));
        }
        seen.added(found.size());
    }

    /** Measures how much memory is in use. */
    public void measure() {
        peakBytes = Math.max(peakBytes, bytes());
    }

    /** The most memory that was in use when it was measured. */
    public long peakBytes() {
        return peakBytes;
    }

    public long bytes() {
        return seen.bytes() + ancestry.bytes() + frontier.bytes();
    }

    @Override
    public void close() throws IOException {
        if (spilled != null) {
            spilled.close();
        }
    }
}
