package dev.stalemate.search.shard;

import dev.stalemate.model.Step;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.Collisions;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.SearchResult.Level;
import dev.stalemate.search.SearchResult.SymmetryUse;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.SavedCounters;
import dev.stalemate.search.level.CheckpointIdentity;
import dev.stalemate.search.level.Verdicts;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.Frontier;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exhaustive search, level by level, of a space that is divided into parts. Verdicts, counts and runs are those of a search on one
 * machine, whatever the number of parts and wherever they are.
 *
 * <p>A part of a level holds a range of its states, in the order of discovery; a part of the space owns a range of fingerprints. Successors
 * go to their owners, which find the new ones; those go to parts of the next level by the numbers of their parents. A search on one machine
 * ends after a block of a level, so if one ends here, the level is looked at once more, up to that block.
 */
public final class ShardSearch {
    /** The new states are counted for so many shares of a level for each part, to divide the next one evenly. */
    private static final int SHARES = 64;

    /** Each part sends all of these counts, so that they must not be many; but more than there are parts. */
    private static final int MOST_SHARES = 1 << 13;

    private static final int MOST_WINDOW = 1 << 19;

    private final SearchOptions options;
    private final Limits limits;
    /** States that end the search; more than a search on one machine can number, where the user says nothing. */
    private final long mostStates;

    private final Monitor monitor;
    private final Symmetry symmetry;
    private final Subject subject;
    private final Fabric fabric;
    private final Shard shard;
    private final int steps;
    private final long started;
    private final Verdicts verdicts;
    private final ShardTally tally;
    private final Levels levels = new Levels();
    private final Ancestors ancestors;

    private Level level = Level.NONE;
    private End stop = End.EXHAUSTED;
    /** The number of the first parent whose children don't count. */
    private long cutAt = Long.MAX_VALUE;

    private @Nullable SavedShards saved;
    private long earlierNanos;
    private boolean isExpanding;
    private boolean isEnding;
    private int depth;
    private long peakBytes;

    /**
     * A search.
     *
     * @param symmetry of the subject
     * @param started when the limit on time began to count, of {@link System#nanoTime}
     */
    public ShardSearch(
            Subject subject, SearchOptions options, Symmetry symmetry, Fabric fabric, Monitor monitor, long started) {
        this.subject = subject;
        this.options = options;
        this.limits = options.limits();
        this.mostStates = limits.states() == Limits.MOST_STATES ? Long.MAX_VALUE : limits.states();
        this.symmetry = symmetry;
        this.fabric = fabric;
        this.monitor = monitor;
        this.started = started;
        this.shard = new Shard(subject, options.precision(), symmetry);
        this.steps = subject.model().steps().size();
        this.verdicts = new Verdicts(subject.laws());
        this.tally = new ShardTally(subject.model());
        this.ancestors = new Ancestors(fabric, levels, shard.format());
        fabric.stopWhen(this::isOver);
    }

    /**
     * Says where to keep the levels, and takes over what is there; to be called before {@link #run}.
     *
     * @param tool version of the tool, which goes on only from its own checkpoints
     * @param lost told when a level can't be saved
     * @throws dev.stalemate.search.disk.BadCheckpointException if what is there is damaged, or of another search
     */
    public ShardSearch keep(ShardFiles files, String tool, Consumer<IOException> lost) throws IOException {
        List<String> how =
                List.of("in parts", "precision " + options.precision().word(), "symmetry " + symmetry.used());
        Map<String, String> question = CheckpointIdentity.of(subject, how, tool);
        SavedShards shards = new SavedShards(files, question, shard.format().words, lost);
        SavedCounters counters = shards.counters();
        if (counters != null) {
            verdicts.restore(counters);
            tally.restore(counters);
            earlierNanos = counters.one("nanos");
            shards.levels()
                    .forEach(parts -> levels.add(
                            parts.stream().mapToLong(SavedPart::states).toArray()));
            depth = levels.count() - 1;
            level = new Level(0, levels.size(depth));
        }
        saved = shards;
        return this;
    }

    private void save() {
        if (saved != null) {
            SavedCounters counters = new SavedCounters();
            counters.put("nanos", nanos());
            verdicts.save(counters);
            tally.save(counters);
            saved.add(() -> fabric.save(depth, depth == 0 ? 0 : levels.size(depth - 1)), counters);
        }
    }

