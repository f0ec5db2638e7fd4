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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks in a graph for weakly fair runs that pass the premise of an {@code EVENTUALLY} and never reach its goal.
 *
 * <p>From some point on such a run stays in one strongly connected component of the states between premise and goal. They are found by
 * Tarjan's algorithm, without recursion, in what {@link OpenStates} leave. A component has a weakly fair run if and only if each fair step is
 * impossible in one of its states, or leads from one of its states to another. Then a run that keeps visiting all of it is fair; otherwise no
 * run in it is. A single state is a component, too: a run may stop there. With symmetry, {@link Unfolded} answers that for what the
 * component stands for.
 */
final class FairCycles {
    private static final int UNSEEN = 0;
    /** Its component is known. */
    private static final int DONE = -2;

    private final StateGraph graph;
    private final Law law;
    private final Limits limits;
    private final LimitCheck watch;
    private final OpenStates states;
    private final Edges edges;
    private final Unfolded unfolded;
    private final int[] fair;
    private final long[] state;

    private NumberSet looping = new NumberSet(0);
    /** For each state of a loop UNSEEN or DONE; while it is on the path, its number in the order of the visits, from 1. */
    private int[] order = new int[0];
    /** The number of the earliest state on the path that it leads to; once DONE, the number of its component. */
    private int[] low = new int[0];

    private int[] path = new int[64];
    private int pathLength;
    /** The states whose successors are being visited, and for each of them the end of its successors. */
    private int[] frames = new int[64];

    private int[] ends = new int[64];
    private Edges.Stay[] stays = new Edges.Stay[64];
    private int frameCount;
    private int[] successors = new int[64];
    private int visits;
    private int components;
    private final BitSet bad = new BitSet();
    private @Nullable Round found;
    private long mostBytes;

    /**
     * A search for runs that violate a property.
     *
     * @param law the place of the property among those of a subject
     * @param edges those of each thread, the caller's first
     */
    FairCycles(StateGraph graph, Team team, Edges[] edges, int law, Limits limits, LimitCheck watch) {
        this.graph = graph;
        this.edges = edges[0];
        this.law = this.edges.law(law);
        this.limits = limits;
        this.watch = watch;
        this.states = new OpenStates(graph, team, edges, watch, law);
        this.unfolded = new Unfolded(this.edges);
        this.fair = this.edges.fair();
        this.state = new long[graph.words()];
    }

    /**
     * A run that goes on forever: a way into a loop, and the loop.
     *
     * @param steps the way into the loop, and then once around it
     * @param loop how many steps come before the loop
     */
    record Round(List<Step> steps, int loop) {}

    /**
     * Looks at the whole graph; {@code EXHAUSTED} unless a limit stopped it.
     *
     * @param lasso finds the run to show, once there is one
     */
    End run(Function<FairCycles, Round> lasso) {
        if (graph.bytes() + OpenStates.bytesFor(graph.size()) > limits.bytes()) {
            return End.MEMORY;
        }
        End end = states.find();
        if (end != End.EXHAUSTED) {
            return end;
        }
        looping = states.looping();
        int size = looping.size();
        mostBytes = bytes(size);
        // If there is a violation, the ways to it take two more numbers a state at worst.
        if (mostBytes + (size > 0 ? 2L * graph.size() * Integer.BYTES : 0) > limits.bytes()) {
            return End.MEMORY;
        }
        looping.count();
        order = new int[size];
        low = new int[size];
        for (int number = looping.next(0, graph.size()); number >= 0; number = looping.next(number + 1, graph.size())) {
            if (order[looping.rank(number)] == UNSEEN) {
                end = visitFrom(number);
                if (end != End.EXHAUSTED) {
                    return end;
                }
            }
        }
        found = bad.isEmpty() ? null : lasso.apply(this);
        return End.EXHAUSTED;
    }

    /** The outcome, given how the search ended. */
    Outcome outcome(End end) {
        long premiseHeld = states.premiseHeld();
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
        return states.isTrigger(number);
    }

    /** Whether a state lies between a trigger and the goal. */
    boolean isBetween(int number) {
        return states.isBetween(number);
    }

    /** Whether a fair run can stay in a state's component. */
    boolean isBad(int number) {
        return looping.has(number) && bad.get(low[looping.rank(number)]);
    }

