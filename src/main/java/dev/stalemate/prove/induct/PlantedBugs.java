package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Field;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport.Bugs;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Judges;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Bugs that are planted in a design that was proved: an action that forgets what it does to an entry, or gives it another value. The proof must
 * fail with each, or not need what is changed: then that is told.
 */
final class PlantedBugs {
    private final ProofModel model;
    private final Obligations obligations;
    private final Judges judges;
    private final ProofProgress progress;
    private final Onset onset;
    /** What the law and the facts read. */
    private final Set<Field> read = new HashSet<>();
    /** What makes an entry another than it is initially. */
    private final Map<Field, Instance> first = new HashMap<>();

    /** What is done instead. */
    private enum Kind {
        /** The entry stays as it was. */
        FORGOTTEN("leaves %s as it is"),
        /** Where it changes, it gets the value after the right one; after the last one, the first. */
        ANOTHER("gives %s another value");

        private final String says;

        Kind(String says) {
            this.says = says;
        }
    }

    /**
     * A bug.
     *
     * @param action the label of the action that has it
     * @param field the entry
     */
    private record Bug(String action, Field field, Kind kind) {
        String says() {
            return action + " " + kind.says.formatted(field.name());
        }
    }

    PlantedBugs(String law, ProofModel model, Obligations obligations, Judges judges, ProofProgress progress) {
        this.model = model;
        this.obligations = obligations;
        this.judges = judges;
        this.progress = progress;
        note(model.law(law).violated().variables());
        obligations.all().forEach(fact -> note(fact.variables()));
        this.onset = new Onset(model, law, obligations.possible(), judges);
        for (Field field : onset.fields()) {
            Instance by = onset.of(field, model.instances()).by();
            if (by != null) {
                first.put(field, by);
            }
        }
    }

    private void note(Set<Term> variables) {
        model.among(variables).forEach(cell -> read.add(cell.field()));
    }

    /** Tries the proof on each. */
    Bugs tried() {
        return tried(all());
    }

    /** Tries the proof on some of them, as many as are wanted: evenly among all. */
    Bugs tried(int wanted) {
        List<Bug> all = all();
        int most = Math.min(wanted, all.size());
        return tried(IntStream.range(0, most)
                .mapToObj(i -> all.get(i * all.size() / most))
                .toList());
    }

    private Bugs tried(List<Bug> all) {
        ImmutableList.Builder<String> missed = ImmutableList.builder();
        int tried = 0;
        int refused = 0;
        for (Bug bug : all) {
            if (progress.stopped()) {
                break;
            }
            tried++;
            if (fails(bug) || isEmpty(bug)) {
                refused++;
            } else {
                missed.add(bug.says());
            }
            progress.at("planted bugs", tried, all.size());
        }
        return new Bugs(tried, refused, missed.build(), all.stream().anyMatch(bug -> read.contains(bug.field())));
    }

    /** One of each kind for each action and each entry that it changes. */
    private List<Bug> all() {
        Set<Bug> all = new LinkedHashSet<>();
        List<Field> entries = model.model().layout().kept();
        for (Instance instance : model.instances()) {
            for (StateCell cell : model.among(instance.changes().keySet())) {
                if (entries.contains(cell.field())) {
                    for (Kind kind : Kind.values()) {
                        all.add(new Bug(instance.action().label(), cell.field(), kind));
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    /** Whether some step of the action with the bug does not keep a fact. */
    private boolean fails(Bug bug) {
        Inquiry inquiry = new Inquiry((done, of) -> {});
        List<Obligation> kept = new ArrayList<>();
        for (Instance instance : model.instances()) {
            if (instance.action().label().equals(bug.action())) {
                Instance planted = planted(instance, bug);
                obligations.all().forEach(fact -> kept.addAll(obligations.kept(planted, fact)));
            }
        }
        kept.forEach(inquiry::add);
        inquiry.run(judges);
        return inquiry.questions().stream()
                .anyMatch(question -> question.verdict().result() == Result.SAT);
    }

    /** Whether with the bug no step does any more what must be done before the law can be broken. */
    private boolean isEmpty(Bug bug) {
        Instance by = first.get(bug.field());
        if (by == null || !by.action().label().equals(bug.action())) {
            return false;
        }
        List<Instance> steps = model.instances().stream()
                .map(step -> step.action().label().equals(bug.action()) ? planted(step, bug) : step)
                .toList();
        return onset.of(bug.field(), steps).result() == Result.UNSAT;
    }

    private Instance planted(Instance instance, Bug bug) {
        Map<Term, Term> changes = new LinkedHashMap<>();
        Map<Term, Term> whole = new LinkedHashMap<>();
        instance.whole().forEach((variable, after) -> put(whole, variable, after, bug));
        instance.changes().forEach((variable, after) -> put(changes, variable, after, bug));
        return new Instance(
                instance.action(),
                instance.numbers(),
                instance.arguments(),
                instance.legal(),
                instance.guard(),
                instance.fault(),
                whole,
                changes,
                new Substitution(changes));
    }

    private void put(Map<Term, Term> to, Term variable, Term after, Bug bug) {
        StateCell cell = model.cells().get(variable);
        if (cell == null || cell.field() != bug.field() || !cell.isWhole(variable)) {
            to.put(variable, after);
        } else if (bug.kind() == Kind.ANOTHER) {
            to.put(
                    variable,
                    Term.ite(after.eq(variable), after, next(after, bug.field().choices())));
        }
    }

    /** The value after one, of those from 0 to a bound; from 0 again after the last. */
    private static Term next(Term value, int choices) {
        Term next = value.add(Term.constant(value.width(), 1));
        return choices == 0 ? next : Term.ite(value.eq(choices - 1L), Term.constant(value.width(), 0), next);
    }
}
