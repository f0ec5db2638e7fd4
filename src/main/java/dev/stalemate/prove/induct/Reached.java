package dev.stalemate.prove.induct;

import dev.stalemate.model.Action;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** States that random steps from the initial state have reached, and what was possible there. The same in every run. */
final class Reached {
    private static final int LENGTH = 60;
    private static final int PALETTE = 3;
    private static final int TRIES = 8;

    private final Model model;
    private final SplittableRandom random;
    private final List<long[]> states = new ArrayList<>();
    private final Set<String> taken = new LinkedHashSet<>();
    /** By action and parameter, the values that the present walk draws from, where they can't be listed. */
    private final List<List<long[]>> palettes = new ArrayList<>();

    private Reached(Model model, long seed) {
        this.model = model;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Takes random walks.
     *
     * @param count of states, about; a state may be among them several times
     */
    static Reached of(Model model, int count, long seed) {
        Reached reached = new Reached(model, seed);
        while (reached.states.size() < count && !model.actions().isEmpty()) {
            reached.walk();
        }
        return reached;
    }

    private void walk() {
        palettes.clear();
        for (Action action : model.actions()) {
            List<long[]> values = new ArrayList<>();
            for (Action.Parameter parameter : action.parameters()) {
                long[] drawn = new long[PALETTE];
                for (int i = 0; i < PALETTE && !parameter.domain().isFinite(); i++) {
                    drawn[i] = parameter.domain().draw(random);
                }
                values.add(parameter.domain().isFinite() ? parameter.domain().values() : drawn);
            }
            palettes.add(values);
        }
        long[] state = model.initial();
        states.add(state.clone());
        for (int i = 0; i < LENGTH; i++) {
            if (step(state)) {
                states.add(state.clone());
            }
        }
    }

    private boolean step(long[] state) {
        for (int i = 0; i < TRIES; i++) {
            int a = random.nextInt(model.actions().size());
            Action action = model.actions().get(a);
            if (!action.possible()) {
                continue;
            }
            List<long[]> palette = palettes.get(a);
            long[] args = new long[palette.size()];
            for (int p = 0; p < args.length; p++) {
                args[p] = palette.get(p)[random.nextInt(palette.get(p).length)];
            }
            if (action.guard().test(state, args)) {
                taken.add(action.label());
                action.effect().apply(state, args);
                return true;
            }
        }
        return false;
    }

    /** The states, the initial one among them. */
    List<long[]> states() {
        return Collections.unmodifiableList(states);
    }

    /** The labels of actions that were taken. */
    Set<String> taken() {
        return Collections.unmodifiableSet(taken);
    }

    /** Whether a condition held somewhere. */
    boolean anywhere(Law.Condition condition) {
        return states.stream().anyMatch(condition::test);
    }
}
