package dev.stalemate.search.progress;

import dev.stalemate.model.Law;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.LimitCheck;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.store.StateGraph;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks in a graph for weakly fair runs that pass the premise of an {@code EVENTUALLY} and never reach its goal.
 *
 * <p>From some point on such a run stays in one strongly connected component of the states between premise and goal (found by Tarjan's
 * algorithm, without recursion). A component has a weakly fair run if and only if each fair step is impossible in one of its states, or
 * leads from one of its states to another. Then a run that keeps visiting all of it is fair; otherwise no run in it is. A single state is
 * a component, too: a run may stop there.
 */
final class FairCycles {
    private static final int UNSEEN = 0;
    private static final int GOAL = -1;
    /** Its component is known. */
    private static final int DONE = -2;

    private final StateGraph graph;
    private final Law law;
    private final Limits limits;
    private final LimitCheck watch;
    private final int[] fair;
    private final long[] state;
    private final long[] other;

    /** For each state UNSEEN, GOAL or DONE; while it is on the path, its number in the order of the visits, from 1. */
    private int[] order = new int[0];
    /** The number of the earliest state on the path that it leads to; once DONE, the number of its component. */
    private int[] low = new int[0];

    private int[] path = new int[64];
    private int pathLength;
    private int[] frames = new int[64];
    private int[] nextSteps = new int[64];
    private int frameCount;
    private int visits;
    private int components;

    private final BitSet triggers = new BitSet();
    private final BitSet bad = new BitSet();
    private long premiseHeld;
    private @Nullable Round found;

    FairCycles(StateGraph graph, Law law, Limits limits, LimitCheck watch) {
        this.graph = graph;
        this.law = law;
        this.limits = limits;
        this.watch = watch;
        Step[] steps = graph.steps();
        this.fair = IntStream.range(0, steps.length)
                .filter(i -> steps[i].action().fair())
                .toArray();
        this.state = new long[graph.words()];
        this.other = new long[graph.words()];
    }

    /**
     * A run that goes on forever: a way into a loop, and the loop.
     *
     * @param steps the way into the loop, and then once around it
     * @param loop how many steps come before the loop
     */
    record Round(List<Step> steps, int loop) {}

    /** Looks at the whole graph; {@code EXHAUSTED} unless a limit stopped it. */
    End run() {
        int size = graph.size();
        // Order, low, path, frames and, if there is a violation, the ways to it: about eight ints a state at worst.
        if (graph.bytes() + (long) size * 8 * Integer.BYTES > limits.bytes()) {
            return End.MEMORY;
        }
        order = new int[size];
        low = new int[size];
        for (int number = 0; number < size; number++) {
            graph.read(number, state);
            if (law.premise().test(state)) {
                premiseHeld++;
                if (!law.holds().test(state)) {
                    triggers.set(number);
                    End end = order[number] == UNSEEN ? visitFrom(number) : End.EXHAUSTED;
                    if (end != End.EXHAUSTED) {
                        return end;
                    }
                }
            }
        }
        found = bad.isEmpty() ? null : new LassoFinder(graph, this, fair).shortest();
        return End.EXHAUSTED;
    }

    /** The outcome, given how the search ended. */
    Outcome outcome(End end) {
        if (found != null) {
            return new Outcome(law, Verdict.VIOLATED, found.steps(), premiseHeld, found.loop());
        }
        if (end != End.EXHAUSTED) {
            return new Outcome(law, Verdict.UNDECIDED, List.of(), premiseHeld);
        }
        return new Outcome(law, premiseHeld == 0 ? Verdict.VACUOUS : Verdict.HOLDS, List.of(), premiseHeld);
    }

    /** Whether the premise holds in a state and the goal does not. */
    boolean isTrigger(int number) {
        return triggers.get(number);
    }

    /** Whether a state lies between a trigger and the goal. */
    boolean isBetween(int number) {
        return order[number] == DONE;
    }

    /** Whether a fair run can stay in a state's component. */
    boolean isBad(int number) {
        return isBetween(number) && bad.get(low[number]);
    }

    /** Whether two states are between premise and goal, and of one component. */
    boolean together(int one, int another) {
        return isBetween(one) && isBetween(another) && low[one] == low[another];
    }

    long bytes() {
        return (long) (order.length + low.length + path.length + 2 * frames.length) * Integer.BYTES;
    }

    private End visitFrom(int root) {
        enter(root);
        while (frameCount > 0) {
            if (watch.due()) {
                End end = watch.look(graph.size(), visits, graph.levels() - 1, frameCount, graph.bytes() + bytes());
                if (end != End.EXHAUSTED) {
                    return end;
                }
            }
            int at = frames[frameCount - 1];
            graph.read(at, state);
            int child = nextUnseen(at);
            if (child == StateGraph.NONE) {
                leave(at);
            } else {
                enter(child);
            }
        }
        return End.EXHAUSTED;
    }

    private void enter(int number) {
        if (frameCount == frames.length) {
            frames = Arrays.copyOf(frames, frameCount * 2);
            nextSteps = Arrays.copyOf(nextSteps, frameCount * 2);
        }
        if (pathLength == path.length) {
            path = Arrays.copyOf(path, pathLength * 2);
        }
        frames[frameCount] = number;
        nextSteps[frameCount++] = 0;
        path[pathLength++] = number;
        order[number] = ++visits;
        low[number] = visits;
    }

    /** The next successor that is to be visited; {@code state} is that of {@code at}. */
    private int nextUnseen(int at) {
        for (int i = nextSteps[frameCount - 1]; i < graph.steps().length; i++) {
            int to = graph.after(state, i);
            if (to == StateGraph.NONE) {
                continue;
            }
            if (order[to] > 0) {
                low[at] = Math.min(low[at], order[to]);
            } else if (order[to] == UNSEEN) {
                graph.read(to, other);
                if (!law.holds().test(other)) {
                    nextSteps[frameCount - 1] = i + 1;
                    return to;
                }
                order[to] = GOAL;
            }
        }
        return StateGraph.NONE;
    }

    private void leave(int number) {
        frameCount--;
        if (frameCount > 0) {
            int before = frames[frameCount - 1];
            low[before] = Math.min(low[before], low[number]);
        }
        if (low[number] == order[number]) {
            int first = pathLength - 1;
            while (path[first] != number) {
                first--;
            }
            for (int i = first; i < pathLength; i++) {
                order[path[i]] = DONE;
                low[path[i]] = components;
            }
            bad.set(components, staysFair(first));
            components++;
            pathLength = first;
        }
    }

    /** Whether a fair run can stay in the component that ends the path. */
    private boolean staysFair(int first) {
        BitSet unmet = new BitSet();
        unmet.set(0, fair.length);
        for (int i = first; i < pathLength && !unmet.isEmpty(); i++) {
            graph.read(path[i], other);
            for (int f = unmet.nextSetBit(0); f >= 0; f = unmet.nextSetBit(f + 1)) {
                int to = graph.after(other, fair[f]);
                boolean taken = to != StateGraph.NONE && together(to, path[i]);
                if (taken || !graph.steps()[fair[f]].enabled(other)) {
                    unmet.clear(f);
                }
            }
        }
        return unmet.isEmpty();
    }
}
