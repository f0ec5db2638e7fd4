package dev.stalemate.pathfinder;

import dev.stalemate.model.Lane;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.StateKey;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A model as the threads of Java PathFinder step it: one thread for each lane, which takes any of its possible steps. Counts what was
 * visited, to distinguish a verdict from an exploration that did not get there.
 */
public final class SteppedModel {
    /** More distinct states than Java PathFinder can visit in hours. */
    static final int MOST_STATES = 50_000_000;

    private final Model model;
    private final Law law;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<List<Step>> steps = new ArrayList<>();
    private final Set<StateKey> seen = new HashSet<>();
    private final Set<String> neverTaken = new LinkedHashSet<>();
    private long premiseHeld;

    /**
     * A model and the property to look at.
     *
     * @throws IllegalStateException if the scope is too wide to list its steps
     * @throws IllegalArgumentException if the property is an {@code eventually}: threads that may stop anywhere can't decide progress
     */
    public SteppedModel(Model model, Law law) {
        if (law.kind() == Law.Kind.EVENTUALLY) {
            throw new IllegalArgumentException(law.name() + " is about what happens in the end");
        }
        this.model = model;
        this.law = law;
        List<Step> all = model.steps();
        for (Lane lane : threads(model.layout())) {
            List<Step> own = all.stream()
                    .filter(step -> thread(model.layout(), step).equals(lane))
                    .toList();
            if (!own.isEmpty()) {
                lanes.add(lane);
                steps.add(own);
            }
        }
        all.forEach(step -> neverTaken.add(step.action().label()));
        visit(model.initial());
    }

    /** The elements that run by themselves are a thread each, and all others together are one: that leaves the fewest orders. */
    private static List<Lane> threads(Layout layout) {
        return Lane.all(layout).stream()
                .filter(lane -> !lane.isActor() || lane.equals(Lane.OTHER))
                .toList();
    }

    private static Lane thread(Layout layout, Step step) {
        Lane lane = Lane.of(layout, step);
        return lane.isActor() ? Lane.OTHER : lane;
    }

    /** The threads: the lanes that have steps. */
    public int threads() {
        return lanes.size();
    }

    /** The initial state, as packed words. */
    public long[] initial() {
        return model.initial();
    }

    /** How many steps a thread can take in a state. */
    public int possible(int thread, long[] state) {
        int count = 0;
        for (Step step : steps.get(thread)) {
            if (step.enabled(state)) {
                count++;
            }
        }
        return count;
    }

    /** The choice-th of the steps that a thread can take in a state, from 0. */
    public Step step(int thread, int choice, long[] state) {
        int left = choice;
        for (Step step : steps.get(thread)) {
            if (step.enabled(state) && left-- == 0) {
                return step;
            }
        }
        throw new IllegalArgumentException("thread " + thread + " can't make choice " + choice + " there");
    }

    /** Takes the choice-th of the steps that a thread can take in a state, in place. */
    public void take(int thread, int choice, long[] state) {
        Step step = step(thread, choice, state);
        step.apply(state);
        neverTaken.remove(step.action().label());
        visit(state);
    }

    /** Whether a state ends the run: it violates a safety property, is a deadlock, or what was to be reached. */
    public boolean decides(long[] state) {
        return switch (law.kind()) {
            case ALWAYS -> law.violatedBy(state);
            case SOMETIMES -> law.holds().test(state);
            case DEADLOCK_FREE -> law.premise().test(state) && !law.holds().test(state) && isStuck(state);
            case EVENTUALLY -> false;
        };
    }

    private boolean isStuck(long[] state) {
        for (int thread = 0; thread < threads(); thread++) {
            if (possible(thread, state) > 0) {
                return false;
            }
        }
        return true;
    }

    private void visit(long[] state) {
        if (seen.add(StateKey.of(state.clone()))) {
            if (seen.size() > MOST_STATES) {
                throw new IllegalStateException("more than " + MOST_STATES + " states");
            }
            if (law.premise().test(state)) {
                premiseHeld++;
            }
        }
    }

    /** Distinct states that were visited. */
    public long states() {
        return seen.size();
    }

    /** How many of them the property's premise held in. */
    public long premiseHeld() {
        return premiseHeld;
    }

    /** Labels of the actions of which no step was taken. */
    public List<String> neverTaken() {
        return List.copyOf(neverTaken);
    }
}
