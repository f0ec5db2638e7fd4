package dev.stalemate.pathfinder.agent;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;

/** The graph of the states of code, and which of them no run leads to an end from: threads block each other or wait for ever there. */
final class Ends {
    /** The state at each depth of the current path; the initial one, -1, is at depth 0. */
    private int[] path = {-1};

    /** Steps, two numbers each: from and to, both one more than the state's number. */
    private int[] steps = new int[1024];

    private int used;
    private int states = 1;
    private final BitSet ends = new BitSet();

    /** A step led to a state at a depth; whether all threads have ended there. */
    void advanced(int depth, int state, boolean ended) {
        if (depth >= path.length) {
            path = Arrays.copyOf(path, 2 * depth);
        }
        path[depth] = state;
        if (used == steps.length) {
            steps = Arrays.copyOf(steps, 2 * used);
        }
        steps[used++] = path[depth - 1] + 1;
        steps[used++] = state + 1;
        states = Math.max(states, state + 2);
        if (ended) {
            ends.set(state + 1);
        }
    }

    /** How many states there are from which no run comes to an end. */
    int without() {
        int[] first = new int[states + 1];
        for (int i = 1; i < used; i += 2) {
            first[steps[i] + 1]++;
        }
        for (int s = 0; s < states; s++) {
            first[s + 1] += first[s];
        }
        int[] into = new int[used / 2];
        int[] next = first.clone();
        for (int i = 0; i < used; i += 2) {
            into[next[steps[i + 1]]++] = steps[i];
        }
        BitSet found = (BitSet) ends.clone();
        ArrayDeque<Integer> waiting = new ArrayDeque<>();
        found.stream().forEach(waiting::add);
        while (!waiting.isEmpty()) {
            int to = waiting.pop();
            for (int i = first[to]; i < first[to + 1]; i++) {
                if (!found.get(into[i])) {
                    found.set(into[i]);
                    waiting.push(into[i]);
                }
            }
        }
        return states - found.cardinality();
    }
}
