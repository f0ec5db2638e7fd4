package dev.stalemate.search.level;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.SavedCounters;
import dev.stalemate.search.steps.Firings;
import dev.stalemate.search.steps.StepGroups;
import dev.stalemate.search.steps.StepTrees;
import dev.stalemate.search.store.Candidates;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.RecentFingerprints;
import dev.stalemate.search.symmetry.BrokenSymmetryException;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One thread of the search with its own model: expands states into candidates, and looks at those that turn out to be new.
 *
 * <p>Successors are collected in batches before they are looked up, so that the table's cache misses overlap. Nothing is allocated for a
 * transition.
 */
final class Worker {
    /** Enough look-ups at once to hide the latency of memory, few enough that a batch stays in the first-level cache. */
    private static final int BATCH = 256;

    /** In one state of so many, the learnt steps are compared with the model's own. */
    private static final int BETWEEN_CHECKS = 1 << 10;

    /** In one state of so many, the symmetry is tried. That costs a twentieth of what making the successors canonical does. */
    private static final int BETWEEN_TRIES = 1 << 5;

    private final Model model;
    private final Law[] laws;
    private final Fingerprints seen;
    private final Symmetry symmetry;
    private final boolean symmetric;
    private final StepTrees trees;
    private final StepGroups groups;
    private final Firings firings;
    private final int words;
    private final long[] state;
    private final long[] rest;

    private final long[] batchStates;
    private final long[] batchPrints;
    private final int[] batchParents;
    private final char[] batchSteps;
    private int batched;

    private final int[] ownShares = new int[BATCH];
    private final int[] numbers;

    private final RecentFingerprints recent = new RecentFingerprints();
    /** Of a symmetric model, successors before they were made canonical. */
    private final RecentFingerprints recentRaw = new RecentFingerprints();

    private final long[] figures;
    private long transitions;
    private long expanded;
    private long stoodFor;
    /** Written and never read: without it the compiler would drop the loads that warm the table. */
    @SuppressWarnings("UnusedVariable")
    private volatile long sink;

    /** A worker with a symmetry of its own. */
    Worker(Subject subject, Fingerprints seen, int keyWords, Symmetry symmetry) {
        this.model = subject.model();
        this.symmetry = symmetry;
        this.symmetric = !symmetry.used().isEmpty();
        this.laws = subject.laws().toArray(new Law[0]);
        this.seen = seen;
        this.trees = new StepTrees(model);
        this.words = model.layout().words();
        this.firings = new Firings(trees.steps());
        this.groups = new StepGroups(trees, firings, words);
        this.state = new long[words];
        this.rest = new long[keyWords - 1];
        int most = BATCH + trees.steps().length;
        this.batchStates = new long[(most + 1) * words];
        this.batchPrints = new long[most];
        this.batchParents = new int[most];
        this.batchSteps = new char[most];
        this.numbers = new int[most];
        this.figures = new long[model.figures().size()];
    }

    /** Expands states {@code first} to {@code end} of a chunk; what may be new goes to {@code into}. */
    void expand(long[] chunk, int first, int end, int parent, Candidates into) {
        into.clear();
        for (int s = first; s < end; s++) {
            if (expanded++ % BETWEEN_CHECKS == 0) {
                System.arraycopy(chunk, s * words, state, 0, words);
                trees.verify(state);
            }
            long weight = symmetric ? weight(chunk, s * words) : 1;
            int count = groups.successors(chunk, s * words, weight, batchStates, batchSteps, batched);
            transitions += count;
            if (symmetric) {
                count = canonicalize(batched, count);
            }
            Arrays.fill(batchParents, batched, batched + count, parent + s - first);
            batched += count;
            if (batched >= BATCH) {
                flush(into);
            }
        }
        flush(into);
    }

    /** Makes a state's successors canonical, and leaves out those that were met lately; returns how many are left. */
    private int canonicalize(int from, int count) {
        boolean forget = rest.length > 0;
        int left = from;
        for (int i = from; i < from + count; i++) {
            long print = Fingerprints.of(batchStates, i * words, words);
            batchPrints[left] = print;
            if (forget || !recentRaw.has(print)) {
                System.arraycopy(batchStates, i * words, batchStates, left * words, words);
                batchSteps[left++] = batchSteps[i];
            }
        }
        for (int i = from; i < left; i++) {
            recentRaw.add(batchPrints[i]);
            symmetry.canonicalize(batchStates, i * words);
        }
        return left - from;
    }

