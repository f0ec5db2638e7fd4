package dev.stalemate.search.symmetry;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tries on single states whether a model treats the elements of an index alike: interchanging elements and then taking a step leads to the
 * same states as taking a step and then interchanging, and properties and figures see no difference. If a property is about fair runs, that is
 * tried of the fair steps and of the others separately.
 */
final class Equivariance {
    private final Model model;
    private final List<Law> laws;
    private final Step[] steps;
    /** The steps among which each must correspond to one: all, or the fair ones and the others. */
    private final List<Step[]> classes;

    private final int words;
    private final long[] scratch;

    Equivariance(Model model, List<Law> laws) {
        this.model = model;
        this.laws = List.copyOf(laws);
        boolean byFairness = laws.stream().anyMatch(law -> law.kind() == Law.Kind.EVENTUALLY);
        this.steps = model.steps().toArray(new Step[0]);
        this.classes =
                Arrays.stream(steps)
                        .collect(Collectors.partitioningBy(
                                step -> byFairness && step.action().fair()))
                        .values()
                        .stream()
                        .map(some -> some.toArray(new Step[0]))
                        .toList();
        this.words = model.layout().words();
        this.scratch = new long[words];
    }

    /**
     * The first thing that differs between a state and the same with the elements of an index in a random other order; null if nothing does.
     *
     * @param renamed what each step is to become; null if that is not yet known
     */
    @Nullable
    String difference(long[] state, Columns index, @Nullable RenamedSteps renamed, RandomGenerator random) {
        int[] order = order(index.size, random);
        long[] image = new long[words];
        index.rearrange(state, order, image);
        for (Law p : laws) {
            if (!agree(p, state, image)) {
                return "property " + p.name();
            }
        }
        for (Figure figure : model.figures()) {
            if (figure.measure().of(state) != figure.measure().of(image)) {
                return "figure " + figure.name();
            }
        }
        for (Step[] some : classes) {
            String difference = step(some, state, image, index, order, renamed);
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    /** A random order that is not that of the numbers. */
    private static int[] order(int size, RandomGenerator random) {
        int[] order = new int[size];
        for (int i = 1; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        for (int i = 0; i < size; i++) {
            if (order[i] != i) {
                return order;
            }
        }
        order[0] = 1;
        order[1] = 0;
        return order;
    }

    private static boolean agree(Law p, long[] a, long[] b) {
        boolean says = p.premise().test(a);
        return says == p.premise().test(b)
                && (!says || p.holds().test(a) == p.holds().test(b));
    }

    private @Nullable String step(
            Step[] some, long[] state, long[] image, Columns index, int[] order, @Nullable RenamedSteps renamed) {
        List<Step> taken = new ArrayList<>();
        List<long[]> expected = new ArrayList<>();
        for (long[] after : successors(some, state, taken)) {
            long[] moved = new long[words];
            index.rearrange(after, order, moved);
            expected.add(moved);
        }
        List<Step> takenFromImage = new ArrayList<>();
        List<long[]> found = successors(some, image, takenFromImage);
        Step extra = unmatched(expected, taken, found);
        extra = extra == null ? unmatched(found, takenFromImage, expected) : extra;
        if (extra != null) {
            return "step " + extra;
        }
        Step wrong = renamed == null ? null : wrongName(taken, expected, image, order, renamed);
        return wrong == null ? null : "new name of step " + wrong;
    }

    /** The first step that leads elsewhere from the image than the step that it is said to become. */
    @SuppressWarnings("ReferenceEquality") // the steps themselves
    private @Nullable Step wrongName(
            List<Step> taken, List<long[]> expected, long[] image, int[] order, RenamedSteps renamed) {
        int s = 0;
        for (int i = 0; i < taken.size(); i++) {
            while (!steps[s].equals(taken.get(i))) {
                s++;
            }
            int name = renamed.renamed(s, order);
            if (name >= 0 && !leads(steps[name], image, expected.get(i))) {
                return taken.get(i);
            }
        }
        return null;
    }

    private boolean leads(Step step, long[] from, long[] to) {
        if (!step.enabled(from)) {
            return false;
        }
        System.arraycopy(from, 0, scratch, 0, words);
        step.apply(scratch);
        return Arrays.equals(scratch, to);
    }

    /** The first of the steps whose result occurs more often among the results than among the others. */
    private static @Nullable Step unmatched(List<long[]> results, List<Step> taken, List<long[]> others) {
        long[][] left = others.toArray(new long[0][]);
        Arrays.sort(left, Arrays::compare);
        long[][] right = results.toArray(new long[0][]);
        Arrays.sort(right, Arrays::compare);
        int at = 0;
        for (long[] result : right) {
            while (at < left.length && Arrays.compare(left[at], result) < 0) {
                at++;
            }
            if (at == left.length || !Arrays.equals(left[at], result)) {
                return taken.get(results.indexOf(result));
            }
            at++;
        }
        return null;
    }

    private List<long[]> successors(Step[] some, long[] state, List<Step> taken) {
        List<long[]> successors = new ArrayList<>();
        for (Step step : some) {
            if (step.enabled(state)) {
                System.arraycopy(state, 0, scratch, 0, words);
                step.apply(scratch);
                successors.add(scratch.clone());
                taken.add(step);
            }
        }
        return successors;
    }
}
