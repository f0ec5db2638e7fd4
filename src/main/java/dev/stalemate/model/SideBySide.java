package dev.stalemate.model;

import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two designs of a system at once: each step is taken by both, and the state of the second is behind that of the first. Its only law, {@code
 * same-as: DESIGN}, is that nothing tells them apart: not what both print, nor which steps are possible, nor which properties of states are
 * violated. What only one of them has, such as state of its own, is no difference by itself, nor is a step that only one can take and that
 * changes nothing which both print: the other one stays where it is.
 */
final class SideBySide {
    /** What the name of the law begins with; the name of the second design follows. */
    static final String SAME_AS = "same-as: ";

    private static final int BOTH = 0;
    private static final int FIRST_ALONE = 1;
    private static final int SECOND_ALONE = 2;

    private final Side first;
    private final Side second;
    private final IntField possible;
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Judged> judged = new ArrayList<>();

    /** A design, and its part of the state, which is copied because a design may rely on the length of its states. */
    private static final class Side {
        private final Model model;
        private final int from;
        private final long[] own;

        Side(Model model, int from) {
            this.model = model;
            this.from = from;
            this.own = new long[model.layout().words()];
        }

        long[] load(long[] state) {
            System.arraycopy(state, from, own, 0, own.length);
            return own;
        }

        boolean can(@Nullable Action action, long[] state, long[] args) {
            return action != null && action.guard().test(load(state), args);
        }

        void take(Action action, long[] state, long[] args) {
            action.effect().apply(load(state), args);
            System.arraycopy(own, 0, state, from, own.length);
        }

        String name() {
            return model.design().name();
        }
    }

    /** An element that both print. */
    private record Pair(Field first, int firstElement, Field second, int secondElement, boolean sameBits) {
        boolean differs(long[] one, long[] other) {
            return sameBits
                    ? first.bits(one, firstElement) != second.bits(other, secondElement)
                    : !first.text(one, firstElement).equals(second.text(other, secondElement));
        }
    }

    /** A property that both have. */
    private record Judged(Law first, Law second) {}

    private SideBySide(Side first, Side second, IntField possible) {
        this.first = first;
        this.second = second;
        this.possible = possible;
        pair();
        for (Law law : first.model.laws()) {
            second.model.laws().stream()
                    .filter(other -> other.name().equals(law.name()) && law.kind() == Law.Kind.ALWAYS)
                    .forEach(other -> judged.add(new Judged(law, other)));
        }
    }

    /**
     * The model of two designs of a system at one scope.
     *
     * @throws IllegalArgumentException if the scope is too wide to list their steps, or an action takes other arguments in one of them
     */
    static Model of(Model one, Model other) {
        if (!one.isFinite() || !other.isFinite()) {
            throw new IllegalArgumentException(
                    "scope " + one.scope().name() + " is too wide to compare two designs state by state");
        }
        String name = other.design().name();
        Layout.Builder shape = Layout.Builder.beside(one.layout(), other.layout(), name + ":");
        Side first = new Side(one, 0);
        Side second = new Side(other, one.layout().words());
        IntField possible =
                shape.number("possible in", 3, i -> List.of("both", first.name() + " alone", name + " alone")
                        .get(i));
        Layout layout = shape.build();
        SideBySide both = new SideBySide(first, second, possible);
        long[] initial = Arrays.copyOf(one.initial(), layout.words());
        System.arraycopy(other.initial(), 0, initial, second.from, second.own.length);
        List<View> views = new ArrayList<>();
        one.views().forEach(view -> views.add(shown(first, view, "")));
        other.views().forEach(view -> views.add(shown(second, view, name + ":")));
        return new Model.Builder(one.system(), one.design(), one.scope())
                .layout(layout)
                .startingAt(initial)
                .actions(both.actions())
                .laws(List.of(both.law()))
                .showing(views)
                .build();
    }

    private static View shown(Side side, View view, String prefix) {
        return new View(
                prefix + view.name(), view.indices(), (state, e) -> view.text().of(side.load(state), e));
    }

    private void pair() {
        for (Field field : first.model.layout().fields()) {
            for (Field other : second.model.layout().fields()) {
                if (other.name().equals(field.name())) {
                    pair(field, other);
                }
            }
        }
    }

