package dev.stalemate.model;

import dev.stalemate.model.Litmus.End;
import dev.stalemate.model.Litmus.Grade;
import dev.stalemate.model.Litmus.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@link Litmus} while it is put together and run. */
public final class Race {
    private static final String END = "end";

    private static final Rule STUCK = new Rule(Grade.FORBIDDEN, false, "a program waits for ever");

    private final Litmus litmus;
    private final Layout.Builder builder = new Layout.Builder();
    private final List<Code> codes = new ArrayList<>();
    private final List<Case> cases = new ArrayList<>();
    private List<IntField> shown = List.of();
    private Consumer<long[]> before = s -> {};
    private @Nullable Rule rest;
    private @Nullable Model model;

    /** The outcomes that a rule is about. */
    private record Case(Law.Condition ends, Rule rule) {}

    Race(Litmus litmus) {
        this.litmus = litmus;
    }

    /** Shared memory or a local, 0 at first. */
    public IntField flag(String name) {
        return builder.flag(name);
    }

    /** The same for a number from 0 to a bound, exclusive. */
    public IntField number(String name, int bound) {
        return builder.number(name, bound, Integer::toString);
    }

    /** Sets what differs from 0 before anything runs. */
    public void before(Consumer<long[]> setting) {
        before = setting;
    }

    /** Begins a program; its name says what runs it, such as {@code vcpu 0}. */
    public Code program(String name) {
        Code code = new Code(name);
        codes.add(code);
        return code;
    }

    /** Says which fields make an outcome; tables show these. */
    public void shows(IntField... fields) {
        shown = List.of(fields);
    }

    /** Allowed outcomes. The first rule that an outcome fits counts. */
    public void acceptable(Law.Condition ends, String why) {
        cases.add(new Case(ends, new Rule(Grade.ACCEPTABLE, true, why)));
    }

    /** Forbidden outcomes that no run leads to. */
    public void forbidden(Law.Condition ends, String why) {
        cases.add(new Case(ends, new Rule(Grade.FORBIDDEN, false, why)));
    }

    /** Forbidden outcomes that some run leads to: what is wrong with the design. */
    public void forbiddenButReached(Law.Condition ends, String why) {
        cases.add(new Case(ends, new Rule(Grade.FORBIDDEN, true, why)));
    }

    /** All other outcomes are allowed. */
    public void otherwise(String why) {
        rest = new Rule(Grade.ACCEPTABLE, true, why);
    }

    /** The names of the fields that are shown. */
    public List<String> columns() {
        return shown.stream().map(Field::name).toList();
    }

    /** Every rule, in the order in which they are tried. */
    public List<Rule> rules() {
        List<Rule> rules = new ArrayList<>(List.of(STUCK));
        cases.forEach(c -> rules.add(c.rule));
        if (rest != null) {
            rules.add(rest);
        }
        return rules;
    }

    /** The rule for the outcome of a run. */
    public Rule rule(long[] end) {
        if (codes.stream().anyMatch(t -> !t.hasEnded(end))) {
            return STUCK;
        }
        for (Case one : cases) {
            if (one.ends.test(end)) {
                return one.rule;
            }
        }
        return rest != null ? rest : new Rule(Grade.FORBIDDEN, false, "no rule is about this outcome");
    }

    /** How the outcome of a run is printed. */
    public End end(long[] end) {
        return new End(
                shown.stream().map(f -> f.text(end, 0)).toList(),
                codes.stream()
                        .filter(t -> !t.hasEnded(end))
                        .map(t -> t.name + " at " + t.program().at().text(end, 0))
                        .toList());
    }

    /** The programs as a model; the same at each call. */
    public Model model() {
        if (model == null) {
            List<Action> actions = new ArrayList<>();
            codes.forEach(t -> actions.addAll(t.program().actions()));
            Layout layout = builder.build();
            long[] initial = layout.blank();
            before.accept(initial);
            model = new Model.Builder(
                            litmus.name(), new Named(litmus.name(), litmus.says()), Scope.of("litmus", List.of()))
                    .layout(layout)
                    .startingAt(initial)
                    .actions(actions)
                    .build();
        }
        return model;
    }

    private record Named(String name, String says) implements Design {}

    /** A short program: its steps follow each other, and tests skip some. */
    public final class Code {
        private final String name;
        private final List<Line> lines = new ArrayList<>();
        private @Nullable Program program;

        private record Line(
                String label, Law.Condition guard, Consumer<long[]> effect, Law.Condition jumps, String to) {}

        private Code(String name) {
            this.name = name;
        }

        /** An atomic step. */
        public Code step(String label, Consumer<long[]> effect) {
            return when(label, s -> true, effect);
        }

        /** An atomic step that waits until it is possible. */
        public Code when(String label, Law.Condition guard, Consumer<long[]> effect) {
            lines.add(new Line(label, guard, effect, s -> false, END));
            return this;
        }

        /** An atomic test: if it is true, the program goes on with a later step, or ends if that is {@code end}. */
        public Code jump(String label, Law.Condition test, String to) {
            lines.add(new Line(label, s -> true, s -> {}, test, to));
            return this;
        }

        boolean hasEnded(long[] state) {
            Program its = program();
            return its.isAt(state, 0, its.place(END));
        }

        /** The program; its fields are declared by this. */
        private Program program() {
            if (program == null) {
                List<String> labels =
                        new ArrayList<>(lines.stream().map(Line::label).toList());
                labels.add(END);
                program = new Program(builder, Index.single(name), labels.toArray(String[]::new));
                for (int i = 0; i < lines.size(); i++) {
                    define(
                            program,
                            lines.get(i),
                            labels.get(i + 1),
                            labels.indexOf(lines.get(i).to()) > i);
                }
            }
            return program;
        }

        private void define(Program its, Line line, String next, boolean forward) {
            if (!forward) {
                throw new IllegalArgumentException(
                        "step " + line.label + " of " + name + " can't go back to " + line.to + ": runs must end");
            }
            its.step(line.label)
                    .when((s, self) -> line.guard.test(s))
                    .choose(
                            (s, self) -> {
                                boolean jumps = line.jumps.test(s);
                                line.effect.accept(s);
                                return jumps ? 1 : 0;
                            },
                            next,
                            line.to);
        }
    }
}
