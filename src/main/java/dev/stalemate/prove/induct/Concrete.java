package dev.stalemate.prove.induct;

import dev.stalemate.prove.term.Term;
import java.util.HashMap;
import java.util.Map;

/** A state that a solver has found, as the model's own code has it. */
final class Concrete {
    private final ProofModel model;
    private final Map<Term, Long> values;

    /**
     * A state.
     *
     * @param values of variables; others have what they have at first
     */
    Concrete(ProofModel model, Map<Term, Long> values) {
        this.model = model;
        this.values = new HashMap<>(values);
        model.initial().forEach((variable, value) -> this.values.putIfAbsent(variable, value.value()));
    }

    /** A variable's value. */
    long value(Term variable) {
        return values.getOrDefault(variable, 0L);
    }

    /** What a term is there. */
    long evaluate(Term term) {
        return term.evaluate(this::value);
    }

    /** Whether a Bool holds there. */
    boolean holds(Term bool) {
        return evaluate(bool) != 0;
    }

    /** The state. */
    long[] state() {
        long[] state = model.model().layout().blank();
        model.cells().forEach((variable, cell) -> cell.field().setBits(state, cell.element(), value(variable)));
        return state;
    }
}
