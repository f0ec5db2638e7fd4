package dev.stalemate.search.symmetry;

import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * A search that keeps one state of each orbit, written to be simple, not fast.
 *
 * @param orbits states kept
 * @param states the sum of their orbits' sizes
 * @param depth of the deepest
 * @param verdict of the property
 * @param shortest steps to the nearest state that decides it; 0 where none does
 */
record OrbitSearch(long orbits, long states, int depth, Verdict verdict, int shortest) {
    static OrbitSearch of(Model model, Law law, Symmetry symmetry) {
        boolean always = law.kind() == Law.Kind.ALWAYS;
        List<Step> steps = model.steps();
        Map<List<Long>, Integer> depths = new HashMap<>();
        Queue<long[]> queue = new ArrayDeque<>();
        long states = 0;
        int depth = 0;
        int shortest = -1;
        boolean premise = !always;
        long[] initial = model.initial();
        symmetry.canonicalize(initial, 0);
        depths.put(boxed(initial), 0);
        queue.add(initial);
        while (!queue.isEmpty()) {
            long[] state = queue.remove();
            depth = depths.getOrDefault(boxed(state), 0);
            states += symmetry.orbitSize(state, 0);
            if (law.premise().test(state)) {
                premise = true;
                if (shortest < 0 && law.holds().test(state) != always) {
                    shortest = depth;
                }
            }
            for (Step step : steps) {
                if (step.enabled(state)) {
                    long[] next = state.clone();
                    step.apply(next);
                    symmetry.canonicalize(next, 0);
                    if (depths.putIfAbsent(boxed(next), depth + 1) == null) {
                        queue.add(next);
                    }
                }
            }
        }
        Verdict silent = premise ? Verdict.HOLDS : Verdict.VACUOUS;
        Verdict verdict = always == shortest >= 0 ? Verdict.VIOLATED : silent;
        return new OrbitSearch(depths.size(), states, depth, verdict, Math.max(0, shortest));
    }

    /** How many of a model's reachable states are left when each is replaced by its canonical one. */
    static long orbitsOf(Model model, Symmetry symmetry) {
        Set<List<Long>> seen = new HashSet<>();
        Set<List<Long>> orbits = new HashSet<>();
        Queue<long[]> queue = new ArrayDeque<>();
        queue.add(model.initial());
        seen.add(boxed(model.initial()));
        while (!queue.isEmpty()) {
            long[] state = queue.remove();
            long[] canonical = state.clone();
            symmetry.canonicalize(canonical, 0);
            orbits.add(boxed(canonical));
            for (Step step : model.steps()) {
                long[] next = state.clone();
                if (step.enabled(state)) {
                    step.apply(next);
                    if (seen.add(boxed(next))) {
                        queue.add(next);
                    }
                }
            }
        }
        return orbits.size();
    }

    private static List<Long> boxed(long[] state) {
        return Arrays.stream(state).boxed().toList();
    }
}
