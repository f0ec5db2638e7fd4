package dev.stalemate.model;

import dev.stalemate.model.Law.Breaks;
import java.util.ArrayList;
import java.util.List;

/** Models small enough to know everything about. */
public final class Toys {
    private Toys() {}

    /** A design that only has a name. */
    public static Design design(String name) {
        return new Design() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String says() {
                return name;
            }
        };
    }

    /** A model of a layout with these actions and properties, started blank. */
    public static Model model(Layout.Builder builder, List<Action> actions, Law... laws) {
        Layout layout = builder.build();
        return new Model.Builder("toy", design("plain"), Scope.of("toy", List.of()))
                .layout(layout)
                .actions(actions)
                .laws(List.of(laws))
                .build();
    }

    /** A safety property without premise. */
    public static Law never(String name, Law.Condition bad) {
        return Law.always(name, Breaks.COHERENCE, name).holds(s -> !bad.test(s));
    }

    /**
     * Counters that each count from 0 to bound - 1, one up at a time: bound^n states, n * (bound - 1) * bound^(n-1) + 1 transitions,
     * n * (bound - 1) steps deep. Its property {@code corner} says that not all are at their end.
     *
     * @param apart whether each counter has a word of its own
     */
    public static Model counters(int n, int bound, boolean apart) {
        Layout.Builder b = new Layout.Builder();
        List<IntField> fields = new ArrayList<>();
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            IntField field = b.number("c" + i, bound, Integer::toString);
            fields.add(field);
            if (apart) {
                b.values("filler" + i, new long[0]);
            }
            actions.add(Action.named("up-" + i)
                    .when((s, a) -> field.get(s, 0) < bound - 1)
                    .then((s, a) -> field.set(s, 0, field.get(s, 0) + 1)));
        }
        return model(b, actions, never("corner", s -> {
            for (IntField field : fields) {
                if (field.get(s, 0) < bound - 1) {
                    return false;
                }
            }
            return true;
        }));
    }
}
