package dev.stalemate.search.level;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Precision;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.Collisions;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.SearchResult.Level;
import dev.stalemate.search.SearchResult.SymmetryUse;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.CheckpointDirectory;
import dev.stalemate.search.disk.SavedCounters;
import dev.stalemate.search.store.Candidates;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.Frontier;
import dev.stalemate.search.store.StateStore;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exhaustive search, level by level, with a given symmetry. States, counts and paths are the same in every run, whatever the number of
 * threads.
 *
 * <p>A level is expanded in blocks of a fixed size. The workers share a block in three rounds, and wait for each other after each. First they
 * expand states and drop the successors that the table has; the table does not change meanwhile. Then each adds successors to a part of the
 * table of its own, in the order of the block, so that the first step to reach a state is the one that counts. Then they look at the new
 * states. So nothing depends on which worker is quicker.
 */
final class LevelSearch {
    /** Among so many first states, the symmetry is tried more often than among the others. */
    private static final int TRIED_OFTEN = 1 << 16;

    private final SearchOptions options;
    private final Limits limits;
    private final Monitor monitor;
    private final SearchFiles files;
    private final Subject subject;
    private final Symmetry symmetry;
    private final Model model;
    private final Verdicts verdicts;
    private final int words;
    private final Worker[] workers;
    private final Totals totals;

    private final StateStore store;
    private final Frontier frontier;
    private final Settling settling;

    private int depth;
    private Level level = Level.NONE;
    private final long started;
    /** How long the runs took that this one resumes. */
    private long earlierNanos;

    /**
     * A search for the properties of subjects that are built alike, one for each thread.
     *
     * @param symmetry of the first of them
     * @param files what is kept on disk, and resumed
     * @param started when the limit on time began to count, of {@link System#nanoTime}
     */
    LevelSearch(
            List<Subject> subjects,
            SearchOptions options,
            Symmetry symmetry,
            Monitor monitor,
            SearchFiles files,
            long started) {
        this.options = options;
        this.limits = options.limits();
        this.monitor = monitor;
        this.symmetry = symmetry;
        this.files = files;
        this.started = started;
        this.subject = subjects.get(0);
        this.model = subject.model();
        this.words = model.layout().words();
        this.verdicts = new Verdicts(subject.laws());
        int keyWords = options.precision().words(words);
        this.store = new StateStore(
                model.layout(),
                keyWords,
                model.steps().size(),
                limits.bytes(),
                files.disk(),
                files.spillDirectory(),
                files.keys());
        this.frontier = store.frontier();
        this.workers =
                subjects.stream().map(s -> worker(s, subjects.size(), keyWords)).toArray(Worker[]::new);
        this.totals = new Totals(model.figures(), workers);
        this.settling =
                new Settling(store, workers, totals, verdicts, subject.laws().size(), limits.states());
    }

    /** Moves keys to disk as if memory had no room for more than these; to be called before {@link #run}. */
    LevelSearch keepAtMost(long keys) {
        settling.keepAtMost(keys);
        return this;
    }

    private Worker worker(Subject ofThread, int workerCount, int keyWords) {
        return new Worker(ofThread, store.seen(), workerCount == 1, keyWords, symmetry.forThread(ofThread));
    }

    /**
     * Explores until every state was seen, every property is decided, or a limit is reached. Call it once.
     *
     * @throws IOException if a file can't be written, or the checkpoint to resume is not one of this search
     */
    SearchResult run() throws IOException {
        End end;
        Collisions collisions;
        try (store;
                SavedSearch saved = saved();
                Crew crew = new Crew(workers.length)) {
            SavedCounters counters = saved == null ? null : saved.counters();
            end = saved == null || counters == null ? begin(crew, saved) : goOn(saved, counters);
            boolean decidedBefore = counters != null && end == End.DECIDED;
            end = end == End.EXHAUSTED ? levels(crew, saved) : end;
            if (end == End.DECIDED && !decidedBefore) {
                save(saved);
            }
            store.measure();
            collisions = collisions();
        }
        return result(end, collisions);
    }

    private @Nullable SavedSearch saved() throws IOException {
        if (files.checkpoint() == null) {
            return null;
        }
        List<String> how = List.of("precision " + options.precision().word(), "symmetry " + symmetry.used());
        Path path = files.checkpoint();
        boolean begun = CheckpointDirectory.wasOpened(path);
        try {
            return new SavedSearch(path, files, subject, how, symmetry, store);
        } catch (IOException e) {
            Consumer<IOException> lost = files.lost();
            if (lost == null || begun || e instanceof BadCheckpointException) {
                throw e;
            }
            lost.accept(e); // where there is nothing to go on from, a search without a checkpoint is better than none
            return null;
        }
    }

