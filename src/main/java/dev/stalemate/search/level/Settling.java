package dev.stalemate.search.level;

import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.store.Candidates;
import dev.stalemate.search.store.Frontier;
import dev.stalemate.search.store.SeenStates;
import dev.stalemate.search.store.StateBits;
import dev.stalemate.search.store.StateStore;
import dev.stalemate.search.store.WaitingBlocks;
import dev.stalemate.search.store.WaitingBlocks.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which successors of expanded blocks are new states, and takes those in, block by block.
 *
 * <p>Once keys are on disk, blocks wait: those that the table does not have may be on disk. When a level ends or memory does, all that wait are
 * compared with the keys on disk, in one pass, and taken in as if the table had known. If an earlier block than the last ends the search, what
 * was counted for later ones is taken back. So nothing depends on how much memory there was.
 */
final class Settling {
    /** States that one worker takes at a time. */
    static final int SHARE = 256;

    private static final int MOST_SHARES = Frontier.CHUNK_STATES / SHARE;

    private final StateStore store;
    private final Worker[] workers;
    private final Totals totals;
    private final Verdicts verdicts;
    private final long mostStates;
    private final int countWords;

    private final Candidates[] shares;
    /** Of a block that waited. */
    private Candidates @Nullable [] later;

    private final Verdicts.Look[] looks = new Verdicts.Look[MOST_SHARES];
    private final long[] numbers = new long[MOST_SHARES];
    private long mostKeys = Long.MAX_VALUE;
    private long counted;
    private long parents;

    /**
     * Nothing settled yet.
     *
     * @param laws how many there are
     * @param mostStates after which the search ends
     */
    Settling(StateStore store, Worker[] workers, Totals totals, Verdicts verdicts, int laws, long mostStates) {
        this.store = store;
        this.workers = workers;
        this.totals = totals;
        this.verdicts = verdicts;
        this.mostStates = mostStates;
        this.countWords = totals.taken().length;
        this.shares = newShares();
        for (int s = 0; s < MOST_SHARES; s++) {
            looks[s] = new Verdicts.Look(laws);
        }
    }

    private Candidates[] newShares() {
        Candidates[] fresh = new Candidates[MOST_SHARES];
        for (int s = 0; s < MOST_SHARES; s++) {
            fresh[s] = new Candidates(store.words());
        }
        return fresh;
    }

    /** Acts as if memory had no room for more keys than these once a block is done. */
    void keepAtMost(long keys) {
        mostKeys = keys;
    }

    /** Where the workers put the successors of a share of a block. */
    Candidates share(int s) {
        return shares[s];
    }

    /** How many states had all their successors taken in. */
    long parents() {
        return parents;
    }

    /** Goes on after so many states, which an earlier run expanded. */
    void startAfter(long expanded) {
        parents = expanded;
        counted = totals.transitions();
    }

    /**
     * Takes in the new ones among the candidates of a block, now or later.
     *
     * @param count of the block's states; the first of them has the number {@code first}
     * @param added whether the candidates were added to the bits at once
     */
    End settle(Crew crew, int count, boolean added, long first) throws IOException {
        int shareCount = Math.max(1, (count + SHARE - 1) / SHARE);
        // The number of candidates depends on which worker did what; the number of transitions that they come from does
        // not.
        long most = totals.transitions() - counted;
        counted += most;
        StateBits bits = store.seen().bits();
        boolean inMemory = store.waiting() == null;
        if (inMemory && (isFull() || !store.tableTakes(most, (seen, all) -> meet(seen, shareCount, all)))) {
            if (added) {
                store.seen().takeBack(shares, shareCount);
            }
            if (!store.moveKeys()) {
                return End.MEMORY;
            }
        }
        boolean met = added && store.waiting() == null;
        if (bits != store.seen().bits() || someUnmet(shareCount)) {
            crew.run(shareCount, (w, s) -> workers[w].renewKeys(shares[s]));
        }
        WaitingBlocks waiting = store.waiting();
        if (waiting != null) {
            return delay(crew, waiting, shareCount, count, first);
        }
        if (!met || someUnmet(shareCount)) {
            add(crew, shareCount, met);
        }
        return takeIn(crew, shares, shareCount, count, first, true);
    }

