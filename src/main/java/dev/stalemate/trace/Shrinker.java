package dev.stalemate.trace;

import dev.stalemate.model.Action;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing run smaller: drops steps, then makes arguments simpler, then looks for a shorter run of the same actions. Each candidate
 * is executed, and kept only if it still violates the property.
 *
 * <p>In the result no step and no pair of steps can be left out, and no argument can take a simpler value of its domain. If few
 * states can be reached by its actions, no run of those is shorter; in a small model, no run at all is.
 */
public final class Shrinker {
    /** Dropping pairs takes quadratic time; longer runs are first made shorter by dropping chunks. */
    private static final int MOST_FOR_PAIRS = 40;

    /** A few milliseconds at small scopes, a few tenths of a second at wide ones. */
    private static final int MOST_REARRANGED = 10_000;

    private final Model model;
    private final Law law;
    private final Predicate<Trace> wanted;
    private long executions;

    /**
     * A shrinker of runs that violate the property.
     *
     * @throws IllegalArgumentException if it is one of progress: such a run is not violated by a state of it
     */
    public Shrinker(Model model, Law law) {
        this(model, law, trace -> true);
    }

    /**
     * A shrinker that keeps something of the run that it starts with: a design may violate the property in several ways, and the smallest
     * run shows but one of them.
     *
     * @param wanted whether a run that violates the property will do
     * @throws IllegalArgumentException if the property is one of progress
     */
    public Shrinker(Model model, Law law, Predicate<Trace> wanted) {
        if (law.kind().isProgress()) {
            throw new IllegalArgumentException(
                    law.name() + " is a property of progress: its runs are as short as the search makes them");
        }
        this.model = model;
        this.law = law;
        this.wanted = wanted;
    }

    /**
     * The smallest run that shrinking this one leads to.
     *
     * @throws IllegalArgumentException if the run doesn't violate the property, or not as wanted
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
     * The smallest run that dropping steps and simplifying arguments leads to. It tries no other order, for models whose steps take
     * long.
     *
     * @throws IllegalArgumentException if the run doesn't violate the property, or not as wanted
     */
    public Trace drop(List<Step> steps) {
        Trace trace = attempt(steps);
        if (trace == null) {
            throw new IllegalArgumentException("these steps don't violate " + law.name());
        }
        return simplifyArguments(dropSteps(trace));
    }

    /** How many runs of the model it has taken so far. */
    public long executions() {
        return executions;
    }

    private @Nullable Trace attempt(List<Step> steps) {
        executions++;
        Trace trace = Trace.toViolation(model, law, steps);
        return trace != null && wanted.test(trace) ? trace : null;
    }

    /** As {@link #attempt}; a run on which the design's code fails is none that violates the property. */
    private @Nullable Trace candidate(List<Step> steps) {
        try {
            return attempt(steps);
        } catch (DesignException e) {
            return null;
        }
    }

    private Trace dropSteps(Trace trace) {
        Trace smallest = trace;
        for (int chunk = Math.max(1, trace.steps().size() / 2); chunk >= 1; chunk /= 2) {
            smallest = dropChunks(smallest, chunk);
        }
        return dropPairs(dropWindows(smallest));
    }

    /** Drops a program that a CPU runs as a whole, wherever it begins and however long it is; the longest windows first. */
    private Trace dropWindows(Trace trace) {
        Trace smallest = trace;
        for (int length = Math.min(smallest.steps().size(), MOST_FOR_PAIRS); length > 2; length--) {
            for (int from = 0; from + length <= smallest.steps().size(); from++) {
                Trace shorter = candidate(without(smallest.steps(), from, from + length));
                smallest = shorter == null ? smallest : shorter;
            }
        }
        return smallest;
    }

    /** Drops runs of {@code chunk} steps, beginning at the end, where steps are needed least. */
    private Trace dropChunks(Trace trace, int chunk) {
        Trace smallest = trace;
        for (int end = smallest.steps().size(); end > 0; end -= chunk) {
            int to = Math.min(end, smallest.steps().size());
            int from = Math.max(0, to - chunk);
            Trace shorter = candidate(without(smallest.steps(), from, to));
            if (shorter != null) {
                smallest = shorter;
            }
        }
        return smallest;
    }

    /** Some steps can only be dropped together: a device is attached and detached, caching turned off and on. */
    private Trace dropPairs(Trace trace) {
        Trace smallest = trace;
        for (int i = 0; i < smallest.steps().size() && smallest.steps().size() <= MOST_FOR_PAIRS; i++) {
            for (int j = i + 1; j < smallest.steps().size(); j++) {
                List<Step> rest = without(smallest.steps(), j, j + 1);
                Trace shorter = candidate(without(rest, i, i + 1));
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
        return shorter == null ? null : candidate(shorter);
    }

    private static List<Step> without(List<Step> steps, int from, int to) {
        List<Step> rest = new ArrayList<>(steps.subList(0, from));
        rest.addAll(steps.subList(to, steps.size()));
        return rest;
    }

    private Trace simplifyArguments(Trace trace) {
        Trace smallest = trace;
        for (int i = 0; i < smallest.steps().size(); i++) {
            // If a step is dropped, the next one is in its place, and may have fewer parameters.
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
            Trace smaller = candidate(changed);
            // A simpler value may make a step impossible, which is then dropped: the run never grows, and values never
            // alternate.
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
            Trace smaller = candidate(changed);
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
            // A value that is simpler for one action may not be for another: without this the two would alternate for
            // ever.
            if (same && declared.domain().simpler(value).contains(simpler)) {
                changed = changed.with(p, simpler);
            }
        }
        return changed;
    }
}
