package dev.stalemate.systems.mutants;

import dev.stalemate.model.Model;
import dev.stalemate.model.StateKey;
import dev.stalemate.model.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** States of a model, found by going from each to the next ones. */
final class States {
    private final Set<StateKey> known = new HashSet<>();
    private final int most;

    private States(int most) {
        this.most = most;
    }

    /**
     * A step that is possible in a state.
     *
     * @param step the step
     * @param after the state after it
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Taken(Step step, long[] after) {}

    /** Sees the steps that are possible in each state. */
    @FunctionalInterface
    interface Watcher {
        /** No others are possible there. */
        void saw(long[] state, List<Taken> possible);
    }

    /** The states that a model reaches, up to so many. */
    static States of(Model model, int most) {
        return of(model, most, (state, possible) -> {});
    }

    /** The states that a model reaches, up to so many, while somebody watches. */
    static States of(Model model, int most, Watcher watcher) {
        States states = new States(most);
        boolean unused = states.visit(model, watcher, null);
        return states;
    }

    /** How many were found. */
    int count() {
        return known.size();
    }

    /** Whether these are all states of their model, and another one, whose states have the same form, reaches no others. */
    boolean containAllOf(Model other) {
        return known.size() < most && new States(most).visit(other, (state, possible) -> {}, known);
    }

    /** Visits states; false as soon as one is not among the allowed. */
    private boolean visit(Model model, Watcher watcher, @Nullable Set<StateKey> allowed) {
        ArrayDeque<long[]> open = new ArrayDeque<>();
        List<Step> steps = model.steps();
        known.add(StateKey.of(model.initial()));
        open.add(model.initial());
        for (long[] state = open.poll(); state != null; state = open.poll()) {
            List<Taken> possible = new ArrayList<>();
            for (Step step : steps) {
                if (step.enabled(state)) {
                    long[] after = state.clone();
                    step.apply(after);
                    possible.add(new Taken(step, after));
                }
            }
            watcher.saw(state, possible);
            for (Taken taken : possible) {
                StateKey key = StateKey.of(taken.after);
                if (known.size() < most && known.add(key)) {
                    if (allowed != null && !allowed.contains(key)) {
                        return false;
                    }
                    open.add(taken.after);
                }
            }
        }
        return true;
    }
}
