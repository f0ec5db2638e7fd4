package dev.stalemate.search.progress;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Kind;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.LimitCheck;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.SearchResult.Level;
import dev.stalemate.search.steps.Firings;
import dev.stalemate.search.store.StateGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides properties of progress: {@link Kind#EVENTUALLY} and {@link Kind#DEADLOCK_FREE}. It is exact: states are compared whole, and without
 * symmetry.
 *
 * <p>First every state is reached, breadth-first, and checked for a deadlock. Then {@link FairCycles} looks for runs that go on forever. If a
 * bound ends the first part, it looks at the part of the graph that was reached: a loop there is a loop in the whole graph.
 */
public final class ProgressSearch {
    private final Model model;
    private final List<Law> laws;
    private final Limits limits;
    private final LimitCheck watch;
    private final StateGraph graph;
    private final long[] state;
    private final long[] next;
    private final int[] stuck;
    private final long[] premiseHeld;
    private final Firings firings;
    private final long[] possible;
    private final long[] figures;
    private long transitions = 1; // the start, as SPIN counts
    private int depth;
    private int expanded;
    private int levelStates;
    private int open;
    private long peakBytes;

    /**
     * A search of a model for the given properties of progress.
     *
     * @throws IllegalStateException if the scope is too wide to list its steps
     * @throws IllegalArgumentException if a property is of another kind
     */
    public ProgressSearch(Model model, List<Law> laws, Limits limits, Monitor monitor) {
        for (Law law : laws) {
            if (!law.kind().isProgress()) {
                throw new IllegalArgumentException(law.name() + " is not a property of progress");
            }
        }
        this.model = model;
        this.laws = List.copyOf(laws);
        this.limits = limits;
        this.watch = new LimitCheck(limits, monitor);
        this.graph = new StateGraph(model);
        this.state = new long[graph.words()];
        this.next = new long[graph.words()];
        this.stuck = new int[laws.size()];
        Arrays.fill(stuck, StateGraph.NONE);
        this.premiseHeld = new long[laws.size()];
        this.firings = new Firings(graph.steps());
        this.possible = new long[firings.actionWords()];
        this.figures = new long[model.figures().size()];
        this.open = laws.size();
    }

    /** Explores until every property has its answer, or a limit is reached. Call it once. */
    public SearchResult run() {
        End explorationEnd = explore();
        End end = explorationEnd;
        peakBytes = graph.bytes();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < laws.size(); i++) {
            if (laws.get(i).kind() == Kind.DEADLOCK_FREE) {
                outcomes.add(deadlock(i, explorationEnd));
            } else {
                FairCycles cycles = new FairCycles(graph, laws.get(i), limits, watch);
                // If time or memory ran out before, or the user stopped the search, nothing is left for this.
                End analysed = canBeAnalysed(explorationEnd) ? cycles.run() : explorationEnd;
                end = analysed == End.EXHAUSTED ? end : analysed;
                outcomes.add(cycles.outcome(analysed == End.EXHAUSTED ? explorationEnd : analysed));
                peakBytes = Math.max(peakBytes, graph.bytes() + cycles.bytes());
            }
        }
        return result(outcomes, end);
    }

    private static boolean canBeAnalysed(End end) {
        return end == End.EXHAUSTED || end == End.STATES || end == End.DEPTH;
    }

    /** {@code EXHAUSTED} if every state was reached. */
    private End explore() {
        graph.beginLevel(0);
        discover(model.initial(), 0, 0);
        for (int first = 0; first < graph.size(); ) {
            int end = graph.size();
            expanded = 0;
            levelStates = end - first;
            if (depth == limits.depth()) {
                return End.DEPTH;
            }
            for (int i = first; i < end; i++) {
                End why = expand(i, end - i);
                if (why != End.EXHAUSTED) {
                    return why;
                }
                expanded++;
            }
            first = end;
            if (graph.size() > end) {
                graph.beginLevel(end);
                depth++;
            }
        }
        return End.EXHAUSTED;
    }

    private End expand(int number, int left) {
        graph.read(number, state);
        Step[] steps = graph.steps();
        boolean ends = true;
        for (int i = 0; i < steps.length; i++) {
            if (!steps[i].enabled(state)) {
                continue;
            }
            ends = false;
            System.arraycopy(state, 0, next, 0, next.length);
            steps[i].apply(next);
            firings.taken(i, 1);
            firings.mark(i, possible);
            transitions++;
            discover(next, number, i);
            End why = bound(left);
            if (why != End.EXHAUSTED) {
                return why;
            }
        }
        firings.enabled(possible, 1);
        return lookForDeadlock(number, ends) ? End.DECIDED : End.EXHAUSTED;
    }

    private void discover(long[] reached, int parent, int step) {
        if (graph.add(reached, parent, step)) {
            for (int i = 0; i < figures.length; i++) {
                figures[i] = model.figures().get(i).join(figures[i], reached, 1);
            }
        }
    }

    private End bound(int left) {
        if (graph.size() > limits.states()) {
            return End.STATES;
        }
        if (!graph.room()) {
            if (!graph.canGrow() || graph.bytes() + graph.bytesToGrow() > limits.bytes()) {
                return End.MEMORY;
            }
            graph.grow();
        }
        return watch.due() ? watch.look(graph.size(), transitions, depth, left, graph.bytes()) : End.EXHAUSTED;
    }

    /** Whether every property is decided; an {@code EVENTUALLY} never is before every state was reached. */
    private boolean lookForDeadlock(int number, boolean ends) {
        for (int i = 0; i < laws.size(); i++) {
            Law law = laws.get(i);
            if (law.kind() == Kind.DEADLOCK_FREE
                    && stuck[i] == StateGraph.NONE
                    && law.premise().test(state)) {
                premiseHeld[i]++;
                if (ends && !law.holds().test(state)) {
                    stuck[i] = number;
                    open--;
                }
            }
        }
        return open == 0 && !laws.isEmpty();
    }

    private Outcome deadlock(int i, End end) {
        Law law = laws.get(i);
        if (stuck[i] != StateGraph.NONE) {
            List<Step> path = Arrays.stream(graph.pathTo(stuck[i]))
                    .mapToObj(s -> graph.steps()[s])
                    .toList();
            return new Outcome(law, Verdict.VIOLATED, path, premiseHeld[i]);
        }
        if (end != End.EXHAUSTED) {
            return new Outcome(law, Verdict.UNDECIDED, List.of(), premiseHeld[i]);
        }
        Verdict verdict = premiseHeld[i] == 0 ? Verdict.VACUOUS : Verdict.HOLDS;
        return new Outcome(law, verdict, List.of(), premiseHeld[i]);
    }

    private SearchResult result(List<Outcome> outcomes, End end) {
        Map<String, Long> costs = new LinkedHashMap<>();
        int f = 0;
        for (Figure figure : model.figures()) {
            costs.put(figure.name(), figures[f++]);
        }
        return new SearchResult(
                outcomes,
                end,
                graph.size(),
                transitions,
                depth,
                end.isLimit() ? new Level(expanded, levelStates) : Level.NONE,
                watch.nanos(),
                peakBytes,
                SearchResult.Collisions.NONE,
                SearchResult.SymmetryUse.none(graph.size()),
                Firings.byLabel(List.of(firings)),
                costs);
    }
}