    private long nanos() {
        return System.nanoTime() - started + earlierNanos;
    }

    /** Explores until every state was seen, every property is decided, or a limit is reached. Call it once. */
    public SearchResult run() {
        End end;
        try {
            end = saved == null || levels.count() == 0 ? begin() : goOn(saved);
            while (end == End.EXHAUSTED && level.states() > 0) {
                end = nextLevel();
            }
        } catch (CancellationException e) {
            // If it was not this search that stopped it, it is interrupted all the same: not all was seen.
            end = stop == End.EXHAUSTED ? End.INTERRUPTED : stop;
        }
        isEnding = true;
        return result(end);
    }

    private End begin() {
        fabric.begin(shard.initial());
        return arrived();
    }

    private End goOn(SavedShards from) {
        fabric.restore(from.levels());
        try {
            ancestors.replayLast(subject.model(), symmetry, from.name());
        } catch (BadCheckpointException e) {
            throw new UncheckedIOException(e);
        }
        return End.EXHAUSTED;
    }

    private End nextLevel() {
        if (depth >= limits.depth()) { // a search that goes on may be deeper already
            return End.DEPTH;
        }
        if (isOver()) {
            return stop;
        }
        long size = level.states();
        int window = (int) Math.min(MOST_WINDOW, (size / fabric.parts() + 1) * steps);
        int shares = (int) Math.min(size, shares(fabric.parts()));
        tally.begin();
        long[] fromShare = new long[shares];
        isExpanding = true;
        List<byte[]> counted = fabric.expand(levels.firsts(depth), size, window, shares);
        isExpanding = false;
        for (byte[] block : counted) {
            if (ShardBlock.is(ShardBlock.COUNTS, block)) {
                tally.count(ShardBlock.words(block));
            } else {
                addAll(fromShare, ShardBlock.words(block));
            }
        }
        if (Arrays.stream(fromShare).allMatch(states -> states == 0)) {
            tally.end();
            level = Level.NONE;
            return End.EXHAUSTED;
        }
        fabric.arrange(bounds(fromShare, size));
        return arrived();
    }

    private static int shares(int parts) {
        return Math.max(2 * parts, Math.min(SHARES * parts, MOST_SHARES));
    }

    private static void addAll(long[] to, long[] more) {
        for (int i = 0; i < to.length; i++) {
            to[i] += more[i];
        }
    }

    /** Divides the level so that each part of the next one gets about as many states as another. */
    private long[] bounds(long[] fromShare, long size) {
        long[] bounds = new long[fabric.parts()];
        Arrays.fill(bounds, size);
        long all = Arrays.stream(fromShare).sum();
        long sum = 0;
        int part = 0;
        for (int share = 0; share < fromShare.length; share++) {
            sum += fromShare[share];
            while (part < bounds.length - 1 && sum >= (part + 1) * (double) all / bounds.length) {
                bounds[part++] = Shard.firstOfShare(share + 1, size, fromShare.length);
            }
        }
        return bounds;
    }

    /** Looks at the level that was arranged, and takes it in: all of it, or what a search that ends there would have found of it. */
    private End arrived() {
        boolean[] open = verdicts.open();
        List<Sight> sights = fabric.look(LookOrder.all(open));
        long[] states = sights.stream().mapToLong(sight -> sight.states).toArray();
        long parentBase = levels.count() == 0 ? 0 : levels.base(depth);
        Decided decided = new Decided(sights, open, parentBase);
        End end = decided.isAll() ? End.DECIDED : End.EXHAUSTED;
        long cut = decided.isAll() ? decided.lastEnd() : Long.MAX_VALUE;
        if (levels.total() + Arrays.stream(states).sum() > mostStates) {
            long full = endOfFullBlock(parentBase, cut);
            end = full < cut ? End.STATES : end;
            cut = Math.min(full, cut);
        }
        if (decided.isAny() || end != End.EXHAUSTED) {
            sights = fabric.look(decided.orderUpTo(cut));
        }
        long[] counts = end == End.EXHAUSTED || levels.count() == 0 || cut >= level.states() ? null : recount(cut);
        isEnding = true; // what follows changes several things, and must not be left half done
        cutAt = cut;
        levels.add(states);
        take(sights, decided, cut);
        if (counts != null) {
            tally.begin();
            tally.count(counts);
        }
        tally.end();
        if (end == End.EXHAUSTED) {
            isEnding = false;
            depth = levels.count() - 1;
            level = new Level(0, levels.size(depth));
            save();
        } else {
            level = new Level(Math.min(cut, level.states()), level.states());
        }
        peakBytes = Math.max(peakBytes, bytes());
        return end;
    }

