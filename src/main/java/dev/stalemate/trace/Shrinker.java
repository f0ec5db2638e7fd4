package dev.stalemate.trace;

import dev.stalemate.model.Action;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing run smaller: drops steps, then makes arguments simpler, then looks for a shorter run of the same actions, as long as
 * re-execution still violates the property.
 *
 * <p>In the result no step and no pair of steps can be left out, and no argument can take a simpler value of its domain. Where few states
 * can be reached by its actions, no run of those is shorter; in a small model, no run at all.
 */
public final class Shrinker {
    /** Dropping pairs is quadratic; longer runs are first made shorter by dropping chunks. */
    private static final int MOST_FOR_PAIRS = 40;

    /** Some milliseconds of small scopes, some tenths of a second of wide ones. */
    private static final int MOST_REARRANGED = 10_000;

    private final Model model;
    private final Law law;
    private long executions;

    /**
     * A shrinker of runs that violate the property.
     *
     * @throws IllegalArgumentException if it is one of progress: such a run is not violated by a state of it
     */
    public Shrinker(Model model, Law law) {
        if (law.kind().isProgress()) {
            throw new IllegalArgumentException(
                    law.name() + " is a property of progress: its runs are as short as the search makes them");
        }
        this.model = model;
        this.law = law;
    }

    /**
     * The smallest run that it gets to from this one.
     *
     * @throws IllegalArgumentException if the run doesn't violate the property
     */
    public Trace shrink(List<Step> steps) {
        Trace smallest = attempt(steps);
        if (smallest == null) {
            throw new IllegalArgumentException("these steps don't violate " + law.name());
        }
        while (true) {
            @Nullable Trace smaller = simplifyArguments(dropSteps(smallest));
            if (smaller.steps().equals(smallest.steps())) {
                smaller = rearrange(smallest);
                if (smaller == null) {
                    return smallest;
                }
            }
            smallest = smaller;
        }
    }

    /**
     * The smallest run that dropping steps and simplifying arguments leads to: for models whose steps take long, since it looks for no
     * other order.
     *
     * @throws IllegalArgumentException if the run doesn't violate the property
     */
    public Trace drop(List<Step> steps) {
        Trace trace = attempt(steps);
        if (trace == null) {
            throw new IllegalArgumentException("these steps don't violate " + law.name());
        }
        return simplifyArguments(dropSteps(trace));
    }

    /** Runs of the model that it took so far. */
    public long executions() {
        return executions;
    }

    private @Nullable Trace attempt(List<Step> steps) {
        executions++;
        return Trace.toViolation(model, law, steps);
    }

    private Trace dropSteps(Trace trace) {
        Trace smallest = trace;
        for (int chunk = Math.max(1, trace.steps().size() / 2); chunk >= 1; chunk /= 2) {
            smallest = dropChunks(smallest, chunk);
        }
        return dropPairs(dropWindows(smallest));
    }

    /** A program that a CPU runs goes as a whole, wherever it begins and however long it is; the longest windows first. */
    private Trace dropWindows(Trace trace) {
        Trace smallest = trace;
        for (int length = Math.min(smallest.steps().size(), MOST_FOR_PAIRS); length > 2; length--) {
            for (int from = 0; from + length <= smallest.steps().size(); from++) {
                Trace shorter = attempt(without(smallest.steps(), from, from + length));
                smallest = shorter == null ? smallest : shorter;
            }
        }
        return smallest;
    }

    /** Drops runs of {@code chunk} steps, from the end, where the first dropped would most likely be missed least. */
    private Trace dropChunks(Trace trace, int chunk) {
        Trace smallest = trace;
        for (int end = smallest.steps().size(); end > 0; end -= chunk) {
            int to = Math.min(end, smallest.steps().size());
            int from = Math.max(0, to - chunk);
            Trace shorter = attempt(without(smallest.steps(), from, to));
            if (shorter != null) {
                smallest = shorter;
            }
        }
        return smallest;
    }

    /** Some steps only go together: a device attached and detached, caching off and on. */
    private Trace dropPairs(Trace trace) {
        Trace smallest = trace;
        for (int i = 0; i < smallest.steps().size() && smallest.steps().size() <= MOST_FOR_PAIRS; i++) {
            for (int j = i + 1; j < smallest.steps().size(); j++) {
                List<Step> rest = without(smallest.steps(), j, j + 1);
                Trace shorter = attempt(without(rest, i, i + 1));
                if (shorter != null) {
                    return dropPairs(dropChunks(shorter, 1));
                }
            }
        }
        return smallest;
    }

    private @Nullable Trace rearrange(Trace trace) {
        Rearrangement rearrangement = new Rearrangement(model, law, MOST_REARRANGED);
        List<Step> shorter = rearrangement.shorter(trace.steps());
        if (shorter == null) {
            shorter = rearrangement.shorterOfAny(trace.steps());
        }
        return shorter == null ? null : attempt(shorter);
    }

    private static List<Step> without(List<Step> steps, int from, int to) {
        List<Step> rest = new ArrayList<>(steps.subList(0, from));
        rest.addAll(steps.subList(to, steps.size()));
        return rest;
    }

    private Trace simplifyArguments(Trace trace) {
        Trace smallest = trace;
        for (int i = 0; i < smallest.steps().size(); i++) {
            // Where a step drops out, the next one, perhaps with fewer parameters, is in its place.
            for (int p = 0; i < smallest.steps().size() && p < parameters(smallest, i); p++) {
                smallest = simplify(smallest, i, p);
            }
        }
        return smallest;
    }

    private static int parameters(Trace trace, int i) {
        return trace.steps().get(i).action().parameters().size();
    }

    private Trace simplify(Trace trace, int i, int parameter) {
        Step step = trace.steps().get(i);
        Action.Parameter declared = step.action().parameters().get(parameter);
        for (long simpler : declared.domain().simpler(step.arg(parameter))) {
            List<Step> changed = new ArrayList<>(trace.steps());
            changed.set(i, step.with(parameter, simpler));
            Trace smaller = attempt(changed);
            // A simpler value may make a step impossible, which then drops out: never grow, never swap back and forth.
            if (smaller != null && smaller.steps().size() <= trace.steps().size()) {
                return smaller;
            }
        }
        // Values that several steps share, such as "vCPU 1" or a frame, often only change together.
        return simplifyEverywhere(trace, declared, step.arg(parameter));
    }

    private Trace simplifyEverywhere(Trace trace, Action.Parameter declared, long value) {
        for (long simpler : declared.domain().simpler(value)) {
            List<Step> changed = new ArrayList<>();
            for (Step step : trace.steps()) {
                changed.add(replaceAll(step, declared.name(), value, simpler));
            }
            Trace smaller = attempt(changed);
            if (smaller != null && smaller.steps().size() <= trace.steps().size()) {
                return smaller;
            }
        }
        return trace;
    }

    private static Step replaceAll(Step step, String parameter, long value, long simpler) {
        Step changed = step;
        for (int p = 0; p < step.action().parameters().size(); p++) {
            Action.Parameter declared = step.action().parameters().get(p);
            boolean same = declared.name().equals(parameter) && step.arg(p) == value;
            // What is simpler for one action may not be for another: back and forth would never end.
            if (same && declared.domain().simpler(value).contains(simpler)) {
                changed = changed.with(p, simpler);
            }
        }
        return changed;
    }
}
