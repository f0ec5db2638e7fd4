package dev.stalemate.trace;

import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Property;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run of a model: its steps, and the states they lead through. */
public final class Trace {
    private final Model model;
    private final List<Step> steps;
    private final List<long[]> states;

    private Trace(Model model, List<Step> steps, List<long[]> states) {
        this.model = model;
        this.steps = List.copyOf(steps);
        this.states = states;
    }

    /**
     * Takes steps from the initial state.
     *
     * @throws IllegalArgumentException if a step is not possible where it stands, with its number from 1
     */
    public static Trace replay(Model model, List<Step> steps) {
        List<long[]> states = new ArrayList<>();
        long[] state = model.initial();
        states.add(state.clone());
        for (int i = 0; i < steps.size(); i++) {
            if (!steps.get(i).enabled(state)) {
                throw new IllegalArgumentException("step " + (i + 1) + " (" + steps.get(i) + ") is not possible there");
            }
            steps.get(i).apply(state);
            states.add(state.clone());
        }
        return new Trace(model, steps, states);
    }

    /** Takes those steps that are possible, up to the first state that violates a property; null if none does. */
    static @Nullable Trace toViolation(Model model, Property property, List<Step> steps) {
        List<Step> taken = new ArrayList<>();
        List<long[]> states = new ArrayList<>();
        long[] state = model.initial();
        states.add(state.clone());
        if (property.violatedBy(state)) {
            return new Trace(model, taken, states);
        }
        for (Step step : steps) {
            if (step.enabled(state)) {
                step.apply(state);
                taken.add(step);
                states.add(state.clone());
                if (property.violatedBy(state)) {
                    return new Trace(model, taken, states);
                }
            }
        }
        return null;
    }

    /** What was stepped. */
    public Model model() {
        return model;
    }

    /** The steps in order. */
    public List<Step> steps() {
        return steps;
    }

    /** The state after a number of steps, from 0. */
    public long[] state(int after) {
        return states.get(after).clone();
    }

    /** The last state. */
    public long[] end() {
        return state(steps.size());
    }

    /** What step i, from 0, changed. */
    public List<Layout.Change> changes(int i) {
        return model.layout().diff(states.get(i), states.get(i + 1));
    }

    /** The hash of the state after a number of steps, the same for any packing of the same state. */
    public long hash(int after) {
        return model.layout().hash(states.get(after));
    }

    /** How many steps it takes until the property is first violated, or -1 if it never is. */
    public int firstViolation(Property property) {
        for (int i = 0; i < states.size(); i++) {
            if (property.violatedBy(states.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
