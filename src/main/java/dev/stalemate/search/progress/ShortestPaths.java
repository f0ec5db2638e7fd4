package dev.stalemate.search.progress;

import dev.stalemate.search.store.StateGraph;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Shortest paths among some numbered states. */
final class ShortestPaths {
    private static final int SOURCE = -1;

    private final Moves moves;
    private final IntPredicate among;
    private final long[] state;
    /** For each state the number of the one before it plus one, or SOURCE; 0 if it was not reached. */
    private final int[] before;

    private final char[] by;
    private int[] queue = new int[64];
    private int queued;

    /** Paths that enter no other states than these. */
    ShortestPaths(Moves moves, IntPredicate among) {
        this.moves = moves;
        this.among = among;
        this.state = new long[moves.words()];
        this.before = new int[moves.size()];
        this.by = new char[moves.size()];
    }

    /** The accepted state that is nearest to a state, which may be that state itself; {@link StateGraph#NONE} if there is none. */
    int nearest(int start, IntPredicate accepted) {
        forget();
        reach(start, SOURCE, 0);
        return search(accepted, Integer.MAX_VALUE, new int[1], number -> false);
    }

    /**
     * The accepted state with the shortest path from the initial state, which first leads to a source and then stays among the states.
     *
     * @param levels the first state of each level, and the number of all states
     * @param most how many steps the path may have
     * @return {@link StateGraph#NONE} if there is no such state
     */
    int nearestByWayOf(int[] levels, IntPredicate source, IntPredicate accepted, int most) {
        forget();
        return search(accepted, most, levels, source);
    }

    /** Level by level; a source joins at the level where it was discovered. */
    private int search(IntPredicate accepted, int most, int[] levels, IntPredicate source) {
        int head = 0;
        int last = levels.length - 1;
        for (int level = 0; level <= most && (head < queued || level < last); level++) {
            for (int i = levels[Math.min(level, last)]; level < last && i < levels[level + 1]; i++) {
                if (source.test(i)) {
                    reach(i, SOURCE, 0);
                }
            }
            int end = queued;
            for (int i = head; i < end; i++) {
                if (accepted.test(queue[i])) {
                    return queue[i];
                }
            }
            for (; head < end; head++) {
                expand(queue[head]);
            }
        }
        return StateGraph.NONE;
    }

    private void expand(int number) {
        moves.read(number, state);
        for (int i = 0; i < moves.steps().length; i++) {
            int to = moves.after(state, i);
            if (to != StateGraph.NONE && among.test(to)) {
                reach(to, number + 1, i);
            }
        }
    }

    private void reach(int number, int from, int step) {
        if (before[number] == 0) {
            before[number] = from;
            by[number] = (char) step;
            if (queued == queue.length) {
                queue = Arrays.copyOf(queue, queued * 2);
            }
            queue[queued++] = number;
        }
    }

    private void forget() {
        for (int i = 0; i < queued; i++) {
            before[queue[i]] = 0;
        }
        queued = 0;
    }

    /** The source that the last search's path to a state starts from. */
    int source(int end) {
        int at = end;
        while (before[at] != SOURCE) {
            at = before[at] - 1;
        }
        return at;
    }

    /** The numbers of the steps from the source to a state that the last search found. */
    int[] to(int end) {
        int length = 0;
        for (int at = end; before[at] != SOURCE; at = before[at] - 1) {
            length++;
        }
        int[] steps = new int[length];
        for (int at = end; before[at] != SOURCE; at = before[at] - 1) {
            steps[--length] = by[at];
        }
        return steps;
    }
}
