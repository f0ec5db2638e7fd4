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
import dev.stalemate.prove.induct.FreeBits.Run;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A model, and what its code says of any of its states in which addresses are legal and each element has a value that it can have. What is asked
 * is executed once.
 */
final class ProofModel {
    private final Model model;
    private final Executor executor;
    private final ImmutableList<String> looks;
    /** A variable for all bits of each element. */
    private final Map<Term, StateCell> elements = new LinkedHashMap<>();

    private final SymbolicState before;
    /** That addresses are legal, as it is said before that is taken for granted. */
    private final Term legal;

    private final ImmutableList<Fact> values;
    private final Usual usual;
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

    /**
     * Of a model.
     *
     * @param looks where it looked at addresses while it was built
     */
    ProofModel(Model model, Executor executor, ImmutableList<String> looks) {
        this.looks = looks;
        this.model = model;
        this.executor = executor;
        SymbolicState state = SymbolicState.fresh(model.layout(), "");
        for (Field field : model.layout().fields()) {
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                StateCell element = new StateCell(field, e);
                Term variable = Term.variable(element.variable(), field.width());
                elements.put(variable, element);
                state = state.with(field, e, variable);
            }
        }
        before = state;
        legal = executor.legalAddresses();
        List<Term> bools = new ArrayList<>(List.of(legal));
        Map<Term, Term> ranges = new LinkedHashMap<>();
        elements.forEach((variable, element) -> ranges.put(variable, Facts.range(this, variable, element.field())));
        bools.addAll(ranges.values());
        usual = new Usual(bools);
        values = Facts.values(ranges, usual);
        elements.forEach((variable, element) -> usual.runs(variable)
                .forEach(run ->
                        cells.put(run.variable(), element.run(run.variable().name(), run.low()))));
        bools.forEach(executor::know);
    }

    /** The model. */
    Model model() {
        return model;
    }

    /** Where it looked at addresses while it was built, in words: then it is not known what it would be with others. */
    ImmutableList<String> looks() {
        return looks;
    }

    /** What executes its code. */
    Executor executor() {
        return executor;
    }

    /** Any state, from which code is executed. */
    SymbolicState before() {
        return before;
    }

    /** The variables of any state, with what each stands for. */
    Map<Term, StateCell> cells() {
        return cells;
    }

    /** That each element has a value that it can have. */
    ImmutableList<Fact> values() {
        return values;
    }

    /** What is true of the addresses that stand for any. */
    Term legalAddresses() {
        return usual.written(legal);
    }

    /** The addresses that stand for any, array by array. */
    List<List<Term>> addresses() {
        return executor.addresses().stream()
                .map(array -> array.stream().map(usual::written).toList())
                .toList();
    }

    /** What the variables of an address have where the model was built with it. */
    Map<Term, Long> built() {
        Map<Term, Long> built = new LinkedHashMap<>();
        List<List<Term>> arrays = executor.addresses();
        for (int a = 0; a < arrays.size(); a++) {
            for (int i = 0; i < arrays.get(a).size(); i++) {
                Term address = arrays.get(a).get(i);
                Term variable = address.variables().iterator().next();
                long bits = model.addresses().get(a).values()[i] >>> (address.width() - variable.width());
                usual.runs(variable).forEach(run -> built.put(run.variable(), part(run, bits)));
            }
        }
        return built;
    }

    private static long part(Run run, long bits) {
        int width = run.variable().width();
        return bits >>> run.low() & (width == Long.SIZE ? -1 : (1L << width) - 1);
    }

    /** An index by its name; null if no field has it. */
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

    /** How many elements an index has; 0 if there is none of that name. */
    int size(String name) {
        Index index = index(name);
        return index == null ? 0 : index.size();
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

    /** An argument of an action, with which it is executed: a number, or a variable for any. */
    static Term argument(Action action, List<@Nullable Long> numbers, int i) {
        Long number = numbers.get(i);
        return number != null
                ? Term.constant(Long.SIZE, number)
                : Term.variable("arg." + action.parameters().get(i).name(), Long.SIZE);
    }

    private Instance instance(Action action, List<@Nullable Long> numbers) {
        ImmutableList.Builder<Term> arguments = ImmutableList.builder();
        List<Term> legal = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            Parameter parameter = action.parameters().get(i);
            Long number = numbers.get(i);
            Term argument = argument(action, numbers, i);
            arguments.add(argument);
            if (number == null) {
                Result accepts = executor.accepts(parameter.domain(), argument);
                legal.add(accepts.value().and(accepts.fault().not()));
            }
        }
        ImmutableList<Term> terms = arguments.build();
        Result guard = executor.guard(action, terms, before);
        Result effect = executor.effect(action, terms, before);
        Term possible = guard.fault().not().and(guard.value());
        Term fault = guard.fault().or(possible.and(effect.fault()));
        Usual given = new Usual(legal);
        Map<Term, Term> whole = new LinkedHashMap<>();
        Map<Term, Term> changes = new LinkedHashMap<>();
        elements.forEach((variable, element) -> {
            Term after = effect.after().get(element.field(), element.element());
            if (after != variable) {
                Term written = given.of(usual.of(after));
                whole.put(variable, written);
                for (Run run : usual.runs(variable)) {
                    Term part = written.extract(run.low() + run.variable().width() - 1, run.low());
                    if (part != run.variable()) {
                        changes.put(run.variable(), part);
                    }
                }
            }
        });
        return new Instance(
                action,
                numbers,
                terms.stream().map(given::written).collect(ImmutableList.toImmutableList()),
                given.written(Term.all(legal)),
                given.of(usual.of(possible)),
                given.of(usual.of(fault)),
                whole,
                changes,
                new Substitution(changes));
    }

    /**
     * An invariant by its name.
     *
     * @throws IllegalArgumentException if the model has none of that name
     */
    Invariant invariant(String name) {
        return model.invariants().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the scope " + model.scope().typed() + " has no invariant '" + name + "'"));
    }

    /** Where an invariant is true of an entry and an element of its second index. */
    Term holds(Invariant invariant, int entry, int witness) {
        return held.computeIfAbsent(List.of(invariant.name(), entry, witness), key -> {
            Result result = executor.holds(invariant, entry, witness, before);
            return usual.of(result.fault().not().and(result.value()));
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
            return new LawTerms(usual.of(premise.fault().not().and(premise.value())), usual.of(violated));
        });
    }

    /** What variables have in the initial state. */
    Map<Term, Term> initial() {
        long[] state = model.initial();
        Map<Term, Term> values = new LinkedHashMap<>();
        cells.forEach((variable, cell) -> values.put(
                variable, Term.constant(variable.width(), cell.field().bits(state, cell.element()) >>> cell.low())));
        return values;
    }

    /** What elements have in the initial state, all bits of each. */
    Map<Term, Term> whole() {
        long[] state = model.initial();
        Map<Term, Term> values = new LinkedHashMap<>();
        elements.forEach((variable, element) -> values.put(
                variable, Term.constant(variable.width(), element.field().bits(state, element.element()))));
        return values;
    }

    /** Puts into a state what elements have, all bits of each, as a term of the variables of any state says. */
    void put(long[] state, ToLongFunction<Term> value) {
        elements.forEach((variable, element) ->
                element.field().setBits(state, element.element(), value.applyAsLong(usual.written(variable))));
    }

    /** The elements of states among some variables. */
    Set<StateCell> among(Set<Term> variables) {
        Set<StateCell> among = new LinkedHashSet<>();
        for (Term variable : variables) {
            StateCell cell = cells.get(variable);
            if (cell != null) {
                among.add(cell);
            }
        }
        return among;
    }
}