    private boolean isFull() {
        return store.seen().size() > mostKeys;
    }

    private void add(Crew crew, int shareCount, boolean met) {
        int parts = workers.length;
        crew.run(parts, (w, part) -> workers[w].add(shares, shareCount, met, part, parts));
    }

    private void meet(SeenStates seen, int shareCount, boolean all) {
        for (int s = 0; s < shareCount; s++) {
            if (all || shares[s].someUnmet()) {
                seen.meet(shares[s].states(), shares[s].size());
            }
        }
    }

    private boolean someUnmet(int shareCount) {
        boolean some = false;
        for (int s = 0; s < shareCount; s++) {
            some |= shares[s].someUnmet();
        }
        return some;
    }

    private static long size(Candidates[] of, int shareCount) {
        long size = 0;
        for (int s = 0; s < shareCount; s++) {
            size += of[s].size();
        }
        return size;
    }

    /** Takes in what {@link Candidates#isNew} of the candidates. */
    private End takeIn(Crew crew, Candidates[] from, int shareCount, int count, long first, boolean inMemory)
            throws IOException {
        crew.run(shareCount, (w, s) -> workers[w].keepNew(from[s], verdicts, looks[s]));
        long found = size(from, shareCount);
        long last = first + Frontier.CHUNK_STATES;
        if (inMemory) {
            store.seen().added(found);
        }
        if (!store.takes(found, last) && !(inMemory && store.moveKeys() && store.takes(found, last))) {
            return End.MEMORY;
        }
        for (int s = 0; s < shareCount; s++) {
            numbers[s] = store.size();
            store.append(from[s], first);
        }
        verdicts.gather(looks, numbers, shareCount);
        store.measure();
        parents += count;
        if (verdicts.settled()) {
            return End.DECIDED;
        }
        return store.size() > mostStates ? End.STATES : End.EXHAUSTED;
    }

    /** Adds the candidates of a block to the table and to those that wait, after the present ones are settled if there is no room. */
    private End delay(Crew crew, WaitingBlocks waiting, int shareCount, int count, long first) throws IOException {
        long candidates = size(shares, shareCount);
        long last = first + Frontier.CHUNK_STATES;
        if (isFull() || !store.takesWaiting(waiting, candidates, last, countWords)) {
            End end = finish(crew);
            if (end != End.EXHAUSTED) {
                return end;
            }
            store.moveKeys();
            if (!store.takesWaiting(waiting, candidates, last, countWords)) {
                return End.MEMORY;
            }
        }
        add(crew, shareCount, false);
        store.seen().added(waiting.add(first, count, shares, shareCount, totals.taken()));
        store.measure();
        return End.EXHAUSTED;
    }

    /** Takes in the new states among those that wait, if any do. */
    End finish(Crew crew) throws IOException {
        WaitingBlocks waiting = store.waiting();
        if (waiting == null) {
            return End.EXHAUSTED;
        }
        if (waiting.size() > 0) {
            removeOld(crew);
        }
        later = later == null ? newShares() : later;
        Candidates[] from = later;
        for (Block block = waiting.take(from, SHARE); block != null; block = waiting.take(from, SHARE)) {
            crew.run(block.shares(), (w, s) -> workers[w].markNew(from[s]));
            End end = takeIn(crew, from, block.shares(), block.parents(), block.firstParent(), false);
            if (end != End.EXHAUSTED) {
                totals.goBack(block.counts().toArray());
                waiting.clear();
                return end;
            }
        }
        return End.EXHAUSTED;
    }

    private void removeOld(Crew crew) throws IOException {
        int parts = workers.length;
        LongAdder removed = new LongAdder();
        try {
            crew.run(parts, (w, part) -> {
                try {
                    removed.add(store.removeOld(part, parts));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        store.seen().added(-removed.sum());
    }
}
