package dev.stalemate.search.store;

import com.google.common.io.Closer;
import dev.stalemate.model.Layout;
import dev.stalemate.search.disk.Disk;
import dev.stalemate.search.disk.KeyRuns;
import dev.stalemate.search.disk.SpillFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The states that a search has found, within a bound on memory: which were seen, how each was reached, and which wait to be expanded. When
 * the bound is near, those that wait go to disk; when it is reached, the keys of those that were seen go there, too.
 */
public final class StateStore implements Closeable {
    private final Disk disk;
    private final Path spillDirectory;
    private final long mostBytes;
    private final int words;
    private final SeenStates seen;
    private final Ancestry ancestry;
    private final Frontier frontier;
    private final int keyWords;
    private final boolean keysMove;
    private @Nullable SpillFile spilled;
    private @Nullable KeyRuns runs;
    private @Nullable WaitingBlocks waiting;
    private long peakBytes;

    /**
     * An empty store.
     *
     * @param layout of the states
     * @param keyWords longs that a state is remembered by
     * @param steps how many the model has
     * @param mostBytes the bound on memory
     * @param disk what changes files
     * @param spillDirectory where states go that memory has no room for
     * @param keysMove whether keys go there, too
     */
    public StateStore(
            Layout layout, int keyWords, int steps, long mostBytes, Disk disk, Path spillDirectory, boolean keysMove) {
        this.keysMove = keysMove;
        this.words = layout.words();
        this.keyWords = keyWords;
        this.mostBytes = mostBytes;
        this.disk = disk;
        this.spillDirectory = spillDirectory;
        this.seen = new SeenStates(layout, keyWords);
        this.ancestry = new Ancestry(steps);
        this.frontier = new Frontier(words);
    }

    /** Longs of a state. */
    public int words() {
        return words;
    }

    public SeenStates seen() {
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

    /** Meets states that may be added next: all of them, or those that are known to have new values. */
    public interface Meeting {
        /** Calls {@link SeenStates#meet}. */
        void meet(SeenStates seen, boolean all);
    }

    /**
     * Whether there is room among the seen states for so many more; it is made if it has to and if memory allows.
     *
     * @param next meets those that may be added
     */
    public boolean tableTakes(long more, Meeting next) throws IOException {
        StateBits before;
        boolean again = false;
        do {
            next.meet(seen, again);
            if (!fits(() -> seen.bytesWithRoom(more) - seen.bytes())) {
                return false;
            }
            before = seen.bits();
            if (!seen.room(more)) {
                seen.grow(more, mostBytes - ancestry.bytes() - frontier.bytes());
            }
            again = true;
        } while (before == null && seen.bits() != null);
        return true;
    }

    /** Whether there is room outside the table for so many more states whose parents have numbers up to this one. */
    public boolean takes(long more, long parent) throws IOException {
        return fits(() -> frontier.bytesFor(more) + ancestry.bytesFor(more, parent));
    }

    private boolean fits(LongSupplier more) throws IOException {
        if (spilled == null && bytes() + more.getAsLong() > mostBytes) {
            spilled = new SpillFile(disk, spillDirectory, Frontier.CHUNK_STATES * (words + 1));
            frontier.spill(spilled);
        }
        return bytes() + more.getAsLong() <= mostBytes;
    }

    /** Appends states that the table already has, and has counted; {@code firstParent} is added to the numbers of their parents. */
    public void append(Candidates found, long firstParent) throws IOException {
        frontier.add(found.states(), found.sleeping(), found.size());
        for (int i = 0; i < found.size(); i++) {
            ancestry.add(firstParent + found.parent(i), found.step(i));
        }
    }

    /** The blocks that wait until it is known which of their candidates are new; null as long as the table has all keys. */
    public @Nullable WaitingBlocks waiting() {
        return waiting;
    }

    /**
     * Moves the keys of the table to disk, so that it is empty.
     *
     * @return false if they may not move, or if that makes no room
     */
    public boolean moveKeys() throws IOException {
        if (!keysMove || seen.size() == 0) {
            return false;
        }
        measure();
        if (runs == null) {
            WaitingBlocks none = new WaitingBlocks(disk, spillDirectory, words);
            if (bytes() - seen.bytes() + seen.leastBytes() + none.bytes() > mostBytes) {
                return false;
            }
            runs = new KeyRuns(disk, spillDirectory, keyWords);
            waiting = none;
        }
        seen.moveTo(runs);
        return true;
    }

    /** Whether there is room for so many more candidates that are to wait, and for all that wait already once they are new states. */
    public boolean takesWaiting(WaitingBlocks blocks, long more, long parent, int counts) throws IOException {
        long all = blocks.size() + more;
        long outside = ancestry.bytesFor(all, parent) + counts * (long) Long.BYTES;
        if (!fits(() -> frontier.bytesFor(all) + outside + seen.bytesWithRoom(more) - seen.bytes())) {
            return false;
        }
        if (!seen.room(more)) {
            seen.grow(more, mostBytes);
        }
        return true;
    }

    /** Takes the keys that are on disk out of one part of the table. Several threads may do it, each with parts of its own. */
    public long removeOld(int part, int parts) throws IOException {
        long removed = 0;
        if (runs != null) {
            KeyRuns.Reader reader = runs.reader();
            Fingerprints table = seen.prints();
            long all = table.segments();
            for (int s = (int) (all * part / parts); s < all * (part + 1) / parts; s++) {
                removed += table.remove(s, reader);
            }
        }
        return removed;
    }

    /** {@link Fingerprints#collisionEstimate} of all keys, also those on disk. */
    public double collisionEstimate() throws IOException {
        if (runs == null) {
            return seen.prints().collisionEstimate();
        }
        moveKeys();
        ClosestKeys closest = new ClosestKeys();
        runs.each(closest);
        return closest.estimate();
    }

    /** Bytes in files. */
    public long onDisk() {
        return (spilled == null ? 0 : spilled.bytes())
                + (runs == null ? 0 : runs.onDisk())
                + (waiting == null ? 0 : waiting.onDisk());
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
        return seen.bytes()
                + ancestry.bytes()
                + frontier.bytes()
                + (runs == null ? 0 : runs.bytes())
                + (waiting == null ? 0 : waiting.bytes());
    }

    @Override
    public void close() throws IOException {
        Closer all = Closer.create();
        all.register(spilled);
        all.register(runs);
        all.register(waiting);
        all.close();
    }
}
