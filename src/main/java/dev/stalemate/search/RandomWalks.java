package dev.stalemate.search;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Model;
import dev.stalemate.model.Property;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random sequences of a model's actions, at any width of its domains: many walks from the initial state, each of bounded length.
 *
 * <p>Two registers drawn from 2^64 values are never equal, and much of what goes wrong needs equal ones. So each walk first draws a
 * small palette from every wide domain, and then draws arguments from it.
 */
public final class RandomWalks {
    private static final int PALETTE = 3;

    /** Draws in a row that were impossible before a walk is given up: so little is possible there that it would not get far. */
    private static final int MOST_REFUSED = 200;

    private final Model model;
    private final Property property;
    private final long seed;
    private final int length;
    private final List<Action> actions;

    /** Walks of at most {@code length} steps that look for a violation of a property; the same seed takes the same walks. */
    public RandomWalks(Model model, Property property, long seed, int length) {
        this.model = model;
        this.property = property;
        this.seed = seed;
        this.length = length;
        this.actions = model.actions().stream().filter(Action::possible).toList();
    }

    /**
     * What the walks found.
     *
     * @param outcome the property's: violated with the steps of the walk, or undecided; random walks never prove
     * @param walks walks taken, the last perhaps in part
     * @param steps steps taken
     * @param nanos how long it took
     * @param interrupted whether the user ended it
     */
    public record Result(Outcome outcome, long walks, long steps, long nanos, boolean interrupted) {}

    /** Takes walks until one violates the property or a limit is reached: {@code limits.states} bounds the walks. */
    public Result run(Limits limits, Monitor monitor) {
        long started = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Walk walk = new Walk();
        long walks = 0;
        boolean interrupted = false;
        boolean found = false;
        while (!found && walks < limits.states()) {
            interrupted = monitor.stopped();
            long nanos = System.nanoTime() - started;
            if (interrupted || nanos > limits.time().toNanos()) {
                break;
            }
            monitor.progress(new Monitor.Snapshot(walks, walk.taken, length, 0, nanos, 0));
            walks++;
            found = walk.take(random.split());
        }
        Outcome outcome = new Outcome(
                property,
                found ? Verdict.VIOLATED : Verdict.UNDECIDED,
                found ? walk.steps : List.of(),
                walk.premiseHeld);
        return new Result(outcome, walks, walk.taken, System.nanoTime() - started, interrupted);
    }

    /** One walk after the other, with what they add up to. */
    private final class Walk {
        private List<Step> steps = new ArrayList<>();
        private long taken;
        private long premiseHeld;

        /** Whether the walk ended in a violation. */
        boolean take(SplittableRandom random) {
            steps = new ArrayList<>();
            List<Domain[]> palettes = palettes(random);
            long[] state = model.initial();
            if (violates(state)) {
                return true;
            }
            int refused = actions.isEmpty() ? MOST_REFUSED : 0;
            while (steps.size() < length && refused < MOST_REFUSED) {
                int i = random.nextInt(palettes.size());
                Step step = draw(actions.get(i), palettes.get(i), random);
                if (!step.enabled(state)) {
                    refused++;
                    continue;
                }
                refused = 0;
                step.apply(state);
                steps.add(step);
                taken++;
                if (violates(state)) {
                    return true;
                }
            }
            return false;
        }

        private boolean violates(long[] state) {
            if (!property.premise().test(state)) {
                return false;
            }
            premiseHeld++;
            return property.violatedBy(state);
        }

        private List<Domain[]> palettes(SplittableRandom random) {
            List<Domain[]> palettes = new ArrayList<>();
            for (Action action : actions) {
                palettes.add(action.parameters().stream()
                        .map(p -> palette(p.domain(), random))
                        .toArray(Domain[]::new));
            }
            return palettes;
        }

        private Domain palette(Domain domain, SplittableRandom random) {
            if (domain.isFinite()) {
                return domain;
            }
            long[] values = new long[PALETTE];
            for (int i = 0; i < PALETTE; i++) {
                values[i] = domain.draw(random);
            }
            return Domain.hex(values);
        }

        private Step draw(Action action, Domain[] palette, SplittableRandom random) {
            long[] args = new long[palette.length];
            for (int i = 0; i < args.length; i++) {
                args[i] = palette[i].draw(random);
            }
            return new Step(action, args);
        }
    }
}
