package dev.stalemate.search.progress;

import dev.stalemate.search.store.StateGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds a lasso: a way into a loop around which a fair run can go forever, and once around it. The way in is a shortest one. The loop goes
 * to the nearest state that satisfies one more fair step, until all are satisfied, and back.
 */
final class LassoFinder {
    private final StateGraph graph;
    private final FairCycles cycles;
    private final int[] fair;
    private final long[] state;

    LassoFinder(StateGraph graph, FairCycles cycles, int[] fair) {
        this.graph = graph;
        this.cycles = cycles;
        this.fair = fair;
        this.state = new long[graph.words()];
    }

    /** The lasso at the nearest loop, or the way to the nearest state where a run may stop, if that is shorter. */
    FairCycles.Round shortest() {
        ShortestPaths ways = new ShortestPaths(graph, cycles::isBetween);
        int entry = ways.nearestByWayOf(cycles::isTrigger, cycles::isBad, Integer.MAX_VALUE);
        List<Integer> steps = way(ways, entry);
        int loop = steps.size();
        steps.addAll(new Around(entry).steps());
        int stop = ways.nearestByWayOf(cycles::isTrigger, n -> cycles.isBad(n) && mayStop(n), steps.size() - 1);
        if (stop != StateGraph.NONE) {
            steps = way(ways, stop);
            loop = steps.size();
        }
        return new FairCycles.Round(steps.stream().map(i -> graph.steps()[i]).toList(), loop);
    }

    private List<Integer> way(ShortestPaths ways, int end) {
        int[] toTrigger = graph.pathTo(ways.source(end));
        List<Integer> steps = new ArrayList<>();
        IntStream.concat(IntStream.of(toTrigger), IntStream.of(ways.to(end))).forEach(steps::add);
        return steps;
    }

    private boolean mayStop(int number) {
        graph.read(number, state);
        for (int f : fair) {
            if (graph.steps()[f].enabled(state)) {
                return false;
            }
        }
        return true;
    }

    /** Once around the loop from a state. */
    private final class Around {
        private final int start;
        private final ShortestPaths inside;
        private final BitSet unmet = new BitSet();
        private final List<Integer> steps = new ArrayList<>();
        private int at;

        Around(int start) {
            this.start = start;
            this.at = start;
            this.inside = new ShortestPaths(graph, n -> cycles.together(n, start));
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
                graph.read(at, state);
                at = graph.after(state, step);
                steps.add(step);
                for (int f = unmet.nextSetBit(0); f >= 0; f = unmet.nextSetBit(f + 1)) {
                    unmet.set(f, fair[f] != step);
                }
                look();
            }
        }

        /** Crosses off the fair steps that are not possible here. */
        private void look() {
            graph.read(at, state);
            for (int f = unmet.nextSetBit(0); f >= 0; f = unmet.nextSetBit(f + 1)) {
                unmet.set(f, graph.steps()[fair[f]].enabled(state));
            }
        }

        private boolean helps(int number) {
            graph.read(number, state);
            return unmet.stream().anyMatch(f -> !graph.steps()[fair[f]].enabled(state) || staysInside(f));
        }

        private int fairStepInside() {
            graph.read(at, state);
            return fair[unmet.stream().filter(this::staysInside).findFirst().orElseThrow()];
        }

        private boolean staysInside(int f) {
            int to = graph.after(state, fair[f]);
            return to != StateGraph.NONE && cycles.together(to, start);
        }
    }
}
