package dev.stalemate.search;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Model;
import dev.stalemate.model.Property;

/**
 * One thread of the search with its own model: expands states into candidates, and looks at those that turn out new.
 *
 * <p>Successors are collected in batches before they are looked up, so that the table's cache misses overlap. Nothing is allocated for a
 * transition.
 */
final class Worker {
    /** Enough look-ups in flight to hide memory latency, few enough that a batch stays in the first-level cache. */
    private static final int BATCH = 256;

    /** For one state among so many, the learnt steps are compared with the model's own. */
    private static final int BETWEEN_CHECKS = 1 << 10;

    private final Model model;
    private final Property[] properties;
    private final Fingerprints seen;
    private final StepTrees trees;
    private final StepGroups groups;
    private final int words;
    private final long[] state;
    private final long[] key;

    private final long[] batchStates;
    private final long[] batchPrints = new long[BATCH];
    private final int[] batchParents = new int[BATCH];
    private final int[] batchSteps = new int[BATCH];
    private int batched;

    private final Firings firings;
    private final long[] figures;
    private long transitions;
    private long expanded;
    /** Written and never read: without it the compiler would drop the loads that warm the table. */
    @SuppressWarnings("UnusedVariable")
    private volatile long sink;

    Worker(Subject subject, Fingerprints seen, int keyWords) {
        this.model = subject.model();
        this.properties = subject.properties().toArray(new Property[0]);
        this.seen = seen;
        this.trees = new StepTrees(model);
        this.words = model.layout().words();
        this.groups = new StepGroups(trees, words);
        this.state = new long[words];
        this.key = new long[keyWords];
        // One more than a batch: where a step's successor is written before it is known to be one.
        this.batchStates = new long[(BATCH + 1) * words];
        this.firings = new Firings(trees.steps());
        this.figures = new long[model.figures().size()];
    }

    /** Expands states {@code first} to {@code end} of a chunk; what may be new goes to {@code into}. */
    void expand(long[] chunk, int first, int end, int parent, Candidates into) {
        into.clear();
        for (int s = first; s < end; s++) {
            System.arraycopy(chunk, s * words, state, 0, words);
            if (expanded++ % BETWEEN_CHECKS == 0) {
                trees.verify(state);
            }
            int possible = groups.possible(state);
            for (int i = 0; i < possible; i++) {
                int step = groups.steps[i];
                if (trees.apply(step, groups.leaves[i], state, batchStates, batched * words)) {
                    firings.taken(step, expanded);
                    batchPrints[batched] = Fingerprints.of(batchStates, batched * words, words);
                    batchParents[batched] = parent + s - first;
                    batchSteps[batched] = step;
                    if (++batched == BATCH) {
                        flush(into);
                    }
                }
            }
        }
        flush(into);
    }

    private void flush(Candidates into) {
        sink = seen.prefetch(batchPrints, batched);
        transitions += batched;
        for (int i = 0; i < batched; i++) {
            Fingerprints.key(batchStates, i * words, words, batchPrints[i], key);
            if (!seen.contains(key)) {
                into.add(batchStates, i * words, batchPrints[i], batchParents[i], batchSteps[i]);
            }
        }
        batched = 0;
    }

    /** Keeps those of a share's candidates that are the first of their state: adds them to the table, and looks at them. */
    void settle(int share, Candidates candidates, FirstClaims claims, Judge judge, Judge.Look look) {
        look.clear();
        int kept = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (claims.isFirst(share, i)) {
                candidates.keep(i, kept);
                int offset = candidates.offset(kept);
                Fingerprints.key(candidates.states(), offset, words, candidates.print(kept), key);
                seen.add(key);
                System.arraycopy(candidates.states(), offset, state, 0, words);
                look.at(properties, judge, state, kept);
                figures();
                kept++;
            }
        }
        candidates.truncate(kept);
    }

    private void figures() {
        for (int f = 0; f < figures.length; f++) {
            figures[f] = model.figures().get(f).join(figures[f], state);
        }
    }

    long transitions() {
        return transitions;
    }

    Firings firings() {
        return firings;
    }

    /** A figure joined with what it is so far elsewhere. */
    long figure(int f, long soFar) {
        return model.figures().get(f).kind() == Figure.Kind.MAXIMUM ? Math.max(soFar, figures[f]) : soFar + figures[f];
    }
}