    /** Takes in the initial state. */
    private End begin(Crew crew, @Nullable SavedSearch saved) throws IOException {
        Candidates first = settling.share(0);
        first.clear();
        long[] initial = model.initial();
        symmetry.canonicalize(initial, 0);
        first.add(initial, 0, Fingerprints.of(initial, 0, words), 0, 0);
        End end = settling.settle(crew, 0, false, 0);
        if (end == End.EXHAUSTED) {
            save(saved);
        }
        return end;
    }

    /** Takes in everything that an earlier run saved. */
    private End goOn(SavedSearch saved, SavedCounters counters) throws IOException {
        depth = (int) counters.one("depth");
        earlierNanos = counters.one("nanos");
        frontier.startAt((int) counters.one("start"));
        verdicts.restore(counters);
        totals.restore(counters);
        boolean room = saved.restore();
        level = new Level(0, frontier.size());
        settling.startAfter(store.size() - frontier.size());
        if (verdicts.settled()) {
            return End.DECIDED;
        }
        return room ? End.EXHAUSTED : End.MEMORY;
    }

    private void save(@Nullable SavedSearch saved) throws IOException {
        if (saved != null) {
            SavedCounters counters = new SavedCounters();
            counters.put("depth", depth);
            counters.put("nanos", nanos());
            counters.put("start", frontier.start());
            verdicts.save(counters);
            totals.save(counters);
            saved.save(counters);
        }
    }

    private End levels(Crew crew, @Nullable SavedSearch saved) throws IOException {
        while (frontier.size() > 0) {
            level = new Level(0, frontier.size());
            if (depth >= limits.depth()) {
                return End.DEPTH;
            }
            long first = store.size() - level.states();
            long end = store.size();
            for (long next = first; next < end; ) {
                int count = frontier.take(end - next);
                End how = block(crew, count, next, next + count == end);
                level = new Level(settling.parents() - first, level.states());
                frontier.done();
                if (how != End.EXHAUSTED) {
                    return how;
                }
                next += count;
            }
            depth += frontier.size() > 0 ? 1 : 0;
            save(saved);
        }
        return End.EXHAUSTED;
    }

    /** Expands the states that were taken from the frontier, the last of their level or not. The first of them has the given number. */
    private End block(Crew crew, int count, long first, boolean last) throws IOException {
        End bound = bound();
        if (bound != End.EXHAUSTED) {
            End end = settling.finish(crew);
            return end == End.EXHAUSTED ? bound : end;
        }
        if (store.size() > TRIED_OFTEN) {
            Arrays.stream(workers).forEach(Worker::tryRarely);
        }
        boolean added = workers.length == 1 && store.seen().bits() != null;
        int share = Settling.SHARE;
        long[] chunk = frontier.taken();
        int from = frontier.from();
        crew.run((count + share - 1) / share, (w, s) -> {
            int end = from + Math.min(count, (s + 1) * share);
            workers[w].expand(chunk, from + s * share, end, s * share, settling.share(s));
        });
        End end = settling.settle(crew, count, added, first);
        return last && end == End.EXHAUSTED ? settling.finish(crew) : end;
    }

    private End bound() {
        if (monitor.stopped()) {
            return End.INTERRUPTED;
        }
        long nanos = System.nanoTime() - started;
        monitor.progress(new Monitor.Snapshot(
                store.size(), totals.transitions(), depth, frontier.size(), nanos, store.bytes(), 0, store.onDisk()));
        return nanos > limits.time().toNanos() ? End.TIME : End.EXHAUSTED;
    }

    private long nanos() {
        return System.nanoTime() - started + earlierNanos;
    }

    private SearchResult result(End end, Collisions collisions) {
        return new SearchResult(
                verdicts.outcomes(end, this::path),
                end,
                store.size(),
                totals.transitions(),
                depth,
                end.isLimit() ? level : Level.NONE,
                nanos(),
                store.peakBytes(),
                collisions,
                new SymmetryUse(symmetry.used(), totals.stoodFor(), symmetry.refused()),
                totals.fired(),
                totals.figures());
    }

    private Collisions collisions() throws IOException {
        Precision precision = options.precision();
        if (precision.exactFor(words)) {
            return Collisions.NONE;
        }
        int bits = precision == Precision.BITS_64 ? 64 : 128;
        return new Collisions(Fingerprints.collisionProbability(store.size(), bits), store.collisionEstimate());
    }

    private List<Step> path(long number) {
        return symmetry.unfold(model, store.ancestry().pathTo(number));
    }
}
