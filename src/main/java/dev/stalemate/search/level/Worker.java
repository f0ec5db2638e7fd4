package dev.stalemate.search.level;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.SavedCounters;
import dev.stalemate.search.steps.Firings;
import dev.stalemate.search.store.Candidates;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.RecentFingerprints;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.Arrays;

/**
 * One thread of the search with its own model: expands states into candidates, and looks at those that turn out to be new.
 *
 * <p>Successors are collected in batches before they are looked up, so that the table's cache misses overlap. Nothing is allocated for a
 * transition.
 */
final class Worker {
    /** Enough look-ups at once to hide the latency of memory, few enough that a batch stays in the first-level cache. */
    private static final int BATCH = 256;

    private final Model model;
    private final Law[] laws;
    private final Fingerprints seen;
    private final Expander expander;
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
    private final long[] figures;
    private long stoodFor;
    /** Written and never read: without it the compiler would drop the loads that warm the table. */
    @SuppressWarnings("UnusedVariable")
    private volatile long sink;

    /** A worker with a symmetry of its own. */
    Worker(Subject subject, Fingerprints seen, int keyWords, Symmetry symmetry) {
        this.model = subject.model();
        this.laws = subject.laws().toArray(new Law[0]);
        this.seen = seen;
        this.expander = new Expander(subject, keyWords, symmetry);
        this.words = model.layout().words();
        this.state = new long[words];
        this.rest = new long[keyWords - 1];
        int most = BATCH + expander.mostSuccessors();
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
            int count = expander.successors(chunk, s * words, batchStates, batchSteps, batched);
            Arrays.fill(batchParents, batched, batched + count, parent + s - first);
            batched += count;
            if (batched >= BATCH) {
                flush(into);
            }
        }
        flush(into);
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
                if (parts == 1 || Fingerprints.part(print, parts) == part) {
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
                long weight = expander.weight(state, 0);
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
        expander.restore(counters.one("transitions"));
        stoodFor = counters.one("stood-for");
        counters.into("figures", figures);
        expander.firings().restore(counters);
    }

    long transitions() {
        return expander.transitions();
    }

    long stoodFor() {
        return stoodFor;
    }

    Firings firings() {
        return expander.firings();
    }

    /** A figure, joined with what other workers have measured. */
    long figure(int f, long soFar) {
        return model.figures().get(f).kind() == Figure.Kind.MAXIMUM ? Math.max(soFar, figures[f]) : soFar + figures[f];
    }
}