    private void pair(Field field, Field other) {
        boolean sameBits = Operand.of(field)
                .texts(first.model.layout())
                .equals(Operand.of(other).texts(second.model.layout()));
        Map<String, Integer> elements = new LinkedHashMap<>();
        for (int e = 0; e < other.size(); e++) {
            elements.put(other.elementName(e), e);
        }
        for (int e = 0; e < field.size() && (!sameBits || field.width() > 0); e++) {
            Integer with = elements.get(field.elementName(e));
            if (with != null) {
                pairs.add(new Pair(field, e, other, with, sameBits));
            }
        }
    }

    /** What makes an action the same in both: its arguments are handed to both. */
    private static List<Object> key(Action action) {
        List<Object> key = new ArrayList<>(List.of(action.name()));
        for (Action.Parameter parameter : action.parameters()) {
            key.add(parameter.name());
            for (long value : parameter.domain().values()) {
                key.add(value);
                key.add(parameter.domain().text(value));
            }
        }
        return key;
    }

    private List<Action> actions() {
        Map<List<Object>, Action> others = new LinkedHashMap<>();
        second.model.actions().forEach(action -> others.put(key(action), action));
        List<Action> actions = new ArrayList<>();
        List<Action> alone = new ArrayList<>();
        for (Action action : first.model.actions()) {
            Action other = others.remove(key(action));
            actions.add(both(action, action, other));
            if (other == null) {
                alone.add(action);
            }
        }
        for (Action other : others.values()) {
            if (alone.stream().anyMatch(action -> overlap(action, other))) {
                throw new IllegalArgumentException(
                        other.name() + " takes other arguments in " + second.name() + " than in " + first.name()
                                + " at scope " + first.model.scope().name());
            }
            actions.add(both(other, null, other));
        }
        return actions;
    }

    private static boolean overlap(Action one, Action other) {
        return one.name().equals(other.name()) && one.combinations().stream().anyMatch(other::accepts);
    }

    private Action both(Action shape, @Nullable Action one, @Nullable Action other) {
        Action.Builder builder = Action.named(shape.name());
        shape.parameters().forEach(parameter -> builder.over(parameter.name(), parameter.domain()));
        return builder.writing(one == null ? null : one.written())
                .when((state, args) -> possible.get(state, 0) == BOTH
                        && (first.can(one, state, args) || second.can(other, state, args)))
                .then((state, args) -> {
                    boolean oneCan = first.can(one, state, args);
                    boolean otherCan = second.can(other, state, args);
                    if (oneCan) {
                        first.take(Objects.requireNonNull(one), state, args);
                    }
                    if (otherCan) {
                        second.take(Objects.requireNonNull(other), state, args);
                    }
                    if (oneCan != otherCan && isPrintedDifferently(state)) {
                        possible.set(state, 0, oneCan ? FIRST_ALONE : SECOND_ALONE);
                    }
                });
    }

    private Law law() {
        String name = second.name();
        return Law.always(
                        SAME_AS + name,
                        Breaks.CONDITION,
                        "both print the same, can take the same steps, and violate the same properties")
                .holds(this::isSame)
                .explainedBy(state -> new Diagnosis(Breaks.CONDITION, differences(state)));
    }

    private boolean isSame(long[] state) {
        if (possible.get(state, 0) != BOTH || isPrintedDifferently(state)) {
            return false;
        }
        long[] one = first.load(state);
        long[] other = second.load(state);
        for (Judged law : judged) {
            if (law.first.violatedBy(one) != law.second.violatedBy(other)) {
                return false;
            }
        }
        return true;
    }

    private boolean isPrintedDifferently(long[] state) {
        long[] one = first.load(state);
        long[] other = second.load(state);
        for (Pair pair : pairs) {
            if (pair.differs(one, other)) {
                return true;
            }
        }
        return false;
    }

    private List<String> differences(long[] state) {
        List<String> lines = new ArrayList<>();
        long[] one = first.load(state);
        long[] other = second.load(state);
        if (possible.get(state, 0) != BOTH) {
            lines.add("the last step is possible in " + possible.text(state, 0));
        }
        for (Pair pair : pairs) {
            if (pair.differs(one, other)) {
                lines.add(pair.first.inWords(pair.firstElement) + " is " + pair.first.inWords(one, pair.firstElement)
                        + " in "
                        + first.name() + ", " + pair.second.inWords(other, pair.secondElement) + " in "
                        + second.name());
            }
        }
        for (Judged law : judged) {
            boolean violated = law.first.violatedBy(one);
            if (violated != law.second.violatedBy(other)) {
                lines.add(law.first.name() + " is violated in " + (violated ? first : second).name() + " alone");
            }
        }
        return lines;
    }
}
