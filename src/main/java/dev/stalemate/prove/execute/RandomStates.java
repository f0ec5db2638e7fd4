package dev.stalemate.prove.execute;

import dev.stalemate.model.Action;
import dev.stalemate.model.AnyAddresses;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Field;
import dev.stalemate.model.Model;
import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Concrete states of a model, one after the other: of walks from its initial state, and with some elements at random. */
final class RandomStates {
    private static final int WALK = 40;
    private static final int TRIES = 8;
    private static final int PAGE_BITS = 12;

    private final Model model;
    private final RandomGenerator random;
    private final List<Action> actions;
    private final List<Ref.Element> elements = new ArrayList<>();
    private final List<Term> variables = new ArrayList<>();
    private final List<List<Term>> addresses;
    private final List<long[]> built = new ArrayList<>();
    /** Values that registers may well have. */
    private final List<Domain> wide = new ArrayList<>();

    private final Map<Field, Domain> domains;
    private final Map<Term, Long> values = new HashMap<>();
    private long[] walked;
    private long[] state;
    private int steps;

    RandomStates(
            Model model,
            List<List<Term>> addresses,
            SymbolicState before,
            Map<Field, Domain> domains,
            RandomGenerator random) {
        this.domains = domains;
        this.model = model;
        this.random = random;
        this.addresses = addresses;
        this.actions = model.actions().stream().filter(Action::possible).toList();
        for (Field field : model.layout().fields()) {
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                Term variable = before.get(field, e);
                if (variable.op() != Op.VARIABLE) {
                    throw new IllegalArgumentException(field.elementName(e) + " is no variable");
                }
                elements.add(new Ref.Element(field, e));
                variables.add(variable);
            }
        }
        for (Action action : actions) {
            for (Action.Parameter parameter : action.parameters()) {
                if (!parameter.domain().isFinite()) {
                    wide.add(parameter.domain());
                }
            }
        }
        model.addresses().forEach(any -> built.add(any.values().clone()));
        this.walked = model.initial();
        this.state = walked;
    }

    /** Goes on to another state of which some facts are true, with other addresses now and then. False if none is found soon. */
    boolean next(Evaluator facts) {
        for (int i = 0; i < TRIES; i++) {
            next(i < TRIES / 2 && random.nextBoolean());
            for (Term variable : facts.variables()) {
                facts.set(variable, value(variable));
            }
            facts.run();
            if (facts.value(0) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Goes on.
     *
     * @param changed whether the state is not one of a walk, but has some elements at random
     */
    private void next(boolean changed) {
        if (steps % WALK == 0) {
            move();
            walked = model.initial();
        }
        if (steps++ % WALK > 0) {
            walk();
        }
        state = walked.clone();
        if (changed) {
            int changes = 1 + random.nextInt(random.nextBoolean() ? 3 : elements.size());
            for (int i = 0; i < changes; i++) {
                Ref.Element element = elements.get(random.nextInt(elements.size()));
                element.field().setBits(state, element.number(), any(element.field()));
            }
        }
        for (int i = 0; i < elements.size(); i++) {
            Ref.Element element = elements.get(i);
            values.put(variables.get(i), element.field().bits(state, element.number()));
        }
    }

    /** A step that is possible, if one is found soon. */
    private void walk() {
        for (int i = 0; i < TRIES && !actions.isEmpty(); i++) {
            Action action = actions.get(random.nextInt(actions.size()));
            long[] args = action.parameters().stream()
                    .mapToLong(parameter -> parameter.domain().draw(random))
                    .toArray();
            long[] after = walked.clone();
            Boolean done = Tried.result(() -> {
                boolean possible = action.guard().test(after, args);
                if (possible) {
                    action.effect().apply(after, args);
                }
                return possible;
            });
            if (done != null && done) {
                walked = after;
                return;
            }
        }
    }

    private long any(Field field) {
        if (field.choices() > 0) {
            return random.nextInt(field.choices());
        }
        Domain domain = domains.get(field);
        return switch (domain != null && random.nextInt(64) > 0 ? -1 : random.nextInt(8)) {
            case -1 -> domain == null || random.nextInt(4) == 0 ? 0 : domain.draw(random);
            case 0 -> random.nextLong();
            case 1 -> 0;
            case 2 -> 1L << random.nextInt(Long.SIZE);
            default ->
                wide.isEmpty()
                        ? random.nextLong()
                        : wide.get(random.nextInt(wide.size())).draw(random);
        };
    }

    /** Other addresses, or those that the model was built with. */
    private void move() {
        for (int a = 0; a < built.size(); a++) {
            AnyAddresses any = model.addresses().get(a);
            for (int i = 0; i < any.values().length; i++) {
                long address = random.nextInt(3) == 0 ? built.get(a)[i] : somewhere();
                any.values()[i] = any.legal().test(address) ? address : built.get(a)[i];
            }
            if (any.different() && LongStream.of(any.values()).distinct().count() < any.values().length) {
                System.arraycopy(built.get(a), 0, any.values(), 0, any.values().length);
            }
            for (int i = 0; i < any.values().length; i++) {
                Term term = addresses.get(a).get(i);
                for (Term variable : term.variables()) {
                    values.put(variable, any.values()[i] >>> (term.width() - variable.width()));
                }
            }
        }
    }

    /** Any page, as often a low one as a high one; or a small number. */
    private long somewhere() {
        int bits = random.nextInt(Long.SIZE);
        long number = random.nextLong() >>> bits;
        return random.nextInt(4) == 0 ? random.nextInt(8) : number >>> PAGE_BITS << PAGE_BITS;
    }

    /** Puts the addresses back with which the model was built. */
    void restore() {
        for (int a = 0; a < built.size(); a++) {
            long[] values = model.addresses().get(a).values();
            System.arraycopy(built.get(a), 0, values, 0, values.length);
        }
    }

    /** A value for a variable that is an argument. */
    long draw(Term variable, Domain domain) {
        long value = domain.draw(random);
        values.put(variable, value);
        return value;
    }

    /** A variable's value. */
    long value(Term variable) {
        return values.getOrDefault(variable, 0L);
    }

    /** A copy of the state. */
    long[] copy() {
        return state.clone();
    }

    /** All elements that take bits. */
    List<Ref.Element> elements() {
        return elements;
    }

    /** Each element with its value, as counterexamples print it. */
    List<String> describe() {
        List<String> all = new ArrayList<>();
        for (Ref.Element element : elements) {
            all.add(element.field().elementName(element.number()) + "=" + text(element));
        }
        return all;
    }

    /** A value at random may be none that the field's text knows. */
    private String text(Ref.Element element) {
        try {
            return element.field().text(state, element.number());
        } catch (RuntimeException e) {
            return "number " + element.field().bits(state, element.number());
        }
    }
}
