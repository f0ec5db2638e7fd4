package dev.stalemate.systems.mutants;

import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** States of a model, found by going from each to the next ones. */
final class States {
    private final Set<LongBuffer> known = new HashSet<>();
    private final int most;

    private States(int most) {
        this.most = most;
    }

    /** Sees each step in each state. */
    interface Watcher {
        /** The next state is null where the step is not possible. */
        void saw(Step step, long[] before, long @Nullable [] after);
    }

    /** The states that a model reaches, up to so many, while somebody watches. */
    static States visit(Model model, int most, Watcher watcher) {
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
        return known.size() < most && new States(most).visit(other, (step, before, after) -> {}, known);
    }

    /** Visits states; false as soon as one is not among the allowed. */
    private boolean visit(Model model, Watcher watcher, @Nullable Set<LongBuffer> allowed) {
        ArrayDeque<long[]> open = new ArrayDeque<>();
        List<Step> steps = model.steps();
        known.add(LongBuffer.wrap(model.initial()));
        open.add(model.initial());
        for (long[] state = open.poll(); state != null; state = open.poll()) {
            for (Step step : steps) {
                if (!step.enabled(state)) {
                    watcher.saw(step, state, null);
                    continue;
                }
                long[] after = state.clone();
                step.apply(after);
                watcher.saw(step, state, after);
                if (known.size() < most && known.add(LongBuffer.wrap(after))) {
                    if (allowed != null && !allowed.contains(LongBuffer.wrap(after))) {
                        return false;
                    }
                    open.add(after);
                }
            }
        }
        return true;
    }
}