    /** Whether two states are of one component. */
    boolean together(int one, int another) {
        return isDone(one) && isDone(another) && low[looping.rank(one)] == low[looping.rank(another)];
    }

    private boolean isDone(int number) {
        return looping.has(number) && order[looping.rank(number)] == DONE;
    }

    /** Bytes of graph and sets, and of the rest for so many states. */
    private long bytes(int size) {
        return states.bytes()
                + Integer.BYTES * (graph.size() / (long) Long.SIZE + 2L * size + path.length + 2L * frames.length)
                + (long) Integer.BYTES * successors.length
                + unfolded.bytes();
    }

    long mostBytes() {
        return mostBytes;
    }

    private End visitFrom(int root) {
        enter(root);
        while (frameCount > 0) {
            if (watch.due()) {
                mostBytes = bytes(order.length);
                End end = watch.look(graph.size(), visits, graph.levels() - 1, frameCount, mostBytes);
                if (end != End.EXHAUSTED) {
                    return end;
                }
            }
            int at = frames[frameCount - 1];
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
            ends = Arrays.copyOf(ends, frameCount * 2);
            stays = Arrays.copyOf(stays, frameCount * 2);
        }
        if (pathLength == path.length) {
            path = Arrays.copyOf(path, pathLength * 2);
        }
        int count = edges.from(number);
        int end = frameCount == 0 ? 0 : ends[frameCount - 1];
        if (end + count > successors.length) {
            successors = Arrays.copyOf(successors, 2 * (end + count));
        }
        for (int i = 0; i < count; i++) {
            int to = edges.to(i);
            if (to != StateGraph.NONE && looping.has(to)) {
                successors[end++] = to;
            }
        }
        frames[frameCount] = number;
        stays[frameCount] = edges.stay(number, count);
        ends[frameCount++] = end;
        path[pathLength++] = number;
        int rank = looping.rank(number);
        order[rank] = ++visits;
        low[rank] = visits;
    }

    /** The next successor that is to be visited. */
    private int nextUnseen(int at) {
        int rank = looping.rank(at);
        int begin = frameCount == 1 ? 0 : ends[frameCount - 2];
        while (ends[frameCount - 1] > begin) {
            int to = successors[--ends[frameCount - 1]];
            int there = order[looping.rank(to)];
            if (there == UNSEEN) {
                return to;
            }
            if (there > 0) {
                low[rank] = Math.min(low[rank], there);
            }
        }
        return StateGraph.NONE;
    }

    private void leave(int number) {
        int rank = looping.rank(number);
        frameCount--;
        if (frameCount > 0) {
            int before = looping.rank(frames[frameCount - 1]);
            low[before] = Math.min(low[before], low[rank]);
        }
        if (low[rank] == order[rank]) {
            int first = pathLength - 1;
            while (path[first] != number) {
                first--;
            }
            for (int i = first; i < pathLength; i++) {
                order[looping.rank(path[i])] = DONE;
                low[looping.rank(path[i])] = components;
            }
            Edges.Stay stay = stays[frameCount];
            boolean known = first == pathLength - 1 && stay != Edges.Stay.IF_UNFOLDED;
            bad.set(components, known ? stay == Edges.Stay.YES : staysFair(first));
            components++;
            pathLength = first;
        }
    }

    /** Whether a fair run can stay in the component that ends the path. */
    private boolean staysFair(int first) {
        if (edges.isSymmetric()) {
            int root = path[first];
            graph.read(root, state);
            return unfolded.from(state, n -> together(n, root)).isFair();
        }
        BitSet unmet = new BitSet();
        unmet.set(0, fair.length);
        for (int i = first; i < pathLength && !unmet.isEmpty(); i++) {
            graph.read(path[i], state);
            for (int f = unmet.nextSetBit(0); f >= 0; f = unmet.nextSetBit(f + 1)) {
                int to = edges.after(state, fair[f]);
                boolean taken = to != StateGraph.NONE && together(to, path[i]);
                if (taken || !edges.steps()[fair[f]].enabled(state)) {
                    unmet.clear(f);
                }
            }
        }
        return unmet.isEmpty();
    }
}
