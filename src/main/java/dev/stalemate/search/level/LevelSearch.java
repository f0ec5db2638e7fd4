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
import dev.stalemate.search.store.SeenStates;
import dev.stalemate.search.store.StateBits;
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
    /** States that one worker takes at a time. */
    private static final int SHARE = 256;

    /** Among so many first states, the symmetry is tried more often than among the others. */
    private static final int TRIED_OFTEN = 1 << 16;

    private static final int MOST_SHARES = Frontier.CHUNK_STATES / SHARE;

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
    private final Candidates[] shares = new Candidates[MOST_SHARES];
    private final Verdicts.Look[] looks = new Verdicts.Look[MOST_SHARES];
    private final long[] numbers = new long[MOST_SHARES];

    private int depth;
    private Level level = Level.NONE;
    private long settled;
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
                model.layout(), keyWords, model.steps().size(), limits.bytes(), files.disk(), files.spillDirectory());
        this.frontier = store.frontier();
        this.workers =
                subjects.stream().map(s -> worker(s, subjects.size(), keyWords)).toArray(Worker[]::new);
        this.totals = new Totals(model.figures(), workers);
        for (int s = 0; s < MOST_SHARES; s++) {
            shares[s] = new Candidates(words);
            looks[s] = new Verdicts.Look(subject.laws().size());
        }
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
        }
        store.measure();
        return result(end);
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
        shares[0].clear();
        long[] initial = model.initial();
        symmetry.canonicalize(initial, 0);
        shares[0].add(initial, 0, Fingerprints.of(initial, 0, words), 0, 0);
        End end = settle(crew, 1, false, 0);
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
        settled = totals.transitions();
        boolean room = saved.restore();
        level = new Level(0, frontier.size());
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
            while (level.expanded() < level.states()) {
                int count = frontier.take(level.states() - level.expanded());
                End end = block(crew, count, first + level.expanded());
                frontier.done();
                if (end != End.EXHAUSTED) {
                    return end;
                }
            }
            depth += frontier.size() > 0 ? 1 : 0;
            save(saved);
        }
        return End.EXHAUSTED;
    }

    /** Expands the states that were taken from the frontier. The first of them has the given number. */
    private End block(Crew crew, int count, long first) throws IOException {
        End bound = bound();
        if (bound != End.EXHAUSTED) {
            return bound;
        }
        if (store.size() > TRIED_OFTEN) {
            Arrays.stream(workers).forEach(Worker::tryRarely);
        }
        boolean added = workers.length == 1 && store.seen().bits() != null;
        int shareCount = (count + SHARE - 1) / SHARE;
        long[] chunk = frontier.taken();
        int from = frontier.from();
        crew.run(
                shareCount,
                (w, s) -> workers[w].expand(
                        chunk, from + s * SHARE, from + Math.min(count, (s + 1) * SHARE), s * SHARE, shares[s]));
        End end = settle(crew, shareCount, added, first);
        if (end != End.MEMORY) {
            level = new Level(level.expanded() + count, level.states());
        }
        return end;
    }

    /** Finds out which candidates are new states, unless all were {@code added} already, and takes those in. */
    private End settle(Crew crew, int shareCount, boolean added, long firstParent) throws IOException {
        // The number of candidates depends on which worker did what; the number of transitions that they come from does
        // not.
        long most = totals.transitions() - settled;
        settled += most;
        StateBits bits = store.seen().bits();
        if (!store.tableTakes(most, (seen, all) -> meet(seen, shareCount, all))) {
            return End.MEMORY;
        }
        if (bits != store.seen().bits() || someUnmet(shareCount)) {
            crew.run(shareCount, (w, s) -> workers[w].renewKeys(shares[s]));
        }
        if (!added || someUnmet(shareCount)) {
            int parts = workers.length;
            crew.run(parts, (w, part) -> workers[w].add(shares, shareCount, added, part, parts));
        }
        crew.run(shareCount, (w, s) -> workers[w].keepNew(shares[s], verdicts, looks[s]));
        if (!store.takes(found(shareCount), firstParent + Frontier.CHUNK_STATES)) {
            return End.MEMORY;
        }
        for (int s = 0; s < shareCount; s++) {
            numbers[s] = store.size();
            store.append(shares[s], firstParent);
        }
        verdicts.gather(looks, numbers, shareCount);
        store.measure();
        if (verdicts.settled()) {
            return End.DECIDED;
        }
        return store.size() > limits.states() ? End.STATES : End.EXHAUSTED;
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

    private long found(int shareCount) {
        long found = 0;
        for (int s = 0; s < shareCount; s++) {
            found += shares[s].size();
        }
        return found;
    }

    private End bound() {
        if (monitor.stopped()) {
            return End.INTERRUPTED;
        }
        long nanos = System.nanoTime() - started;
        monitor.progress(
                new Monitor.Snapshot(store.size(), totals.transitions(), depth, frontier.size(), nanos, store.bytes()));
        return nanos > limits.time().toNanos() ? End.TIME : End.EXHAUSTED;
    }

    private long nanos() {
        return System.nanoTime() - started + earlierNanos;
    }

    private SearchResult result(End end) {
        return new SearchResult(
                verdicts.outcomes(end, this::path),
                end,
                store.size(),
                totals.transitions(),
                depth,
                end.isLimit() ? level : Level.NONE,
                nanos(),
                store.peakBytes(),
                collisions(),
                new SymmetryUse(symmetry.used(), totals.stoodFor(), symmetry.refused()),
                totals.fired(),
                totals.figures());
    }

    private Collisions collisions() {
        Precision precision = options.precision();
        if (precision.exactFor(words)) {
            return Collisions.NONE;
        }
        Fingerprints seen = store.seen().prints();
        int bits = precision == Precision.BITS_64 ? 64 : 128;
        return new Collisions(Fingerprints.collisionProbability(seen.size(), bits), seen.collisionEstimate());
    }

    private List<Step> path(long number) {
        return symmetry.unfold(model, store.ancestry().pathTo(number));
    }
}
