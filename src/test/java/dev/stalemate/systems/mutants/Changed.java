package dev.stalemate.systems.mutants;

import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Effect;
import dev.stalemate.model.Action.Guard;
import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Model;
import java.util.List;

/** Actions of one model, each with one thing changed. Belongs to one thread, as the model does. */
final class Changed {
    private final Parts parts;
    /** The state as it was or would be. */
    private final long[] other;

    Changed(Model model) {
        this.parts = new Parts(model.layout());
        this.other = model.layout().blank();
    }

    /** The model with other actions. */
    static Model actions(Model model, List<Action> actions) {
        return new Model.Builder(model.system(), model.design(), model.scope())
                .layout(model.layout())
                .startingAt(model.initial())
                .actions(actions)
                .laws(model.laws())
                .build();
    }

    /** The fields of its states. */
    Parts parts() {
        return parts;
    }

    private static Action with(Action action, Guard guard, Effect effect) {
        return new Action(
                action.name(),
                action.parameters(),
                guard,
                effect,
                action.fair(),
                (args, footprint) -> footprint.everything(),
                action.written());
    }

    private static void copy(long[] from, long[] to) {
        System.arraycopy(from, 0, to, 0, from.length);
    }

    /** Doesn't set, or doesn't clear, the elements of a field that it would; or only the last of them. */
    Action writes(Action action, Field field, boolean set, boolean last) {
        int[] was = new int[field.size()];
        return with(action, action.guard(), (s, args) -> {
            for (int e = 0; e < was.length; e++) {
                was[e] = field.choice(s, e);
            }
            action.effect().apply(s, args);
            for (int e = was.length - 1; e >= 0; e--) {
                int is = field.choice(s, e);
                if (set ? is > was[e] : is == 0 && was[e] != 0) {
                    field.choose(s, e, was[e]);
                    if (last) {
                        return;
                    }
                }
            }
        });
    }

    /** Is possible wherever its element stands at its place. */
    Action waits(Action action, int place) {
        IntField counter = parts.counter(action).orElseThrow();
        return with(action, (s, args) -> counter.get(s, (int) args[0]) == place, action.effect());
    }

    /** Does, at its place, what another step does, and waits for what that waits for; but goes on where it would. */
    Action insteadOf(Action action, int place, Action does, int otherPlace) {
        IntField counter = parts.counter(action).orElseThrow();
        return with(
                action,
                (s, args) -> {
                    if (counter.get(s, (int) args[0]) != place) {
                        return false;
                    }
                    copy(s, other);
                    counter.set(other, (int) args[0], otherPlace);
                    return does.guard().test(other, args);
                },
                (s, args) -> {
                    int self = (int) args[0];
                    copy(s, other);
                    action.effect().apply(other, args);
                    counter.set(s, self, otherPlace);
                    does.effect().apply(s, args);
                    counter.set(s, self, counter.get(other, self));
                });
    }
}
