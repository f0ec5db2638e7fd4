package dev.stalemate.search;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Model;
import dev.stalemate.model.Property;
import dev.stalemate.model.Step;
import dev.stalemate.search.SearchResult.End;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exhaustive search level by level: every state of a scope, each counterexample as short as one can be, the same counts in every run.
 *
 * <p>Successors are collected in batches before their fingerprints are looked up, so that the table's cache misses overlap. Nothing is
 * allocated for a transition.
 */
public final class BreadthFirst {
    /** Enough look-ups in flight to hide memory latency, few enough that a batch stays in the first-level cache. */
    private static final int BATCH = 256;

    private static final int BATCHES_BETWEEN_REPORTS = 256;

    private final Model model;
    private final Limits limits;
    private final Monitor monitor;
    private final Step[] steps;
    private final int words;
    private final Judge judge;

    private final Fingerprints seen = new Fingerprints();
    private final Ancestry ancestry = new Ancestry();
    private Frontier level;
    private Frontier next;

    private final long[] state;
    private final long[] scratch;
    private final long[] batchStates;
    private final long[] batchPrints = new long[BATCH];
    private final int[] batchParents = new int[BATCH];
    private final int[] batchSteps = new int[BATCH];
    private int batched;
    private long batches;

    private final long[] taken;
    private final long[] figures;
    private long transitions;
    private int depth;
    private int expanding;
    private long peakBytes;
    private long started;
    /** Written and never read: without it the compiler would drop the loads that warm the table. */
    @SuppressWarnings("UnusedVariable")
    private volatile long sink;

    /**
     * A search of a model for the given properties.
     *
     * @throws IllegalStateException if the scope is too wide to list its steps
     */
    public BreadthFirst(Model model, List<Property> properties, Limits limits, Monitor monitor) {
        this.model = model;
        this.limits = limits;
        this.monitor = monitor;
        this.steps = model.steps().toArray(new Step[0]);
        if (steps.length > Ancestry.MOST_STEPS) {
            throw new IllegalStateException("scope " + model.scope().name() + " has " + steps.length
                    + " steps, more than the " + Ancestry.MOST_STEPS + " an exhaustive search can number");
        }
        this.words = model.layout().words();
        this.judge = new Judge(properties);
        this.level = new Frontier(words);
        this.next = new Frontier(words);
        this.state = new long[words];
        this.scratch = new long[words];
        this.batchStates = new long[BATCH * words];
        this.taken = new long[steps.length];
        this.figures = new long[model.figures().size()];
    }

    /** Explores until every state was seen, every property is violated, or a limit is reached. Call it once. */
    public SearchResult run() {
        started = System.nanoTime();
        transitions = 1; // the start, as SPIN counts
        long[] initial = model.initial();
        seen.add(Fingerprints.of(initial, 0, words));
        discover(initial, 0, 0, 0);
        End end = judge.settled() ? End.DECIDED : levels();
        measureMemory();
        return result(end);
    }

    private End levels() {
        while (next.size() > 0) {
            if (depth == limits.depth()) {
                return End.DEPTH;
            }
            Frontier expanded = level;
            level = next;
            next = expanded;
            next.clear();
            End end = expandLevel(ancestry.size() - level.size());
            if (end != End.EXHAUSTED) {
                return end;
            }
            measureMemory();
            depth += next.size() > 0 ? 1 : 0;
        }
        return End.EXHAUSTED;
    }

    /** Expands the level whose first state has the given number. */
    private End expandLevel(int first) {
        for (expanding = 0; expanding < level.size(); expanding++) {
            level.read(expanding, state);
            for (int i = 0; i < steps.length; i++) {
                if (steps[i].enabled(state)) {
                    System.arraycopy(state, 0, scratch, 0, words);
                    steps[i].apply(scratch);
                    taken[i]++;
                    End end = collect(first + expanding, i);
                    if (end != End.EXHAUSTED) {
                        return end;
                    }
                }
            }
        }
        return flush();
    }

    private End collect(int parent, int step) {
        System.arraycopy(scratch, 0, batchStates, batched * words, words);
        batchPrints[batched] = Fingerprints.of(scratch, 0, words);
        batchParents[batched] = parent;
        batchSteps[batched] = step;
        batched++;
        return batched == BATCH ? flush() : End.EXHAUSTED;
    }

    /** Looks up the batch; {@code EXHAUSTED} means that the search goes on. */
    private End flush() {
        int count = batched;
        batched = 0;
        End bound = bound(count);
        if (bound != End.EXHAUSTED) {
            return bound;
        }
        sink = seen.prefetch(batchPrints, count);
        transitions += count;
        for (int i = 0; i < count; i++) {
            if (seen.add(batchPrints[i])) {
                discover(batchStates, i * words, batchParents[i], batchSteps[i]);
                if (judge.settled()) {
                    return End.DECIDED;
                }
                if (seen.size() > limits.states()) {
                    return End.STATES;
                }
            }
        }
        return End.EXHAUSTED;
    }

    private End bound(int count) {
        if (!seen.room(count)) {
            if (!seen.canGrow() || bytes() - seen.bytes() + seen.bytesToGrow() > limits.bytes()) {
                return End.MEMORY;
            }
            seen.grow();
        }
        if (monitor.stopped()) {
            return End.INTERRUPTED;
        }
        if (batches++ % BATCHES_BETWEEN_REPORTS == 0) {
            long nanos = System.nanoTime() - started;
            monitor.progress(
                    new Monitor.Snapshot(seen.size(), transitions, depth, level.size() - expanding, nanos, bytes()));
            if (nanos > limits.time().toNanos()) {
                return End.TIME;
            }
            if (bytes() > limits.bytes()) {
                return End.MEMORY;
            }
        }
        return End.EXHAUSTED;
    }

    private void discover(long[] states, int offset, int parent, int step) {
        int number = ancestry.size();
        ancestry.add(parent, step);
        next.add(states, offset);
        System.arraycopy(states, offset, scratch, 0, words);
        judge.look(scratch, number);
        for (int i = 0; i < figures.length; i++) {
            figures[i] = model.figures().get(i).join(figures[i], scratch);
        }
    }

    private long bytes() {
        return seen.bytes() + ancestry.bytes() + level.bytes() + next.bytes();
    }

    private void measureMemory() {
        peakBytes = Math.max(peakBytes, bytes());
    }

    private SearchResult result(End end) {
        Map<String, Long> byLabel = new LinkedHashMap<>();
        String label = "";
        for (int i = 0; i < steps.length; i++) {
            // Steps of an action stand together, and a label costs as much as the action's domains are large.
            if (i == 0 || !steps[i].action().equals(steps[i - 1].action())) {
                label = steps[i].action().label();
            }
            byLabel.merge(label, taken[i], Long::sum);
        }
        Map<String, Long> costs = new LinkedHashMap<>();
        int f = 0;
        for (Figure figure : model.figures()) {
            costs.put(figure.name(), figures[f++]);
        }
        return new SearchResult(
                judge.outcomes(end, this::path),
                end,
                seen.size(),
                transitions,
                depth,
                System.nanoTime() - started,
                peakBytes,
                words == 1 ? 0 : Fingerprints.collisionProbability(seen.size()),
                byLabel,
                costs);
    }

    private List<Step> path(int number) {
        return Arrays.stream(ancestry.pathTo(number)).mapToObj(i -> steps[i]).toList();
    }
}
