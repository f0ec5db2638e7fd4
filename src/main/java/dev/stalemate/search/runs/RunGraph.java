package dev.stalemate.search.runs;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.search.LimitCheck;
import dev.stalemate.search.Limits;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.store.StateGraph;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The states within some steps of the initial one, numbered from 0, with every step between them that changes something. A state that
 * violates the property has no steps: runs end there.
 */
final class RunGraph {
    /** The distance of a state from which no violation is known to be reached. */
    static final int FAR = Integer.MAX_VALUE;

    private final StateGraph states;
    private final Law law;
    private final Limits limits;
    private final LimitCheck watch;
    private final BitSet violating = new BitSet();
    private final long[] state;
    private final long[] next;
    private int levels;
    private int expanded;
    /** The edges of state i are those from {@code begin[i]} up to {@code begin[i + 1]}, in the order of their steps. */
    private int[] begin = new int[1 << 10];

    private char[] step = new char[1 << 12];
    private int[] target = new int[1 << 12];
    private int edges;
    private int[] distance = new int[0];

    RunGraph(Model model, Law law, Limits limits, LimitCheck watch) {
        this.states = new StateGraph(model);
        this.law = law;
        this.limits = limits;
        this.watch = watch;
        this.state = new long[states.words()];
        this.next = new long[states.words()];
        discover(model.initial(), 0, 0);
    }

    Step[] steps() {
        return states.steps();
    }

    int size() {
        return states.size();
    }

    int edges() {
        return edges;
    }

    long bytes() {
        return states.bytes() + 4L * begin.length + 6L * step.length + 4L * distance.length;
    }

    /** Whether it has every state that a run can reach. */
    boolean isComplete() {
        return expanded == states.size();
    }

    boolean isViolating(int number) {
        return violating.get(number);
    }

    int firstEdge(int number) {
        return begin[number];
    }

    int endOfEdges(int number) {
        return begin[number + 1];
    }

    int step(int edge) {
        return step[edge];
    }

    int target(int edge) {
        return target[edge];
    }

    /** Fewest steps to a violation, or {@link #FAR}. */
    int distance(int number) {
        return distance[number];
    }

    /** The state that a step leads to; the same state if the step is not possible there. */
    int after(int number, int taken) {
        int edge = Arrays.binarySearch(step, begin[number], begin[number + 1], (char) taken);
        return edge < 0 ? number : target[edge];
    }

    /** Takes every step of the states that are furthest from the initial one; {@code EXHAUSTED} means that it could. */
    End extend() {
        int end = states.size();
        for (; expanded < end; expanded++) {
            End why = expand(expanded, end - expanded);
            if (why != End.EXHAUSTED) {
                return why;
            }
        }
        levels++;
        measure();
        return End.EXHAUSTED;
    }

    private End expand(int number, int left) {
        if (number + 1 == begin.length) {
            begin = Arrays.copyOf(begin, 2 * begin.length);
        }
        states.read(number, state);
        Step[] steps = states.steps();
        for (int i = 0; i < steps.length && !violating.get(number); i++) {
            if (steps[i].enabled(state)) {
                System.arraycopy(state, 0, next, 0, next.length);
                steps[i].apply(next);
                End why = bound(left);
                if (why != End.EXHAUSTED) {
                    return why;
                }
                int reached = discover(next, number, i);
                if (reached != number) {
                    connect(i, reached);
                }
            }
        }
        begin[number + 1] = edges;
        return End.EXHAUSTED;
    }

    private int discover(long[] reached, int parent, int by) {
        if (states.add(reached, parent, by)) {
            violating.set(states.size() - 1, law.violatedBy(reached));
            return states.size() - 1;
        }
        return states.find(reached);
    }

    private void connect(int by, int reached) {
        if (edges == step.length) {
            step = Arrays.copyOf(step, 2 * edges);
            target = Arrays.copyOf(target, 2 * edges);
        }
        step[edges] = (char) by;
        target[edges++] = reached;
    }

    private End bound(int left) {
        if (states.size() >= limits.states()) {
            return End.STATES;
        }
        if (!states.room()) {
            if (!states.canHold(1) || bytes() + states.bytesFor(1) > limits.bytes()) {
                return End.MEMORY;
            }
            states.grow();
        }
        return watch.due() ? watch.look(states.size(), edges, levels, left, bytes()) : End.EXHAUSTED;
    }

    /** Finds the distances from the violations, against the direction of the edges. */
    private void measure() {
        int[] to = new int[states.size() + 1];
        for (int e = 0; e < edges; e++) {
            to[target[e] + 1]++;
        }
        for (int i = 1; i < to.length; i++) {
            to[i] += to[i - 1];
        }
        int[] place = to.clone();
        int[] from = new int[edges];
        for (int i = 0; i < expanded; i++) {
            for (int e = begin[i]; e < begin[i + 1]; e++) {
                from[place[target[e]]++] = i;
            }
        }
        distance = new int[states.size()];
        Arrays.fill(distance, FAR);
        int[] queue = new int[states.size()];
        int waiting = 0;
        for (int i = violating.nextSetBit(0); i >= 0; i = violating.nextSetBit(i + 1)) {
            distance[i] = 0;
            queue[waiting++] = i;
        }
        for (int done = 0; done < waiting; done++) {
            int reached = queue[done];
            for (int e = to[reached]; e < to[reached + 1]; e++) {
                if (distance[from[e]] == FAR) {
                    distance[from[e]] = distance[reached] + 1;
                    queue[waiting++] = from[e];
                }
            }
        }
    }
}
