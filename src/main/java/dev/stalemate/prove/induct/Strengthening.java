package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.term.Evaluator;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for invariants beside the declared ones (Flanagan, Leino: Houdini, an Annotation Assistant for ESC/Java, 2001): of all candidates, those are
 * dropped that are not true of a state which random steps reach; then, again and again, those that some step does not keep from states of all
 * that are left. What is left then is kept by each step.
 */
final class Strengthening {
    private static final int ROUNDS = 20;

    private final Setup setup;
    private final ProofModel model;
    private final ProofOptions options;
    private final Judges judges;
    private final ProofProgress progress;

    Strengthening(Setup setup, ProofModel model, ProofOptions options, Judges judges, ProofProgress progress) {
        this.setup = setup;
        this.model = model;
        this.options = options;
        this.judges = judges;
        this.progress = progress;
    }

    /** The names of candidates that each step keeps, together with the declared invariants; none if no candidate is left. */
    ImmutableList<String> found() {
        Map<String, List<Fact>> left = reached(new FactTemplate(model).all());
        for (int round = 0; round < ROUNDS && !left.isEmpty() && !progress.stopped(); round++) {
            progress.at("strengthening", round, ROUNDS);
            Set<String> broken = broken(left);
            if (broken.isEmpty()) {
                return ImmutableList.copyOf(left.keySet());
            }
            left.keySet().removeAll(broken);
        }
        return ImmutableList.of();
    }

    /** Those that are true wherever random steps lead. */
    private Map<String, List<Fact>> reached(Map<String, List<Fact>> candidates) {
        Map<String, List<Fact>> left = new LinkedHashMap<>(candidates);
        List<String> names = List.copyOf(left.keySet());
        List<Term> conditions = new ArrayList<>();
        names.forEach(name -> conditions.add(Term.all(candidates.getOrDefault(name, List.of()).stream()
                .map(Fact::holds)
                .toList())));
        Evaluator evaluator = new Evaluator(conditions);
        Map<Term, Long> built = model.built();
        for (long[] state :
                Reached.of(model.model(), options.samples(), options.seed()).states()) {
            for (Term variable : evaluator.variables()) {
                StateCell cell = model.cells().get(variable);
                evaluator.set(
                        variable,
                        cell == null
                                ? built.getOrDefault(variable, 0L)
                                : cell.field().bits(state, cell.element()) >>> cell.low());
            }
            evaluator.run();
            for (int i = 0; i < names.size(); i++) {
                if (evaluator.value(i) == 0) {
                    left.remove(names.get(i));
                }
            }
        }
        return left;
    }

    /** Those that some step does not keep, as far as solvers know. */
    private Set<String> broken(Map<String, List<Fact>> left) {
        List<Fact> facts = new ArrayList<>(Facts.declared(model, setup.proof().invariants()));
        left.values().forEach(facts::addAll);
        Obligations obligations = new Obligations(model, new Room(model, setup.any()), facts, model.values());
        Inquiry inquiry = new Inquiry((done, all) -> {});
        Map<Obligation, String> asked = new LinkedHashMap<>();
        left.forEach((name, some) -> {
            for (Fact fact : some) {
                for (Instance instance : model.instances()) {
                    obligations.kept(instance, fact).forEach(obligation -> asked.put(obligation, name));
                }
            }
        });
        asked.keySet().forEach(inquiry::add);
        inquiry.run(judges);
        Set<String> broken = new LinkedHashSet<>();
        asked.forEach((obligation, name) -> inquiry.of(obligation).asked().stream()
                .filter(each -> each.question().verdict().result() != Result.UNSAT)
                .forEach(each -> broken.add(name)));
        return broken;
    }
}
