package dev.stalemate.trace;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Accesses;
import dev.stalemate.model.Act;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.PackedElement;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run of a model: its steps, and the states that they lead through. It ends after the last step or, if it has a loop, repeats that for
 * ever.
 */
public final class Trace {
    /** The loop of a run that ends. */
    public static final int NO_LOOP = -1;

    private final Model model;
    private final List<Step> steps;
    private final List<long[]> states;
    private final int loop;
    /** By step: they are asked for again and again as its turning point is looked for. */
    private final Map<Integer, ImmutableList<Act>> acts = new HashMap<>();

    private Trace(Model model, List<Step> steps, List<long[]> states, int loop) {
        this.model = model;
        this.steps = steps.stream().map(step -> own(model, step)).toList();
        this.states = states;
        this.loop = loop;
    }

    /** A search may have found a step in another model of the same design; what a step reads and tells is asked of this one. */
    private static Step own(Model model, Step step) {
        return model.actions().contains(step.action())
                ? step
                : model.step(step.action().name(), step.texts());
    }

    /**
     * Takes steps from the initial state.
     *
     * @throws IllegalArgumentException if a step is not possible in its place, with its number from 1
     */
    public static Trace replay(Model model, List<Step> steps) {
        List<long[]> states = new ArrayList<>();
        long[] state = model.initial();
        states.add(state.clone());
        for (int i = 0; i < steps.size(); i++) {
            if (!take(model, steps.subList(0, i), steps.get(i), state)) {
                throw new IllegalArgumentException("step " + (i + 1) + " (" + steps.get(i) + ") is not possible there");
            }
            states.add(state.clone());
        }
        return new Trace(model, steps, states, NO_LOOP);
    }

    /**
     * Takes a step if it is possible, and says whether it was.
     *
     * @param before the steps that led to the state, for the message if it fails
     * @param state is changed in place
     * @throws DesignException if the design's code fails in it
     */
    public static boolean take(Model model, List<Step> before, Step step, long[] state) {
        try {
            boolean possible = step.enabled(state);
            if (possible) {
                step.apply(state);
            }
            return possible;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw DesignException.running(model, "step (" + (before.size() + 1) + ") " + step, before, e);
        }
    }

    /**
     * Takes steps from the initial state, and repeats those after the first {@code loop} for ever. If there are none, the run stops for ever
     * in the state that the steps lead to.
     *
     * @param loop steps before the loop, 0 to all
     * @throws IllegalArgumentException if a step is not possible in its place, or the last one does not close the loop
     */
    public static Trace replay(Model model, List<Step> steps, int loop) {
        Trace once = replay(model, steps);
        if (loop < 0 || loop > steps.size()) {
            throw new IllegalArgumentException(
                    "a loop can't start after step " + loop + " of a run of " + steps.size() + " steps");
        }
        if (!Arrays.equals(once.states.get(loop), once.end())) {
            throw new IllegalArgumentException("the loop does not close: the state after step " + steps.size()
                    + " is not that after step " + loop);
        }
        return new Trace(model, steps, once.states, loop);
    }

    /** Takes the steps that are possible, up to the first state that violates a property; null if none does. */
    static @Nullable Trace toViolation(Model model, Law law, List<Step> steps) {
        List<Step> taken = new ArrayList<>();
        List<long[]> states = new ArrayList<>();
        long[] state = model.initial();
        states.add(state.clone());
        if (law.violatedBy(state)) {
            return new Trace(model, taken, states, NO_LOOP);
        }
        for (Step step : steps) {
            if (take(model, taken, step, state)) {
                taken.add(step);
                states.add(state.clone());
                if (law.violatedBy(state)) {
                    return new Trace(model, taken, states, NO_LOOP);
                }
            }
        }
        return null;
    }

    /** The model of the run. */
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

    /** The steps before the loop, or {@link #NO_LOOP}. */
    public int loop() {
        return loop;
    }

    /** The last state. */
    public long[] end() {
        return state(steps.size());
    }

    /** What step i, from 0, changed. */
    public List<Layout.Change> changes(int i) {
        return model.layout().diff(states.get(i), states.get(i + 1));
    }

    /** What the design did in step i, from 0. */
    public ImmutableList<Act> acts(int i) {
        return acts.computeIfAbsent(i, step -> {
            long[] state = state(step);
            return model.layout().acts().during(() -> steps.get(step).apply(state));
        });
    }

    /** The elements that the guard or the effect of step i, from 0, read, numbered as in {@code Elements}. */
    public BitSet reads(int i) {
        Layout layout = model.layout();
        Map<Integer, Integer> numbers = new HashMap<>();
        for (PackedElement cell : layout.cells()) {
            numbers.put(cell.slot(), numbers.size());
        }
        BitSet reads = new BitSet();
        layout.listen(new Accesses() {
            @Override
            public void read(long[] state, int slot, int width) {
                reads.set(Objects.requireNonNull(numbers.get(slot)));
            }

            @Override
            public void written(long[] state, int slot, int width) {}
        });
        try {
            long[] state = state(i);
            if (steps.get(i).enabled(state)) {
                steps.get(i).apply(state);
            }
        } finally {
            layout.listen(null);
        }
        return reads;
    }

    /** The hash of the state after a number of steps; it does not depend on how states are packed. */
    public long hash(int after) {
        return model.layout().hash(states.get(after));
    }

    /**
     * After how many steps the property is first violated, or -1 if it never is; for an {@code EVENTUALLY}, after how many steps its premise
     * holds and its goal never follows.
     *
     * @throws IllegalArgumentException if that requires a list of the model's steps, and there is none
     */
    public int firstViolation(Law law) {
        if (law.kind().isProgress()) {
            Refutation refutation = Refutation.of(this, law);
            return refutation.stands() ? refutation.since() : -1;
        }
        for (int i = 0; i < states.size(); i++) {
            if (law.violatedBy(states.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
