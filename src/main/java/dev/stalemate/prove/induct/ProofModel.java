package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Parameter;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.prove.execute.Executor;
import dev.stalemate.prove.execute.Result;
import dev.stalemate.prove.execute.SymbolicState;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model, and what its code says of any of its states: each element of a state is a variable. What is asked is executed once. */
final class ProofModel {
    private final Model model;
    private final Executor executor;
    private final SymbolicState before;
    private final Map<Term, StateCell> cells = new LinkedHashMap<>();
    private final Map<List<Object>, Term> held = new HashMap<>();
    private final Map<String, LawTerms> laws = new HashMap<>();
    private @Nullable ImmutableList<Instance> instances;

    /**
     * Where a law says something, and where it is broken.
     *
     * @param premise where it says something
     * @param violated where it is broken, or its code throws an exception
     */
    record LawTerms(Term premise, Term violated) {}

    ProofModel(Model model, Executor executor) {
        this.model = model;
        this.executor = executor;
        SymbolicState state = SymbolicState.fresh(model.layout(), "");
        for (Field field : model.layout().fields()) {
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                StateCell cell = new StateCell(field, e);
                Term variable = Term.variable(cell.variable(), field.width());
                cells.put(variable, cell);
                state = state.with(field, e, variable);
            }
        }
        before = state;
    }

    /** The model. */
    Model model() {
        return model;
    }

    /** What executes its code. */
    Executor executor() {
        return executor;
    }

    /** Any state. */
    SymbolicState before() {
        return before;
    }

    /** The variables of that state, with what each stands for. */
    Map<Term, StateCell> cells() {
        return cells;
    }

    /** What is true of the addresses that stand for any. */
    Term legalAddresses() {
        return executor.legalAddresses();
    }

    /** An index by its name; null if no field, action or invariant has it. */
    @Nullable
    Index index(String name) {
        for (Field field : model.layout().fields()) {
            for (Index index : field.indices()) {
                if (index.name().equals(name)) {
                    return index;
                }
            }
        }
        return null;
    }

    /** Each action with each of its arguments that can be listed. */
    ImmutableList<Instance> instances() {
        if (instances == null) {
            ImmutableList.Builder<Instance> all = ImmutableList.builder();
            for (Action action : model.actions()) {
                for (List<@Nullable Long> numbers : combinations(action)) {
                    all.add(instance(action, numbers));
                }
            }
            instances = all.build();
        }
        return instances;
    }

    private static List<List<@Nullable Long>> combinations(Action action) {
        List<List<@Nullable Long>> all = new ArrayList<>();
        all.add(List.of());
        for (Parameter parameter : action.parameters()) {
            List<List<@Nullable Long>> longer = new ArrayList<>();
            for (List<@Nullable Long> prefix : all) {
                if (parameter.domain().isFinite()) {
                    for (long value : parameter.domain().values()) {
                        longer.add(plus(prefix, value));
                    }
                } else {
                    longer.add(plus(prefix, null));
                }
            }
            all = longer;
        }
        return all;
    }

    private static List<@Nullable Long> plus(List<@Nullable Long> prefix, @Nullable Long last) {
        List<@Nullable Long> longer = new ArrayList<>(prefix);
        longer.add(last);
        return longer;
    }

    private Instance instance(Action action, List<@Nullable Long> numbers) {
        ImmutableList.Builder<Term> arguments = ImmutableList.builder();
        Term legal = Term.TRUE;
        for (int i = 0; i < numbers.size(); i++) {
            Parameter parameter = action.parameters().get(i);
            Long number = numbers.get(i);
            Term argument = number != null
                    ? Term.constant(Long.SIZE, number)
                    : Term.variable("arg." + parameter.name(), Long.SIZE);
            arguments.add(argument);
            if (number == null) {
                Result accepts = executor.accepts(parameter.domain(), argument);
                legal = legal.and(accepts.value()).and(accepts.fault().not());
            }
        }
        ImmutableList<Term> terms = arguments.build();
        Result guard = executor.guard(action, terms, before);
        Result effect = executor.effect(action, terms, before);
        Term possible = guard.fault().not().and(guard.value());
        Map<Term, Term> changes = new LinkedHashMap<>();
        cells.forEach((variable, cell) -> {
            Term after = effect.after().get(cell.field(), cell.element());
            if (after != variable) {
                changes.put(variable, after);
            }
        });
        Term fault = guard.fault().or(possible.and(effect.fault()));
        return new Instance(action, numbers, terms, legal, possible, fault, effect.after(), changes);
    }

    /** Where an invariant is true of an entry and an element of its second index. */
    Term holds(Invariant invariant, int entry, int witness) {
        return held.computeIfAbsent(List.of(invariant.name(), entry, witness), key -> {
            Result result = executor.holds(invariant, entry, witness, before);
            return result.fault().not().and(result.value());
        });
    }

    /**
     * Where a law says something, and where it is broken.
     *
     * @throws IllegalArgumentException if the model has none of that name
     */
    LawTerms law(String name) {
        return laws.computeIfAbsent(name, key -> {
            Law law = model.law(name);
            Result premise = executor.test(law.premise(), before);
            Result holds = executor.test(law.holds(), before);
            Term violated = premise.fault()
                    .or(premise.value().and(holds.fault().or(holds.value().not())));
            return new LawTerms(premise.fault().not().and(premise.value()), violated);
        });
    }

    /** What variables have in the initial state. */
    Map<Term, Term> initial() {
        long[] state = model.initial();
        Map<Term, Term> values = new LinkedHashMap<>();
        cells.forEach((variable, cell) -> values.put(
                variable, Term.constant(variable.width(), cell.field().bits(state, cell.element()))));
        return values;
    }

    /** The elements of states among some variables. */
    Set<StateCell> among(Set<Term> variables) {
        Set<StateCell> among = new LinkedHashSet<>();
        cells.forEach((variable, cell) -> {
            if (variables.contains(variable)) {
                among.add(cell);
            }
        });
        return among;
    }
}