    /**
     * How many states a state stands for.
     *
     * @throws BrokenSymmetryException if one of them behaves differently; only some states are tried
     */
    private long weight(long[] chunk, int offset) {
        long print = Fingerprints.of(chunk, offset, words);
        if ((print & BETWEEN_TRIES - 1) == 0) {
            System.arraycopy(chunk, offset, state, 0, words);
            String broken = symmetry.broken(state, new SplittableRandom(print));
            if (broken != null) {
                throw new BrokenSymmetryException(broken);
            }
        }
        return symmetry.orbitSize(chunk, offset);
    }

    private void flush(Candidates into) {
        // A key of more words is not told by its fingerprint alone.
        boolean oneWord = rest.length == 0;
        int unknown = 0;
        for (int i = 0; i < batched; i++) {
            long print = Fingerprints.of(batchStates, i * words, words);
            batchPrints[unknown] = print;
            numbers[unknown] = i;
            // Those of this batch are remembered later: if several steps of a state lead to one successor, the first
            // step must win.
            unknown += oneWord && recent.has(print) ? 0 : 1;
        }
        sink = seen.prefetch(batchPrints, unknown);
        for (int u = 0; u < unknown; u++) {
            int i = numbers[u];
            long print = batchPrints[u];
            Fingerprints.rest(batchStates, i * words, words, rest);
            recent.add(print);
            if (!seen.contains(print, rest)) {
                into.add(batchStates, i * words, print, batchParents[i], batchSteps[i]);
            }
        }
        batched = 0;
    }

    /**
     * Adds to the table the candidates of a block that belong to one part of it, in the order in which they were reached, and marks the
     * first of each state.
     */
    void add(Candidates[] shares, int shareCount, int part, int parts) {
        batched = 0;
        for (int s = 0; s < shareCount; s++) {
            Candidates candidates = shares[s];
            for (int i = 0; i < candidates.size(); i++) {
                long print = candidates.print(i);
                if (parts == 1 || ((print >>> 32) * parts) >>> 32 == part) {
                    batchPrints[batched] = print;
                    ownShares[batched] = s;
                    numbers[batched] = i;
                    if (++batched == BATCH) {
                        addBatch(shares);
                    }
                }
            }
        }
        addBatch(shares);
    }

    private void addBatch(Candidates[] shares) {
        sink = seen.prefetch(batchPrints, batched);
        for (int i = 0; i < batched; i++) {
            Candidates candidates = shares[ownShares[i]];
            Fingerprints.rest(candidates.states(), candidates.offset(numbers[i]), words, rest);
            candidates.isNew(numbers[i], seen.add(batchPrints[i], rest));
        }
        batched = 0;
    }

    /** Keeps the candidates of a share that are new, and looks at them. */
    void keepNew(Candidates candidates, Verdicts verdicts, Verdicts.Look look) {
        look.clear();
        int fresh = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.isNew(i)) {
                candidates.keep(i, fresh);
                System.arraycopy(candidates.states(), candidates.offset(fresh), state, 0, words);
                long weight = symmetric ? symmetry.orbitSize(state, 0) : 1;
                stoodFor += weight;
                look.at(laws, verdicts, state, weight, fresh);
                figures(weight);
                fresh++;
            }
        }
        candidates.truncate(fresh);
    }

    private void figures(long weight) {
        for (int f = 0; f < figures.length; f++) {
            figures[f] = model.figures().get(f).join(figures[f], state, weight);
        }
    }

    /** Takes over what all workers of an earlier run counted. */
    void restore(SavedCounters counters) throws BadCheckpointException {
        transitions = counters.one("transitions");
        stoodFor = counters.one("stood-for");
        counters.into("figures", figures);
        firings.restore(counters);
    }

    long transitions() {
        return transitions;
    }

    long stoodFor() {
        return stoodFor;
    }

    Firings firings() {
        groups.count();
        return firings;
    }

    /** A figure, joined with what other workers have measured. */
    long figure(int f, long soFar) {
        return model.figures().get(f).kind() == Figure.Kind.MAXIMUM ? Math.max(soFar, figures[f]) : soFar + figures[f];
    }
}
