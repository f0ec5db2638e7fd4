package dev.stalemate.model;

import dev.stalemate.model.Law.Breaks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A small transition system given by tables: built as a {@link Model} over packed states, and stepped on plain lists of numbers, so that
 * the two can be compared.
 *
 * @param bounds how many values each part of the state has
 * @param styles how each part is stored, so that states of one word and of several are seen
 * @param rules the families of actions
 * @param demands the properties
 */
public record RandomSystem(List<Integer> bounds, List<Style> styles, List<Rule> rules, List<Demand> demands) {
    private static final long ODD = 0x9E3779B97F4A7C15L;

    /** How a part of the state is stored. */
    public enum Style {
        NUMBER,
        LISTED_VALUES,
        /** Any value, 64 bits: two of them make a state of several words. */
        WHOLE_WORD
    }

    /** Whether a part of the state, shifted by the argument, is among some values. */
    public record Test(int part, int among) {
        boolean passes(List<Integer> state, List<Integer> bounds, int arg) {
            int p = part % bounds.size();
            return (among >> (state.get(p) + arg) % bounds.get(p) & 1) == 1;
        }
    }

    /** A part of the state computed from another and the argument. */
    public record Assignment(int target, int source, int factor, int plus) {}

    /** An action over an argument from 0 to size - 1. */
    public record Rule(int size, List<Test> guard, List<Assignment> effects) {}

    /** A property: where the premise passes, not all tests may pass (ALWAYS), or some state passes all (SOMETIMES). */
    public record Demand(boolean always, List<Test> premise, List<Test> tests) {}

    /** The state that everything starts in. */
    public List<Integer> initial() {
        return bounds.stream().map(b -> 0).toList();
    }

    /** Whether a rule applies. */
    public boolean enabled(List<Integer> state, int rule, int arg) {
        return all(rules.get(rule).guard(), state, arg);
    }

    /** The state after a rule, whose assignments are made one after the other. */
    public List<Integer> after(List<Integer> state, int rule, int arg) {
        List<Integer> next = new ArrayList<>(state);
        for (Assignment a : rules.get(rule).effects()) {
            int target = a.target() % bounds.size();
            int source = next.get(a.source() % bounds.size());
            next.set(target, (source * a.factor() + arg + a.plus()) % bounds.get(target));
        }
        return next;
    }

    /** Whether a demand says something of a state. */
    public boolean premise(List<Integer> state, int demand) {
        return all(demands.get(demand).premise(), state, 0);
    }

    /** Whether a state passes all tests of a demand. */
    public boolean passes(List<Integer> state, int demand) {
        return all(demands.get(demand).tests(), state, 0);
    }

    private boolean all(List<Test> tests, List<Integer> state, int arg) {
        return tests.stream().allMatch(t -> t.passes(state, bounds, arg));
    }

    /** The same system in the tool's terms. */
    public Model model() {
        Layout.Builder b = new Layout.Builder();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < bounds.size(); i++) {
            parts.add(part(b, "p" + i, bounds.get(i), styles.get(i % styles.size())));
        }
        Layout layout = b.build();
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            int rule = i;
            actions.add(Action.named("rule-" + i)
                    .over(Index.of("arg", rules.get(i).size()))
                    .when((s, a) -> enabled(read(parts, s), rule, (int) a[0]))
                    .then((s, a) -> apply(parts, s, rule, (int) a[0])));
        }
        List<Law> laws = new ArrayList<>();
        for (int i = 0; i < demands.size(); i++) {
            laws.add(law(parts, i));
        }
        List<Figure> figures = List.of(
                new Figure("largest p0", Figure.Kind.MAXIMUM, s -> parts.get(0).get(s)),
                new Figure("sum of p0", Figure.Kind.SUM, s -> parts.get(0).get(s)));
        return new Model.Builder("random", Toys.design("tables"), Scope.of("tables", List.of()))
                .layout(layout)
                .actions(actions)
                .laws(laws)
                .figures(figures)
                .build();
    }

    /** What a state of the model says, in this record's terms. */
    public List<Integer> read(Model model, long[] state) {
        List<Integer> values = new ArrayList<>();
        int i = 0;
        for (Field field : model.layout().fields()) {
            values.add(number(field, state, bounds.get(i++)));
        }
        return values;
    }

    private Law law(List<Part> parts, int demand) {
        String name = "demand-" + demand;
        Law.Condition tests = s -> passes(read(parts, s), demand);
        return demands.get(demand).always()
                ? Law.always(name, Breaks.COHERENCE, "not all tests pass")
                        .where(s -> premise(read(parts, s), demand))
                        .holds(s -> !tests.test(s))
                : Law.sometimes(name, Breaks.SPEED, "all tests pass").holds(tests);
    }

    private void apply(List<Part> parts, long[] s, int rule, int arg) {
        for (Assignment a : rules.get(rule).effects()) {
            int target = a.target() % parts.size();
            int source = parts.get(a.source() % parts.size()).get(s);
            parts.get(target).set(s, (source * a.factor() + arg + a.plus()) % bounds.get(target));
        }
    }

    private static List<Integer> read(List<Part> parts, long[] s) {
        return parts.stream().map(p -> p.get(s)).toList();
    }

    private interface Part {
        int get(long[] state);

        void set(long[] state, int value);
    }

    private static Part part(Layout.Builder b, String name, int bound, Style style) {
        if (style == Style.NUMBER) {
            IntField field = b.number(name, bound, Integer::toString);
            return part(field, bound, (s, v) -> field.set(s, 0, v));
        }
        long[] values = style == Style.WHOLE_WORD ? new long[0] : values(bound);
        LongField field = b.values(name, values);
        return part(field, bound, (s, v) -> field.set(s, 0, v * ODD));
    }

    private interface Setter {
        void set(long[] state, int value);
    }

    private static Part part(Field field, int bound, Setter setter) {
        return new Part() {
            @Override
            public int get(long[] state) {
                return number(field, state, bound);
            }

            @Override
            public void set(long[] state, int value) {
                setter.set(state, value);
            }
        };
    }

    private static int number(Field field, long[] state, int bound) {
        if (field instanceof IntField small) {
            return small.get(state, 0);
        }
        long value = ((LongField) field).get(state, 0);
        for (int v = 0; v < bound; v++) {
            if (v * ODD == value) {
                return v;
            }
        }
        throw new AssertionError(field.name() + " is 0x" + Long.toHexString(value));
    }

    private static long[] values(int bound) {
        return LongStream.range(0, bound).map(v -> v * ODD).toArray();
    }
}
