package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Field;
import dev.stalemate.prove.solve.Judgement;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a law forbids could come about at all. If it can't be broken while entries are as they are initially, such as empty, some step must
 * make one of them another: if none can, they stay so, and the law says nothing. That some state of its premise has all facts does not show it.
 */
final class Onset {
    private final ProofModel model;
    private final Term facts;
    private final Judges judges;
    private final Map<Term, Term> initial;
    private final ImmutableList<Field> fields;

    /**
     * What was found.
     *
     * @param result SAT if a step does it, UNSAT if none can, UNDECIDED otherwise
     * @param by the step
     */
    record Found(Result result, @Nullable Instance by) {}

    /**
     * Of a law.
     *
     * @param facts what is true of all states
     */
    Onset(ProofModel model, String law, Term facts, Judges judges) {
        this.model = model;
        this.facts = facts;
        this.judges = judges;
        this.initial = model.initial();
        Term violated = model.law(law).violated();
        this.fields = model.model().layout().kept().stream()
                .filter(field -> new Substitution(initialOf(field)).of(violated) == Term.FALSE)
                .distinct()
                .collect(ImmutableList.toImmutableList());
    }

    private Map<Term, Term> initialOf(Field field) {
        Map<Term, Term> of = new HashMap<>();
        initial.forEach((variable, value) -> {
            StateCell cell = model.cells().get(variable);
            if (cell != null && cell.field() == field) {
                of.put(variable, value);
            }
        });
        return of;
    }

    /** The entries that must change before the law can be broken. */
    ImmutableList<Field> fields() {
        return fields;
    }

    /** Whether one of some steps gives such an entry another value than the initial one. */
    Found of(Field field, Iterable<Instance> steps) {
        boolean open = false;
        for (Instance step : steps) {
            List<Term> ways = new ArrayList<>();
            initialOf(field).forEach((variable, value) -> {
                Term after = step.changes().get(variable);
                if (after != null) {
                    ways.add(variable.eq(value).and(after.ne(value)));
                }
            });
            Term some = Term.any(ways);
            if (some != Term.FALSE) {
                Judgement verdict = judges.ask(new Query(
                        step.text() + " gives " + field.name() + " another value than initially",
                        List.of(facts, step.taken(), some)));
                if (verdict.result() == Result.SAT) {
                    return new Found(Result.SAT, step);
                }
                open |= verdict.result() == Result.UNDECIDED;
            }
        }
        return new Found(open ? Result.UNDECIDED : Result.UNSAT, null);
    }
}
