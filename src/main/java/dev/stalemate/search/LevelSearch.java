package dev.stalemate.search;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.SearchResult.Reduction;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of the exhaustive search, level by level, with the reductions that it is given; the same states, counts and paths in every run,
 * whatever the number of threads.
 *
 * <p>A level is expanded in blocks of a fixed size. Workers share a block in three rounds between which they meet: they expand states and
 * drop what the table has, which nobody changes meanwhile; each adds to a part of the table of its own what belongs there, in the order
 * of the block, so that the first to reach a state is the one that counts; they look at the new states. So nothing depends on who was
 * quicker.
 */
final class LevelSearch {
    /** States that one worker takes at a time. */
    private static final int SHARE = 256;

    private static final int MOST_SHARES = Frontier.CHUNK_STATES / SHARE;

    private final SearchOptions options;
    private final Limits limits;
    private final Monitor monitor;
    private final Symmetry symmetry;
    private final boolean partialOrder;
    private final Model model;
    private final Judge judge;
    private final int words;
    private final Worker[] workers;

    private final Fingerprints seen;
    private final Ancestry ancestry;
    private final Frontier frontier;
    private final Candidates[] shares = new Candidates[MOST_SHARES];
    private final Judge.Look[] looks = new Judge.Look[MOST_SHARES];
    private final long[] numbers = new long[MOST_SHARES];

    private int depth;
    private long settled;
    private long peakBytes;
    private final long started;

    /**
     * A search for the properties of subjects that are built alike, one for each thread.
     *
     * @param symmetry of the first of them
     * @param partialOrder whether to leave out steps
     * @param started when the time began that is limited
     */
    LevelSearch(
            List<Subject> subjects,
            SearchOptions options,
            Symmetry symmetry,
            boolean partialOrder,
            Monitor monitor,
            long started) {
        this.options = options;
        this.limits = options.limits();
        this.monitor = monitor;
        this.symmetry = symmetry;
        this.partialOrder = partialOrder;
        this.started = started;
        Subject subject = subjects.get(0);
        this.model = subject.model();
        this.words = model.layout().words();
        this.judge = new Judge(subject.properties());
        int keyWords = options.precision().words(words);
        this.seen = new Fingerprints(keyWords);
        this.ancestry = new Ancestry(model.steps().size());
        this.frontier = new Frontier(words);
        this.workers = subjects.stream().map(s -> worker(s, keyWords)).toArray(Worker[]::new);
        for (int s = 0; s < MOST_SHARES; s++) {
            shares[s] = new Candidates(words);
            looks[s] = new Judge.Look(subject.properties().size());
        }
    }

    private Worker worker(Subject subject, int keyWords) {
        PartialOrder order = partialOrder ? PartialOrder.of(subject.model(), subject.properties()) : null;
        return new Worker(subject, seen, keyWords, symmetry.forThread(subject), order);
    }

    /** Explores until every state was seen, every property is decided, or a limit is reached. Call it once. */
    SearchResult run() {
        End end;
        try (Crew crew = new Crew(workers.length)) {
            shares[0].clear();
            long[] initial = model.initial();
            symmetry.canonicalize(initial, 0);
            shares[0].add(initial, 0, Fingerprints.of(initial, 0, words), 0, 0);
            end = settle(crew, 1, 0);
            end = end == End.EXHAUSTED ? levels(crew) : end;
        }
        measureMemory();
        return result(end);
    }

    /** Whether there is a run to show for some property. */
    boolean foundAny() {
        return judge.anyFound();
    }

    private End levels(Crew crew) {
        while (frontier.size() > 0) {
            if (depth == limits.depth()) {
                return End.DEPTH;
            }
            long levelSize = frontier.size();
            long first = ancestry.size() - levelSize;
            for (long done = 0; done < levelSize; ) {
                int count = frontier.take(levelSize - done);
                End end = block(crew, count, first + done);
                frontier.done();
                if (end != End.EXHAUSTED) {
                    return end;
                }
                done += count;
            }
            depth += frontier.size() > 0 ? 1 : 0;
        }
        return End.EXHAUSTED;
    }