    private void take(List<Sight> sights, Decided decided, long cut) {
        sights.forEach(tally::see);
        int last = levels.count() - 1;
        for (int p = 0; p < subject.laws().size(); p++) {
            int law = p;
            verdicts.add(
                    p,
                    sights.stream().mapToLong(sight -> sight.premiseHeld[law]).sum());
            if (decided.isWithin(p, cut)) {
                verdicts.decide(p, levels.base(last) + levels.firsts(last)[decided.part(p)] + decided.number(p));
            }
        }
        levels.cutLast(sights.stream().mapToLong(sight -> sight.states).sum());
    }

    /** Counts the transitions of the level that was expanded again, up to where the search ended in it. */
    private long[] recount(long cut) {
        long[] sum = new long[0];
        for (byte[] block : fabric.recount(levels.firsts(depth), cut)) {
            long[] counts = ShardBlock.words(block);
            sum = sum.length == 0 ? new long[counts.length] : sum;
            addAll(sum, counts);
        }
        return sum;
    }

    /** The end of the first block of the level that was expanded in which there are too many states, if it ends before {@code most}. */
    private long endOfFullBlock(long parentBase, long most) {
        long[] noPremises = new long[subject.laws().size()];
        long low = parentBase / Frontier.CHUNK_STATES;
        long high = (parentBase + Math.min(most, level.states()) - 1) / Frontier.CHUNK_STATES;
        while (low < high) {
            long middle = (low + high) / 2;
            LookOrder order = new LookOrder(noPremises, Decided.endOfBlock(parentBase, middle));
            long found =
                    fabric.look(order).stream().mapToLong(sight -> sight.states).sum();
            if (levels.total() + found > mostStates) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Decided.endOfBlock(parentBase, low);
    }

    /** Whether to stop; says how far the search is. */
    private boolean isOver() {
        if (isEnding) {
            return false;
        }
        long nanos = System.nanoTime() - started;
        long left = isExpanding ? Math.round(level.states() * (1 - fabric.share())) : 0;
        monitor.progress(new Monitor.Snapshot(
                levels.total(), tally.transitions(), depth, left, nanos, bytes(), fabric.workers(), 0));
        if (monitor.stopped()) {
            stop = End.INTERRUPTED;
        } else if (nanos > limits.time().toNanos()) {
            stop = End.TIME;
        }
        return stop != End.EXHAUSTED;
    }

    /** Bytes for what is kept of all states, and for the last level. */
    private long bytes() {
        long kept = levels.total() * (shard.format().keyBytes + Long.BYTES);
        return kept + level.states() * shard.format().rowBytes;
    }

    private SearchResult result(End end) {
        long states = levels.total();
        return new SearchResult(
                verdicts.outcomes(end, this::path),
                end,
                states,
                tally.transitions(),
                depth,
                end.isLimit() ? level : Level.NONE,
                nanos(),
                peakBytes,
                collisions(states),
                new SymmetryUse(symmetry.used(), tally.stoodFor(), symmetry.refused()),
                tally.fired(),
                tally.figures());
    }

    private Collisions collisions(long states) {
        if (options.precision().exactFor(shard.format().words)) {
            return Collisions.NONE;
        }
        Closest all = closest(Closest.passes(states, fabric.parts()));
        int bits = shard.format().keyWords == 1 ? 64 : 128;
        return new Collisions(Fingerprints.collisionProbability(states, bits), all.estimate());
    }

    private Closest closest(int passes) {
        List<Closest> parts = fabric.closest(cutAt, 0, passes);
        for (int pass = 1; pass < passes; pass++) {
            List<Closest> more = fabric.closest(cutAt, pass, passes);
            for (int part = 0; part < parts.size(); part++) {
                parts.get(part).join(more.get(part));
            }
        }
        Closest all = new Closest();
        parts.forEach(all::join);
        return all;
    }

    private List<Step> path(long number) {
        return symmetry.unfold(subject.model(), ancestors.pathTo(number));
    }
}
