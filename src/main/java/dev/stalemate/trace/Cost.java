package dev.stalemate.trace;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Step;
import java.util.List;

/**
 * What a scenario costs one design.
 *
 * @param scenario what was run
 * @param model the design at the scenario's scope
 * @param steps how many steps were taken
 * @param figures the model's figures over all states of the run, in the model's order
 */
public record Cost(Scenario scenario, Model model, int steps, ImmutableMap<String, Long> figures) {
    /** A step that is repeated while it is possible must end after so many. */
    private static final int MOST_STEPS = 100_000;

    /**
     * Runs a scenario.
     *
     * @throws IllegalArgumentException if a line is not a step of the model, or is not possible and not optional, with the line
     */
    public static Cost of(Scenario scenario, Model model) {
        Run run = new Run(model);
        for (String line : scenario.lines()) {
            List<Step> steps = Scenario.steps(model, line);
            boolean taken = run.takeOne(steps);
            switch (Scenario.times(line)) {
                case ONCE -> {
                    if (!taken) {
                        throw new IllegalArgumentException(scenario.name() + ": " + line + " is not possible for "
                                + model.design().name());
                    }
                }
                case IF_POSSIBLE -> {}
                case WHILE_POSSIBLE -> {
                    while (taken) {
                        taken = run.takeOne(steps);
                    }
                }
            }
        }
        return new Cost(scenario, model, run.steps, run.figures());
    }

    private static final class Run {
        private final Model model;
        private final long[] state;
        private final long[] values;
        private int steps;

        Run(Model model) {
            this.model = model;
            this.state = model.initial();
            this.values = new long[model.figures().size()];
            measure();
        }

        /** Takes the first step that is possible; false if none is. */
        boolean takeOne(List<Step> alternatives) {
            for (Step step : alternatives) {
                if (step.enabled(state)) {
                    take(step);
                    return true;
                }
            }
            return false;
        }

        private void take(Step step) {
            if (steps == MOST_STEPS) {
                throw new IllegalArgumentException(step + " is still possible after " + MOST_STEPS + " steps");
            }
            step.apply(state);
            steps++;
            measure();
        }

        private void measure() {
            for (int f = 0; f < values.length; f++) {
                values[f] = model.figures().get(f).join(values[f], state, 1);
            }
        }

        ImmutableMap<String, Long> figures() {
            ImmutableMap.Builder<String, Long> figures = ImmutableMap.builder();
            for (int f = 0; f < values.length; f++) {
                figures.put(model.figures().get(f).name(), values[f]);
            }
            return figures.build();
        }
    }
}
