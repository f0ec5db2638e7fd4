package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Field;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.prove.answer.ProofReport.Failure;
import dev.stalemate.prove.execute.RefusedException;
import dev.stalemate.prove.execute.SymbolicState;
import dev.stalemate.prove.induct.Inquiry.Question;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An obligation that can't be met: values that break it, as few and small as could be found, which the model's own code confirms.
 *
 * @param question what was asked
 * @param concrete the values
 * @param step the step; null if it is about none
 * @param before the state
 * @param after the state after the step; the same where there is none
 * @param model the model with the addresses that were found
 */
@SuppressWarnings("ArrayRecordComponent") // states, never compared
record Broken(Question question, Concrete concrete, @Nullable Step step, long[] before, long[] after, Model model) {
    /**
     * What breaks an obligation.
     *
     * @throws RefusedException if a summary says nothing of them
     * @throws IllegalStateException if the model's own code does otherwise
     */
    static Broken of(Setup setup, ProofModel model, Question question, Solver solver) {
        List<Term> bools = new ArrayList<>(question.bools());
        question.known().solved().forEach((variable, value) -> bools.add(variable.eq(value)));
        Map<String, Long> found = question.verdict().model();
        Concrete first = new Concrete(model, found);
        Map<String, Long> whole = new TreeMap<>(found);
        question.known().solved().forEach((variable, value) -> whole.put(variable.name(), first.evaluate(value)));
        Map<String, Long> values = Smallest.of(solver, bools, built(model), whole);
        Concrete concrete = new Concrete(model, values);
        Model real = setup.model(setup.scope()).model();
        concrete.addressesInto(real);
        Instance instance = question.obligation().instance();
        Step step = instance == null ? null : concrete.step(instance, real);
        long[] before = concrete.state();
        long[] after = before.clone();
        Broken broken = new Broken(question, concrete, step, before, after, real);
        try {
            broken.confirm();
        } catch (IllegalStateException e) {
            if (step != null && instance != null) {
                SymbolicState state = SymbolicState.of(model.model().layout(), before);
                model.executor().checkSummaries(instance.action(), concrete.arguments(instance), state);
            }
            throw e;
        }
        return broken;
    }

    /** That addresses are those that the model was built with. */
    private static List<Term> built(ProofModel model) {
        List<Term> built = new ArrayList<>();
        List<List<Term>> addresses = model.addresses();
        for (int a = 0; a < addresses.size(); a++) {
            for (int i = 0; i < addresses.get(a).size(); i++) {
                built.add(addresses
                        .get(a)
                        .get(i)
                        .eq(model.model().addresses().get(a).values()[i]));
            }
        }
        return built;
    }

    private void confirm() {
        String conjunct = question.obligation().row().conjunct();
        if (step == null) {
            if (question.obligation().row().action().equals(Obligation.LAW) && !violates(model.law(conjunct))) {
                throw otherwise("does not violate it");
            }
            return;
        }
        boolean enabled;
        try {
            enabled = step.enabled(before);
            if (enabled) {
                step.apply(after);
            }
        } catch (RuntimeException e) {
            return; // a step that throws keeps nothing
        }
        if (!enabled) {
            throw otherwise("can't take the step " + step);
        }
        if (conjunct.equals(Obligation.NO_EXCEPTION)) {
            throw otherwise("throws nothing by " + step);
        }
        for (Invariant invariant : model.invariants()) {
            if (invariant.name().equals(conjunct) && invariant.test(after)) {
                throw otherwise("keeps it true by " + step);
            }
        }
    }

    /** Whether the state violates a law; one that can't be asked there does not hold there. */
    private boolean violates(Law law) {
        try {
            return law.violatedBy(before);
        } catch (RuntimeException e) {
            return true;
        }
    }

    private IllegalStateException otherwise(String does) {
        return new IllegalStateException(
                "solvers have found a state for '" + question.text() + "' in which the model's own code " + does + ": "
                        + model.layout().describe(before));
    }

    /** It as a report tells it. */
    Failure told() {
        Layout layout = model.layout();
        ImmutableList.Builder<String> fields = ImmutableList.builder();
        long[] initial = model.initial();
        for (Field field : layout.fields()) {
            for (int e = 0; e < field.size(); e++) {
                if (field.bits(before, e) != field.bits(initial, e)) {
                    fields.add(field.inWords(e) + ": " + field.inWords(before, e));
                }
            }
        }
        ImmutableList.Builder<String> changes = ImmutableList.builder();
        layout.diff(before, after).forEach(change -> changes.add(change.inWords()));
        Law law = step == null && question.obligation().row().action().equals(Obligation.LAW)
                ? model.law(question.obligation().row().conjunct())
                : null;
        if (law != null) {
            law.explanation().of(before).details().forEach(changes::add);
        }
        return new Failure(
                question.obligation().row().action(),
                question.obligation().row().conjunct(),
                step == null ? "" : step.toString(),
                fields.build(),
                changes.build());
    }
}
