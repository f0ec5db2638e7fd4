package dev.stalemate.search;

import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A breadth-first search that asks for reductions and keeps the proviso, without a thought of speed.
 *
 * @param seen what the states print as, and the states, in the order of their discovery
 * @param deadlocks the states among them where nothing is possible
 * @param taken the steps that were taken
 * @param reduced in how many states less than every possible step was taken
 * @param verdicts what it says of each property
 */
record ReducedSearch(
        Map<Map<String, String>, long[]> seen,
        Set<Map<String, String>> deadlocks,
        Set<String> taken,
        int reduced,
        Map<String, Verdict> verdicts) {
    /** When a part of the possible steps may be taken. */
    enum Proviso {
        /** Never: the search without reduction. */
        EVERY_STEP,
        /** Where it leads to a state that is new at the start of a block: what {@link PartialOrder} asks for. */
        NEW_STATE,
        /** Always: a planted bug. */
        DROPPED
    }

    /** What the states print as. */
    Set<Map<String, String>> states() {
        return seen.keySet();
    }

    /** The states. */
    Collection<long[]> packed() {
        return seen.values();
    }

    /** What a search does not see where states are put off for ever, or a dependence is overlooked. */
    List<String> missedOf(ReducedSearch all) {
        List<String> missed = new ArrayList<>();
        if (!deadlocks.equals(all.deadlocks)) {
            missed.add("deadlocks: " + deadlocks + " of " + all.deadlocks);
        }
        if (!taken.equals(all.taken)) {
            missed.add("steps: " + taken + " of " + all.taken);
        }
        if (!verdicts.equals(all.verdicts)) {
            missed.add("verdicts: " + verdicts + " for " + all.verdicts);
        }
        return missed;
    }

    /** Searches a model; each level is cut into blocks of so many states. */
    static ReducedSearch of(Model model, List<Law> laws, PartialOrder order, Proviso proviso, int blockSize) {
        return new Run(model, laws, order, proviso).levels(blockSize);
    }

    /** Searches a model without reduction. */
    static ReducedSearch full(Model model, List<Law> laws) {
        return of(model, laws, PartialOrder.of(model, laws), Proviso.EVERY_STEP, 1);
    }

    private static final class Run {
        private final Model model;
        private final List<Step> steps;
        private final List<Law> laws;
        private final PartialOrder order;
        private final Proviso proviso;
        private final Map<Map<String, String>, long[]> seen = new LinkedHashMap<>();
        private final Set<Map<String, String>> deadlocks = new LinkedHashSet<>();
        private final Set<String> taken = new TreeSet<>();
        private int reduced;

        Run(Model model, List<Law> laws, PartialOrder order, Proviso proviso) {
            this.model = model;
            this.steps = model.steps();
            this.laws = laws;
            this.order = order;
            this.proviso = proviso;
        }

        ReducedSearch levels(int blockSize) {
            long[] initial = model.initial();
            seen.put(print(initial), initial);
            List<long[]> level = List.of(initial);
            while (!level.isEmpty()) {
                List<long[]> next = new ArrayList<>();
                for (int from = 0; from < level.size(); from += blockSize) {
                    next.addAll(block(level.subList(from, Math.min(from + blockSize, level.size()))));
                }
                level = next;
            }
            Map<String, Verdict> verdicts = new LinkedHashMap<>();
            laws.forEach(p -> verdicts.put(p.name(), verdict(p)));
            return new ReducedSearch(seen, deadlocks, taken, reduced, verdicts);
        }

        /** Expands the states of a block; what they lead to enters the table when all are done. */
        private List<long[]> block(List<long[]> states) {
            Map<Map<String, String>, long[]> found = new LinkedHashMap<>();
            for (long[] state : states) {
                for (int step : chosen(state)) {
                    taken.add(steps.get(step).toString());
                    long[] next = after(state, step);
                    found.put(print(next), next);
                }
            }
            found.keySet().removeAll(seen.keySet());
            seen.putAll(found);
            return List.copyOf(found.values());
        }

        private int[] chosen(long[] state) {
            int[] possible = possible(steps, state);
            if (possible.length == 0) {
                deadlocks.add(print(state));
            }
            if (proviso == Proviso.EVERY_STEP) {
                return possible;
            }
            int[] out = new int[possible.length];
            int count = order.ample(state, possible, possible.length, out);
            if (count == possible.length) {
                return possible;
            }
            int[] part = Arrays.copyOf(out, count);
            boolean leadsOn = Arrays.stream(part).anyMatch(step -> !seen.containsKey(print(after(state, step))));
            if (!leadsOn && proviso == Proviso.NEW_STATE) {
                return possible;
            }
            reduced++;
            return part;
        }

        private long[] after(long[] state, int step) {
            long[] next = state.clone();
            steps.get(step).apply(next);
            return next;
        }

        private Map<String, String> print(long[] state) {
            return model.layout().describe(state);
        }

        private Verdict verdict(Law law) {
            boolean always = law.kind() == Law.Kind.ALWAYS;
            boolean premise = false;
            for (long[] state : seen.values()) {
                if (law.premise().test(state)) {
                    premise = true;
                    if (law.holds().test(state) != always) {
                        return always ? Verdict.VIOLATED : Verdict.HOLDS;
                    }
                }
            }
            if (!always) {
                return Verdict.VIOLATED;
            }
            return premise ? Verdict.HOLDS : Verdict.VACUOUS;
        }
    }

    /** The numbers of the steps that are possible in a state. */
    static int[] possible(List<Step> steps, long[] state) {
        int[] possible = new int[steps.size()];
        int count = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).enabled(state)) {
                possible[count++] = i;
            }
        }
        return Arrays.copyOf(possible, count);
    }

    /**
     * What the definition of a persistent set finds wrong with the steps that are proposed in a state: on each run of other steps from
     * there, every proposed step must stay possible and commute with the next.
     */
    static List<String> unpersistent(Model model, PartialOrder order, long[] from) {
        List<Step> steps = model.steps();
        int[] possible = possible(steps, from);
        int[] out = new int[possible.length];
        int count = order.ample(from, possible, possible.length, out);
        List<String> wrong = new ArrayList<>();
        if (count == possible.length) {
            return wrong;
        }
        List<Step> part = Arrays.stream(out, 0, count).mapToObj(steps::get).toList();
        Layout layout = model.layout();
        Map<Map<String, String>, long[]> reached = new LinkedHashMap<>();
        reached.put(layout.describe(from), from);
        List<long[]> open = new ArrayList<>(reached.values());
        while (!open.isEmpty()) {
            long[] state = open.remove(open.size() - 1);
            for (int i : possible(steps, state)) {
                Step other = steps.get(i);
                if (!part.contains(other)) {
                    long[] next = state.clone();
                    other.apply(next);
                    for (Step step : part) {
                        if (!commute(step, other, state, next)) {
                            wrong.add(step + " does not commute with " + other + " in " + layout.describe(state));
                        }
                    }
                    if (reached.putIfAbsent(layout.describe(next), next) == null) {
                        open.add(next);
                    }
                }
            }
        }
        return wrong;
    }

    private static boolean commute(Step step, Step other, long[] state, long[] afterOther) {
        if (!step.enabled(state) || !step.enabled(afterOther)) {
            return false;
        }
        long[] oneWay = afterOther.clone();
        step.apply(oneWay);
        long[] otherWay = state.clone();
        step.apply(otherWay);
        if (!other.enabled(otherWay)) {
            return false;
        }
        other.apply(otherWay);
        return Arrays.equals(oneWay, otherWay);
    }
}
