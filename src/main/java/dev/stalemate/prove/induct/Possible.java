package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.answer.ProofReport.Row;
import dev.stalemate.prove.solve.Judgement;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * That a proof is not empty: each action is possible in some state that has all facts, and so is the law's premise. Random steps show most of that;
 * solvers are asked for the rest, and the model's own code confirms what they find.
 */
final class Possible {
    /** The second part of the rows. */
    static final String POSSIBLE = "possible";

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
        for (Instance instance : instances) {
            Judgement verdict = judges.ask(new Query(label + ", possible", List.of(facts, instance.taken())));
            if (verdict.result() == Judgement.Result.SAT) {
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
            ever |= verdict.result() == Judgement.Result.UNDECIDED
                    || judges.ask(new Query(label + ", possible anywhere", List.of(instance.taken())))
                                    .result()
                            != Judgement.Result.UNSAT;
        }
        if (ever) {
            add(
                    label,
                    Known.NOT_INDUCTIVE,
                    List.of(),
                    "it is possible in no state of the conjuncts: what they say of it is empty");
        } else {
            add(label, Known.PROVED, List.of(), "it is possible in no state at all, whatever the conjuncts are");
        }
    }

    private void law() {
        String name = setup.claim().law();
        Law law = model.model().law(name);
        if (reached.anywhere(law.premise())) {
            add(Obligation.LAW, Known.PROVED, List.of(), "random steps have reached a state of its premise");
            return;
        }
        Judgement verdict = judges.ask(
                new Query(name + ", premise", List.of(facts, model.law(name).premise())));
        boolean possible = verdict.result() == Judgement.Result.SAT;
        if (possible) {
            Concrete concrete = new Concrete(model, verdict.model());
            Model real = setup.model(setup.scope()).model();
            concrete.addressesInto(real);
            if (!real.law(name).premise().test(concrete.state())) {
                throw new IllegalStateException("solvers have found a state of the premise of " + name
                        + ", and the model's own code says otherwise");
            }
        }
        add(
                Obligation.LAW,
                possible ? Known.PROVED : Known.NOT_INDUCTIVE,
                solvers(verdict),
                possible ? "in some state of the conjuncts" : "its premise is true in no state of the conjuncts");
    }

    private static List<String> solvers(Judgement verdict) {
        return verdict.opinions().stream().map(opinion -> opinion.solver()).toList();
    }

    private void add(String action, Known known, List<String> by, String why) {
        rows.add(new Row(action, POSSIBLE, known, ImmutableList.copyOf(by), 1, by.isEmpty() ? 0 : 1, 0, why));
    }
}