    /** Expands the states that were taken from the frontier, the first of which has the given number. */
    private End block(Crew crew, int count, long first) {
        End bound = bound();
        if (bound != End.EXHAUSTED) {
            return bound;
        }
        int shareCount = (count + SHARE - 1) / SHARE;
        long[] chunk = frontier.taken();
        int from = frontier.from();
        crew.run(
                shareCount,
                (w, s) -> workers[w].expand(
                        chunk, from + s * SHARE, from + Math.min(count, (s + 1) * SHARE), s * SHARE, shares[s]));
        return settle(crew, shareCount, first);
    }

    /** Sorts out which of the shares' candidates are new states, and takes those in. */
    private End settle(Crew crew, int shareCount, long firstParent) {
        // How many candidates there are depends on which worker did what; how many transitions they come from does not.
        long most = transitions() - settled;
        settled += most;
        if (!seen.room(most)) {
            if (bytes() - seen.bytes() + seen.bytesWithRoom(most) > limits.bytes()) {
                return End.MEMORY;
            }
            seen.grow(most);
        }
        int parts = workers.length;
        crew.run(parts, (w, part) -> workers[w].add(shares, shareCount, part, parts));
        crew.run(shareCount, (w, s) -> workers[w].keepNew(shares[s], judge, looks[s]));
        if (bytesAfter(shareCount, firstParent) > limits.bytes()) {
            return End.MEMORY;
        }
        for (int s = 0; s < shareCount; s++) {
            append(s, firstParent);
        }
        judge.gather(looks, numbers, shareCount);
        measureMemory();
        if (judge.settled()) {
            return End.DECIDED;
        }
        return seen.size() > limits.states() ? End.STATES : End.EXHAUSTED;
    }

    private long bytesAfter(int shareCount, long firstParent) {
        long found = 0;
        for (int s = 0; s < shareCount; s++) {
            found += shares[s].size();
        }
        return bytes() + frontier.bytesFor(found) + ancestry.bytesFor(found, firstParent + Frontier.CHUNK_STATES);
    }

    private void append(int s, long firstParent) {
        Candidates found = shares[s];
        numbers[s] = ancestry.size();
        frontier.add(found.states(), found.size());
        for (int i = 0; i < found.size(); i++) {
            ancestry.add(firstParent + found.parent(i), found.step(i));
        }
        seen.added(found.size());
    }

    private End bound() {
        if (monitor.stopped()) {
            return End.INTERRUPTED;
        }
        long nanos = System.nanoTime() - started;
        monitor.progress(new Monitor.Snapshot(seen.size(), transitions(), depth, frontier.size(), nanos, bytes()));
        if (nanos > limits.time().toNanos()) {
            return End.TIME;
        }
        return bytes() > limits.bytes() ? End.MEMORY : End.EXHAUSTED;
    }

    /** The start counts as one, as SPIN counts. */
    private long transitions() {
        long sum = 1;
        for (Worker worker : workers) {
            sum += worker.transitions();
        }
        return sum;
    }

    private long bytes() {
        return seen.bytes() + ancestry.bytes() + frontier.bytes();
    }

    private void measureMemory() {
        peakBytes = Math.max(peakBytes, bytes());
    }

    private SearchResult result(End end) {
        boolean exact = options.precision().exactFor(words);
        return new SearchResult(
                judge.outcomes(end, this::path),
                end,
                seen.size(),
                transitions(),
                depth,
                System.nanoTime() - started,
                peakBytes,
                exact
                        ? 0
                        : Fingerprints.collisionProbability(
                                seen.size(), options.precision() == Precision.BITS_64 ? 64 : 128),
                exact ? 0 : seen.collisionEstimate(),
                new Reduction(symmetry.used(), stoodFor(), partialOrder, symmetry.refused()),
                Firings.byLabel(Arrays.stream(workers).map(Worker::firings).toList()),
                figures());
    }

    private Map<String, Long> figures() {
        Map<String, Long> figures = new LinkedHashMap<>();
        for (int f = 0; f < model.figures().size(); f++) {
            long value = 0;
            for (Worker worker : workers) {
                value = worker.figure(f, value);
            }
            figures.put(model.figures().get(f).name(), value);
        }
        return figures;
    }

    private long stoodFor() {
        return Arrays.stream(workers).mapToLong(Worker::stoodFor).sum();
    }

    private List<Step> path(long number) {
        return symmetry.unfold(model, ancestry.pathTo(number));
    }
}
