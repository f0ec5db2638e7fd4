package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.induct.Fact.Way;
import dev.stalemate.prove.induct.Obligation.Change;
import dev.stalemate.prove.induct.Obligation.RowKey;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must be shown of a model, so that some facts are true of every reachable state and a law follows. */
final class Obligations {
    private final ProofModel model;
    private final Room room;
    private final List<Fact> facts;
    private final List<Fact> values;

    /**
     * Of a model.
     *
     * @param room how many witnesses may be assumed at once
     * @param facts what the induction rests on
     * @param values that elements have values that they can have
     */
    Obligations(ProofModel model, Room room, List<Fact> facts, List<Fact> values) {
        this.model = model;
        this.room = room;
        this.facts = facts;
        this.values = values;
    }

    /** Adds all of them to their rows. */
    void addTo(Rows rows, String law) {
        initial().forEach(rows::add);
        for (Instance instance : model.instances()) {
            for (Fact fact : all()) {
                rows.begin(instance.action().label(), fact.conjunct().name());
                kept(instance, fact).forEach(rows::add);
            }
            faultless(instance).forEach(rows::add);
        }
        law(law).forEach(rows::add);
    }

    /** That the initial state has all facts. */
    List<Obligation> initial() {
        Substitution start = new Substitution(model.initial());
        List<Obligation> all = new ArrayList<>();
        for (Fact fact : all()) {
            List<Term> bools =
                    List.of(model.legalAddresses(), start.of(fact.holds()).not());
            all.add(new Obligation(
                    new RowKey(Obligation.INIT, fact.conjunct().name()),
                    "the initial state, " + fact.text(),
                    null,
                    ImmutableList.copyOf(bools),
                    ImmutableList.of()));
        }
        return all;
    }

    /** That a step keeps a fact: one obligation for each witness that it may have had. None if it changes nothing that the fact is about. */
    List<Obligation> kept(Instance instance, Fact fact) {
        Set<Term> about = fact.variables();
        List<Change> changed = changes(instance, about);
        if (changed.isEmpty()) {
            return List.of();
        }
        Substitution later = instance.later();
        List<Term> goal = new ArrayList<>();
        fact.ways().forEach(way -> goal.add(later.of(way.holds()).not()));
        List<Obligation> all = new ArrayList<>();
        for (Way way : fact.ways()) {
            List<Term> bools = new ArrayList<>(List.of(model.legalAddresses(), instance.legal(), instance.guard()));
            bools.addAll(goal);
            bools.add(way.holds());
            assume(bools, instance, fact);
            all.add(new Obligation(
                    new RowKey(instance.action().label(), fact.conjunct().name()),
                    instance.text() + ", " + fact.text() + (way.by().isEmpty() ? "" : ", witness " + way.by()),
                    instance,
                    ImmutableList.copyOf(bools),
                    ImmutableList.copyOf(changed)));
        }
        return all;
    }

    /** That the code of a step throws no exception. */
    List<Obligation> faultless(Instance instance) {
        List<Term> bools = new ArrayList<>(List.of(model.legalAddresses(), instance.legal(), instance.fault()));
        assume(bools, instance, null);
        return List.of(new Obligation(
                new RowKey(instance.action().label(), Obligation.NO_EXCEPTION),
                instance.text() + ", " + Obligation.NO_EXCEPTION,
                instance,
                ImmutableList.copyOf(bools),
                ImmutableList.of()));
    }

    /** That the facts imply a law: one obligation for each witness of each entry, as far as there is room. */
    List<Obligation> law(String name) {
        List<Term> bools =
                new ArrayList<>(List.of(model.legalAddresses(), model.law(name).violated()));
        List<Fact> witnessed = new ArrayList<>();
        for (Fact fact : ofLaw()) {
            if (fact.hasWitness()) {
                witnessed.add(fact);
            } else {
                bools.add(fact.holds());
            }
        }
        List<Obligation> all = new ArrayList<>();
        chosen(new RowKey(Obligation.LAW, name), name, bools, witnessed, all);
        return all;
    }

    /** The facts from which a law follows: all that there is room for. */
    List<Fact> ofLaw() {
        List<Fact> some = new ArrayList<>();
        for (Fact fact : facts) {
            if (room.has(fact, some, null, null)) {
                some.add(fact);
            }
        }
        return some;
    }

    private void chosen(RowKey row, String text, List<Term> bools, List<Fact> witnessed, List<Obligation> all) {
        if (witnessed.isEmpty()) {
            List<Term> with = new ArrayList<>(bools);
            assumeValues(with);
            all.add(new Obligation(row, text, null, ImmutableList.copyOf(with), ImmutableList.of()));
            return;
        }
        Fact first = witnessed.get(0);
        for (Way way : first.ways()) {
            List<Term> with = new ArrayList<>(bools);
            with.add(way.holds());
            String by = text + ", " + first.text() + " by " + way.by();
            chosen(row, by, with, witnessed.subList(1, witnessed.size()), all);
        }
    }

    /** Every fact that the induction rests on. */
    List<Fact> all() {
        List<Fact> all = new ArrayList<>(values);
        all.addAll(facts);
        return all;
    }

    /** Adds what may be assumed of a state before a step: facts without witnesses, those of the same entry, and legal values. */
    private void assume(List<Term> bools, Instance instance, @Nullable Fact goal) {
        List<Fact> assumed = new ArrayList<>();
        if (goal != null) {
            assumed.add(goal);
        }
        for (Fact fact : facts) {
            if (fact != goal && room.has(fact, assumed, instance, goal)) {
                assumed.add(fact);
                bools.add(fact.holds());
            }
        }
        assumeValues(bools);
    }

    /** Legal values of what the Bools are about: those of others say nothing of these. */
    private void assumeValues(List<Term> bools) {
        Set<Term> about = new HashSet<>();
        bools.forEach(bool -> about.addAll(bool.variables()));
        for (Fact fact : values) {
            if (about.containsAll(fact.variables())) {
                bools.add(fact.holds());
            }
        }
    }

    private static List<Change> changes(Instance instance, Set<Term> about) {
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<Term, Term> change : instance.changes().entrySet()) {
            if (about.contains(change.getKey())) {
                changes.add(new Change(change.getKey(), change.getValue()));
            }
        }
        return changes;
    }

    /** What a state of these facts must be like, whatever its witnesses are. */
    Term possible() {
        Set<Term> bools = new LinkedHashSet<>();
        bools.add(model.legalAddresses());
        all().forEach(fact -> bools.add(fact.holds()));
        return Term.all(bools);
    }
}
