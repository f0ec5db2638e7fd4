package dev.stalemate.prove.induct;

import dev.stalemate.model.AnyAddresses;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.prove.term.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values that a solver has found, as a state and a step of the model's own code. */
final class Concrete {
    private final ProofModel model;
    private final Map<Term, Long> values = new HashMap<>();
    private final Map<String, Long> found;

    /**
     * Values.
     *
     * @param found by names of variables; others have what they have at first, and addresses those that the model was built with
     */
    Concrete(ProofModel model, Map<String, Long> found) {
        this.model = model;
        this.found = found;
        model.initial().forEach((variable, value) -> values.put(variable, value.value()));
        values.putAll(model.built());
        values.replaceAll((variable, value) -> found.getOrDefault(variable.name(), value));
    }

    /** A variable's value. */
    long value(Term variable) {
        Long value = values.get(variable);
        return value != null ? value : found.getOrDefault(variable.name(), 0L);
    }

    /** What a term is. */
    long evaluate(Term term) {
        return term.evaluate(this::value);
    }

    /** Whether a Bool holds. */
    boolean holds(Term bool) {
        return evaluate(bool) != 0;
    }

    /** The state. */
    long[] state() {
        long[] state = model.model().layout().blank();
        model.put(state, this::evaluate);
        return state;
    }

    /** Puts the addresses in for those that a model was built with. */
    void addressesInto(Model built) {
        List<List<Term>> addresses = model.addresses();
        List<AnyAddresses> arrays = built.addresses();
        for (int a = 0; a < addresses.size(); a++) {
            for (int i = 0; i < addresses.get(a).size(); i++) {
                arrays.get(a).values()[i] = evaluate(addresses.get(a).get(i));
            }
        }
    }

    /** Whether all addresses are those that the model was built with. */
    boolean hasBuiltAddresses() {
        List<List<Term>> addresses = model.addresses();
        for (int a = 0; a < addresses.size(); a++) {
            for (int i = 0; i < addresses.get(a).size(); i++) {
                if (evaluate(addresses.get(a).get(i))
                        != model.model().addresses().get(a).values()[i]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The arguments that were found for a step. */
    List<Term> arguments(Instance instance) {
        return instance.arguments().stream()
                .map(argument -> Term.constant(Long.SIZE, evaluate(argument)))
                .toList();
    }

    /** A step of an action of a model, with the arguments that were found. */
    Step step(Instance instance, Model of) {
        long[] args = new long[instance.arguments().size()];
        for (int i = 0; i < args.length; i++) {
            args[i] = evaluate(instance.arguments().get(i));
        }
        int number = model.model().actions().indexOf(instance.action());
        return new Step(of.actions().get(number), args);
    }
}
