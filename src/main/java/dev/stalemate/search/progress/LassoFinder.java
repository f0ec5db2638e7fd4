package dev.stalemate.search.progress;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.store.StateGraph;
import dev.stalemate.search.symmetry.Symmetry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Finds a lasso: a way into a loop around which a fair run can go forever, and once around it. The way in is a shortest one. The loop goes
 * to the nearest state that satisfies one more fair step, until all are satisfied, and back. With symmetry, both are those of a real run.
 */
final class LassoFinder {
    private final StateGraph graph;
    private final FairCycles cycles;
    private final Edges edges;
    private final Symmetry symmetry;
    private final Model model;
    private final int[] fair;
    private final int[] levels;
    private final long[] state;

    /** A search for a lasso in the loops that were found. */
    LassoFinder(StateGraph graph, FairCycles cycles, Edges edges, Symmetry symmetry) {
        this.graph = graph;
        this.cycles = cycles;
        this.edges = edges;
        this.symmetry = symmetry;
        this.model = edges.subject().model();
        this.fair = edges.fair();
        this.levels =
                IntStream.rangeClosed(0, graph.levels()).map(graph::firstOf).toArray();
        this.state = new long[graph.words()];
    }

    /** The lasso at the nearest loop, or the way to the nearest state where a run may stop, if that is shorter. */
    FairCycles.Round shortest() {
        ShortestPaths ways = new ShortestPaths(edges, cycles::isBetween);
        int entry = ways.nearestByWayOf(levels, cycles::isTrigger, cycles::isBad, Integer.MAX_VALUE);
        List<Step> steps = way(ways, entry);
        int loop = steps.size();
        around(entry, steps).steps().forEach(i -> steps.add(edges.steps()[i]));
        int stop = ways.nearestByWayOf(levels, cycles::isTrigger, n -> cycles.isBad(n) && mayStop(n), steps.size() - 1);
        if (stop != StateGraph.NONE) {
            List<Step> shorter = way(ways, stop);
            return new FairCycles.Round(shorter, shorter.size());
        }
        return new FairCycles.Round(steps, loop);
    }

    private List<Step> way(ShortestPaths ways, int end) {
        int[] toTrigger = graph.pathTo(ways.source(end));
        return new ArrayList<>(symmetry.unfold(
                model,
                IntStream.concat(IntStream.of(toTrigger), IntStream.of(ways.to(end)))
                        .toArray()));
    }

    private boolean mayStop(int number) {
        graph.read(number, state);
        for (int f : fair) {
            if (edges.steps()[f].enabled(state)) {
                return false;
            }
        }
        return true;
    }

    private Around around(int entry, List<Step> way) {
        if (!edges.isSymmetric()) {
            return new Around(edges, entry, n -> cycles.together(n, entry));
        }
        long[] real = model.initial();
        way.forEach(step -> step.apply(real));
        return new Around(
                new Unfolded(edges).from(real, n -> cycles.together(n, entry)).whole(), 0, n -> true);
    }

    /** Once around the loop from a state. */
    private final class Around {
        private final Moves moves;
        private final int start;
        private final IntPredicate isInside;
        private final ShortestPaths inside;
        private final BitSet unmet = new BitSet();
        private final List<Integer> steps = new ArrayList<>();
        private int at;

        Around(Moves moves, int start, IntPredicate isInside) {
            this.moves = moves;
            this.start = start;
            this.at = start;
            this.isInside = isInside;
            this.inside = new ShortestPaths(moves, isInside);
            unmet.set(0, fair.length);
        }

        /** The numbers of the steps; none if a run may stop at the start. */
        List<Integer> steps() {
            look();
            while (!unmet.isEmpty()) {
                int before = unmet.cardinality();
                walk(inside.to(inside.nearest(at, this::helps)));
                if (unmet.cardinality() == before) {
                    walk(fairStepInside());
                }
            }
            walk(inside.to(inside.nearest(at, n -> n == start)));
            return steps;
        }

        private void walk(int... way) {
            for (int step : way) {
                moves.read(at, state);
                at = moves.after(state, step);
                steps.add(step);
                for (int f = unmet.nextSetBit(0); f >= 0; f = unmet.nextSetBit(f + 1)) {
                    unmet.set(f, fair[f] != step);
                }
                look();
            }
        }

        /** Crosses off the fair steps that are not possible here. */
        private void look() {
            moves.read(at, state);
            for (int f = unmet.nextSetBit(0); f >= 0; f = unmet.nextSetBit(f + 1)) {
                unmet.set(f, moves.steps()[fair[f]].enabled(state));
            }
        }

        private boolean helps(int number) {
            moves.read(number, state);
            return unmet.stream().anyMatch(f -> !moves.steps()[fair[f]].enabled(state) || staysInside(f));
        }

        private int fairStepInside() {
            moves.read(at, state);
            return fair[unmet.stream().filter(this::staysInside).findFirst().orElseThrow()];
        }

        private boolean staysInside(int f) {
            int to = moves.after(state, fair[f]);
            return to != StateGraph.NONE && isInside.test(to);
        }
    }
}
