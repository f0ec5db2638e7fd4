package dev.stalemate.search.progress;

import com.google.common.primitives.ImmutableLongArray;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every state in which runs of a small model end, and how many runs lead to each. All orders of the steps are counted.
 *
 * @param states each of them, in the order of their discovery
 * @param runs how many runs end in each
 * @param seen how many states the runs go through in all
 */
public record Endings(List<ImmutableLongArray> states, List<Long> runs, int seen) {
    public Endings {
        states = List.copyOf(states);
        runs = List.copyOf(runs);
    }

    /**
     * Looks at all runs of a model.
     *
     * @throws IllegalArgumentException if some run can go on forever
     * @throws ArithmeticException if there are more runs than a long can count
     */
    public static Endings of(Model model) {
        Walk walk = new Walk(model.steps());
        walk.from(ImmutableLongArray.copyOf(model.initial()));
        return walk.count();
    }

    /** A depth-first search: a state is listed after all that follow it. */
    private static final class Walk {
        private static final int OPEN = -1;

        private final List<Step> steps;
        private final Map<ImmutableLongArray, Integer> numbers = new HashMap<>();
        private final List<ImmutableLongArray> listed = new ArrayList<>();
        private final List<List<Integer>> next = new ArrayList<>();

        Walk(List<Step> steps) {
            this.steps = steps;
        }

        int from(ImmutableLongArray state) {
            Integer known = numbers.get(state);
            if (known != null) {
                if (known == OPEN) {
                    throw new IllegalArgumentException("a run can go on forever");
                }
                return known;
            }
            numbers.put(state, OPEN);
            List<Integer> successors = new ArrayList<>();
            for (Step step : steps) {
                long[] words = state.toArray();
                if (step.enabled(words)) {
                    step.apply(words);
                    successors.add(from(ImmutableLongArray.copyOf(words)));
                }
            }
            numbers.put(state, listed.size());
            listed.add(state);
            next.add(successors);
            return listed.size() - 1;
        }

        /** The states before a state are listed after it, so runs are counted from the end of the list. */
        Endings count() {
            long[] ways = new long[listed.size()];
            ways[ways.length - 1] = 1;
            List<ImmutableLongArray> ends = new ArrayList<>();
            List<Long> runs = new ArrayList<>();
            for (int i = ways.length - 1; i >= 0; i--) {
                for (int successor : next.get(i)) {
                    ways[successor] = Math.addExact(ways[successor], ways[i]);
                }
                if (next.get(i).isEmpty()) {
                    ends.add(listed.get(i));
                    runs.add(ways[i]);
                }
            }
            return new Endings(ends, runs, ways.length);
        }
    }
}
