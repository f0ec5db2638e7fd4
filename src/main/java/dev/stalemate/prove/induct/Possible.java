package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Field;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.answer.ProofReport.Row;
import dev.stalemate.prove.induct.Obligation.RowKey;
import dev.stalemate.prove.solve.Judgement;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * That a proof is not empty: each action is possible in some state that has all facts, and so is the law's premise, which some step can make true.
 * Random steps show most of that; solvers are asked for the rest, and the model's own code confirms what they find.
 */
final class Possible {
    /** The second part of the rows. */
    static final String POSSIBLE = ProofReport.POSSIBLE;

    private final Setup setup;
    private final ProofModel model;
    private final Term facts;
    private final Reached reached;
    private final Judges judges;
    private final ImmutableList.Builder<Row> rows = ImmutableList.builder();

    Possible(Setup setup, ProofModel model, Term facts, Reached reached, Judges judges) {
        this.setup = setup;
        this.model = model;
        this.facts = facts;
        this.reached = reached;
        this.judges = judges;
    }

    /** The rows for a model, in their order. */
    static List<RowKey> keys(ProofModel model) {
        return Stream.concat(
                        model.instances().stream()
                                .map(instance -> instance.action().label())
                                .distinct(),
                        Stream.of(Obligation.LAW))
                .map(action -> new RowKey(action, POSSIBLE))
                .toList();
    }

    /** A row for each action, and for the law. */
    ImmutableList<Row> rows() {
        Map<String, List<Instance>> byLabel = new LinkedHashMap<>();
        for (Instance instance : model.instances()) {
            byLabel.computeIfAbsent(instance.action().label(), label -> new ArrayList<>())
                    .add(instance);
        }
        byLabel.forEach((label, instances) -> {
            if (reached.taken().contains(label)) {
                add(label, Known.PROVED, List.of(), "random steps have taken it");
            } else {
                action(label, instances);
            }
        });
        law();
        return rows.build();
    }

    private void action(String label, List<Instance> instances) {
        boolean ever = false;
        Judgement open = null;
        for (Instance instance : instances) {
            Judgement verdict = judges.ask(new Query(label + ", possible", List.of(facts, instance.taken())));
            if (verdict.result() == Result.SAT) {
                Concrete concrete = new Concrete(model, verdict.model());
                Model real = setup.model(setup.scope()).model();
                concrete.addressesInto(real);
                Step step = concrete.step(instance, real);
                if (!step.enabled(concrete.state())) {
                    throw new IllegalStateException("solvers have found a state in which " + step
                            + " is possible, and the model's own code says that it is not");
                }
                add(label, Known.PROVED, solvers(verdict), "in some state of the conjuncts");
                return;
            }
            open = verdict.result() == Result.UNDECIDED ? verdict : open;
            ever |= open != null
                    || judges.ask(new Query(label + ", possible anywhere", List.of(instance.taken())))
                                    .result()
                            != Result.UNSAT;
        }
        if (open != null) {
            add(label, Known.UNDECIDED, solvers(open), open.says());
        } else if (ever) {
            add(
                    label,
                    Known.NOT_INDUCTIVE,
                    List.of(),
                    "it is possible in no state of the conjuncts: what they say of it is empty");
        } else {
            List<String> asked = judges.solvers().stream().map(Solver::name).toList();
            add(label, Known.PROVED, asked, "it is possible in no state at all, whatever the conjuncts are");
        }
    }

    private void law() {
        Row premise = premise();
        Row row = premise;
        Onset onset = new Onset(model, setup.claim().law(), facts, judges);
        for (Field field : onset.fields()) {
            if (row.equals(premise) && !reached.anywhere(state -> isChanged(field, state))) {
                row = changed(field, onset.of(field, model.instances()).result(), premise);
            }
        }
        rows.add(row);
    }

    private Row premise() {
        String name = setup.claim().law();
        if (reached.anywhere(model.model().law(name).premise())) {
            return row(Obligation.LAW, Known.PROVED, List.of(), "random steps have reached a state of its premise");
        }
        Judgement verdict = judges.ask(
                new Query(name + ", premise", List.of(facts, model.law(name).premise())));
        if (verdict.result() == Result.SAT) {
            Concrete concrete = new Concrete(model, verdict.model());
            Model real = setup.model(setup.scope()).model();
            concrete.addressesInto(real);
            if (!real.law(name).premise().test(concrete.state())) {
                throw new IllegalStateException("solvers have found a state of the premise of " + name
                        + ", and the model's own code says otherwise");
            }
        }
        return switch (verdict.result()) {
            case SAT -> row(Obligation.LAW, Known.PROVED, solvers(verdict), "in some state of the conjuncts");
            case UNSAT ->
                row(
                        Obligation.LAW,
                        Known.NOT_INDUCTIVE,
                        solvers(verdict),
                        "its premise is true in no state of the conjuncts");
            case UNDECIDED -> row(Obligation.LAW, Known.UNDECIDED, solvers(verdict), "its premise: " + verdict.says());
        };
    }

    private boolean isChanged(Field field, long[] state) {
        long[] initial = model.model().initial();
        for (int e = 0; e < field.size(); e++) {
            if (field.bits(state, e) != field.bits(initial, e)) {
                return true;
            }
        }
        return false;
    }

    private static Row changed(Field field, Result found, Row premise) {
        String other = " another value than its initial one, with which the law can't be broken";
        return switch (found) {
            case SAT -> premise;
            case UNSAT -> row(Obligation.LAW, Known.NOT_INDUCTIVE, List.of(), "no step gives " + field.name() + other);
            case UNDECIDED ->
                row(Obligation.LAW, Known.UNDECIDED, List.of(), "no step is known to give " + field.name() + other);
        };
    }

    private static List<String> solvers(Judgement verdict) {
        return verdict.opinions().stream().map(opinion -> opinion.solver()).toList();
    }

    private void add(String action, Known known, List<String> by, String why) {
        rows.add(row(action, known, by, why));
    }

    private static Row row(String action, Known known, List<String> by, String why) {
        return new Row(action, POSSIBLE, known, ImmutableList.copyOf(by), 1, by.isEmpty() ? 0 : 1, 0, why);
    }
}
