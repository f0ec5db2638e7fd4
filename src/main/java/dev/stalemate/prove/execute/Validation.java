package dev.stalemate.prove.execute;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Field;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tries whether terms say what the code does: both are asked in many concrete states, of random walks and of random values, with random
 * addresses and arguments. Guards, whole states after effects, properties, and exceptions are compared.
 *
 * <p>It changes nothing that outlives it but scratch space of the model, and belongs to one thread.
 */
public final class Validation {
    /** More states tell more than more of the same state. */
    private static final int AT_ONCE = 24;

    private final Model model;
    private final Executor executor;
    private final SymbolicState before;
    private final List<Tried> all = new ArrayList<>();
    /** For fields that take the value of an argument, its domain. */
    private final Map<Field, Domain> domains = new HashMap<>();

    /**
     * What was found.
     *
     * @param states how many states were tried: fewer than asked for if too few were found of which the executor's facts are true
     * @param comparisons how often a result of terms was compared with one of the code
     * @param skipped how often nothing was compared, because a summary says nothing there
     * @param untried actions whose effect was never compared, because no state was found in which they are possible
     * @param difference the first difference; null if there is none
     */
    public record Outcome(
            long states, long comparisons, long skipped, List<String> untried, @Nullable Mistranslation difference) {
        public Outcome {
            untried = List.copyOf(untried);
        }
    }

    /**
     * Of nothing yet.
     *
     * @param before the state of variables from which the terms were executed
     */
    public Validation(Executor executor, SymbolicState before) {
        this.model = executor.model();
        this.executor = executor;
        this.before = before;
    }

    /** Of all of a model's actions, laws of states, and invariants, which are executed for that. */
    public static Validation of(Executor executor, SymbolicState before) {
        Validation validation = new Validation(executor, before);
        Model model = executor.model();
        for (Action action : model.actions()) {
            for (List<Term> arguments : arguments(action)) {
                validation.step(
                        action,
                        arguments,
                        executor.guard(action, arguments, before),
                        executor.effect(action, arguments, before));
            }
        }
        model.laws().forEach(validation::law);
        model.invariants().forEach(validation::invariant);
        return validation;
    }

    /** Every combination of an action's arguments that can be listed; a variable for one that can't. */
    static List<List<Term>> arguments(Action action) {
        List<List<Term>> combinations = List.of(List.of());
        for (Action.Parameter parameter : action.parameters()) {
            List<List<Term>> longer = new ArrayList<>();
            for (List<Term> prefix : combinations) {
                if (!parameter.domain().isFinite()) {
                    longer.add(plus(prefix, Term.variable("arg." + parameter.name(), Long.SIZE)));
                }
                for (long value : parameter.domain().values()) {
                    longer.add(plus(prefix, Term.constant(Long.SIZE, value)));
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    private static List<Term> plus(List<Term> prefix, Term last) {
        List<Term> longer = new ArrayList<>(prefix);
        longer.add(last);
        return longer;
    }

    /**
     * Adds an action.
     *
     * @param arguments of 64 bits: constants, or variables with which the terms were executed
     */
    public void step(Action action, List<Term> arguments, Result guard, Result effect) {
        TriedStep step = new TriedStep(action, arguments, guard, effect, before);
        step.addDomains(domains, effect.after());
        all.add(step);
    }

    /** Adds a property of states. */
    public void law(Law law) {
        condition(law.name() + "'s premise", law.premise());
        condition(law.name(), law.holds());
    }

    /** Adds a condition. */
    public void condition(String name, Law.Condition condition) {
        all.add(new TriedCondition(name, condition::test, executor.test(condition, before)));
    }

    /** Adds an invariant: of each entry and each element of its second index. */
    public void invariant(Invariant invariant) {
        for (int entry = 0; entry < invariant.entries(); entry++) {
            for (int witness = 0; witness < invariant.witnesses(); witness++) {
                int e = entry;
                int w = witness;
                all.add(new TriedCondition(
                        invariant.name() + " of " + e + " and " + w,
                        state -> invariant.holds().test(state, e, w),
                        executor.holds(invariant, e, w, before)));
            }
        }
    }

    /**
     * Tries random states, until something is different: in each of them so many actions and properties, at random.
     *
     * @param states how many states, from 1
     */
    public Outcome run(int states, RandomGenerator random) {
        RandomStates some = new RandomStates(model, executor.addresses(), before, domains, random);
        Evaluator facts = new Evaluator(List.of(Term.all(executor.facts())));
        List<Tried> order = new ArrayList<>(all);
        int count = 0;
        try {
            while (count < states && some.next(facts)) {
                count++;
                for (int i = 0; i < Math.min(AT_ONCE, order.size()); i++) {
                    Collections.swap(order, i, i + random.nextInt(order.size() - i));
                    Mistranslation difference = order.get(i).in(some);
                    if (difference != null) {
                        return outcome(count, difference);
                    }
                }
            }
        } finally {
            some.restore();
        }
        return outcome(count, null);
    }

    private Outcome outcome(long states, @Nullable Mistranslation difference) {
        long comparisons = 0;
        long skipped = 0;
        List<String> untried = new ArrayList<>();
        for (Tried tried : all) {
            comparisons += tried.comparisons();
            skipped += tried.skipped();
            if (!tried.isTried()) {
                untried.add(tried.name());
            }
        }
        return new Outcome(states, comparisons, skipped, untried, difference);
    }
}
