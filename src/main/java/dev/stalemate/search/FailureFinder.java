package dev.stalemate.search;

import dev.stalemate.model.DesignException;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what failed in a design's code, and the shortest run to it, once an exception has ended a search. The search itself is made for
 * speed, and does not keep track of whose code it runs.
 */
public final class FailureFinder {
    private static final int MOST_STATES = 200_000;

    private final Model model;
    private final List<Law> laws;

    private FailureFinder(Model model, List<Law> laws) {
        this.model = model;
        this.laws = laws;
    }

    /**
     * The result of a driver.
     *
     * @throws DesignException in place of the exception, if the design's code throws one again
     */
    public static <T> T naming(Model model, List<Law> laws, Supplier<T> driver) {
        try {
            return driver.get();
        } catch (DesignException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            DesignException found = model.isFinite() ? new FailureFinder(model, laws).search() : null;
            if (found != null) {
                throw found;
            }
            throw e;
        }
    }

    /** What failed on a run, or after it; null if nothing does. */
    public static @Nullable DesignException along(Model model, List<Law> laws, List<Step> steps) {
        FailureFinder culprit = new FailureFinder(model, laws);
        long[] state = model.initial();
        for (int i = 0; i <= steps.size(); i++) {
            List<Step> before = steps.subList(0, i);
            DesignException found = culprit.looking(state, before);
            if (found == null && i < steps.size()) {
                found = culprit.stepping(steps.get(i), state, before);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** A state and the run to it. */
    private static final class Reached {
        private final long[] state;
        private final @Nullable Reached from;
        private final @Nullable Step by;

        Reached(long[] state, @Nullable Reached from, @Nullable Step by) {
            this.state = state;
            this.from = from;
            this.by = by;
        }

        List<Step> run() {
            List<Step> steps = new ArrayList<>();
            for (Reached r = this; r != null && r.by != null; r = r.from) {
                steps.add(0, r.by);
            }
            return steps;
        }
    }

    private @Nullable DesignException search() {
        List<Step> steps = model.steps();
        Set<List<Long>> seen = new HashSet<>();
        ArrayDeque<Reached> waiting = new ArrayDeque<>();
        waiting.add(new Reached(model.initial(), null, null));
        seen.add(key(model.initial()));
        while (!waiting.isEmpty() && seen.size() < MOST_STATES) {
            Reached here = waiting.remove();
            DesignException found = looking(here.state, here.run());
            for (int i = 0; found == null && i < steps.size(); i++) {
                long[] next = here.state.clone();
                found = stepping(steps.get(i), next, here.run());
                if (found == null && seen.add(key(next))) {
                    waiting.add(new Reached(next, here, steps.get(i)));
                }
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static List<Long> key(long[] state) {
        return Arrays.stream(state).boxed().toList();
    }

    /** Takes a step where it is possible. */
    private @Nullable DesignException stepping(Step step, long[] state, List<Step> before) {
        return trying("step (" + (before.size() + 1) + ") " + step, before, () -> {
            if (step.enabled(state)) {
                step.apply(state);
            }
        });
    }

    /** Asks everything of a state that a search asks. */
    private @Nullable DesignException looking(long[] state, List<Step> before) {
        for (Law law : laws) {
            DesignException found = trying("property " + law.name(), before, () -> {
                boolean unused = law.premise().test(state) && law.holds().test(state);
                if (law.violatedBy(state)) {
                    law.explanation().of(state);
                }
            });
            if (found != null) {
                return found;
            }
        }
        for (Figure figure : model.figures()) {
            DesignException found = trying("figure " + figure.name(), before, () -> {
                long unused = figure.join(0, state, 1);
            });
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable DesignException trying(String what, List<Step> before, Runnable code) {
        try {
            code.run();
            return null;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            return DesignException.running(model, what, before, e);
        }
    }
}
