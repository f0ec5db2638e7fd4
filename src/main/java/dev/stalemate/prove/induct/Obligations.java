package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.induct.Fact.Way;
import dev.stalemate.prove.induct.Obligation.Change;
import dev.stalemate.prove.induct.Obligation.RowKey;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must be shown of a model, so that some facts are true of every reachable state and a law follows. */
final class Obligations {
    private final ProofModel model;
    private final Room room;
    private final List<Fact> facts;
    private final List<Fact> values;
    /** What is true of values and addresses. */
    private final ImmutableList<Term> usual;

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
        this.usual = Stream.concat(
                        model.legalAddresses().conjuncts().stream(),
                        values.stream().flatMap(fact -> fact.holds().conjuncts().stream()))
                .collect(ImmutableList.toImmutableList());
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
            Term range = fact.range();
            Term holds = range == null ? start.of(fact.holds()) : new Substitution(model.whole()).of(range);
            all.add(Obligation.plain(
                    new RowKey(Obligation.INIT, fact.conjunct().name()),
                    "the initial state, " + fact.text(),
                    List.of(holds.not()),
                    List.of(model.legalAddresses())));
        }
        return all;
    }

    /** That a step keeps a fact: one obligation for each witness that it may have had. None if it changes nothing that the fact is about. */
    List<Obligation> kept(Instance instance, Fact fact) {
        List<Term> goal = fact.brokenBy(instance);
        if (goal.isEmpty()) {
            return List.of();
        }
        List<Change> changed = changes(instance, fact.variables());
        List<Obligation> all = new ArrayList<>();
        for (int w = 0; w < fact.ways().size(); w++) {
            Way way = fact.ways().get(w);
            List<Term> given = new ArrayList<>(List.of(instance.legal(), instance.guard(), way.holds()));
            List<Term> others = new ArrayList<>();
            assume(given, others, instance, fact);
            List<Term> goals = new ArrayList<>(goal);
            goals.add(0, goals.remove(w)); // mostly the witness stays
            all.add(new Obligation(
                    new RowKey(instance.action().label(), fact.conjunct().name()),
                    instance.text() + ", " + fact.text() + (way.by().isEmpty() ? "" : ", witness " + way.by()),
                    instance,
                    ImmutableList.copyOf(given),
                    ImmutableList.copyOf(goals),
                    ImmutableList.copyOf(others),
                    usual,
                    ImmutableList.copyOf(changed)));
        }
        return all;
    }

    /** That the code of a step throws no exception. */
    List<Obligation> faultless(Instance instance) {
        List<Term> given = new ArrayList<>(List.of(instance.legal()));
        List<Term> others = new ArrayList<>();
        assume(given, others, instance, null);
        return List.of(new Obligation(
                new RowKey(instance.action().label(), Obligation.NO_EXCEPTION),
                instance.text() + ", " + Obligation.NO_EXCEPTION,
                instance,
                ImmutableList.copyOf(given),
                ImmutableList.of(instance.fault()),
                ImmutableList.copyOf(others),
                usual,
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
            all.add(Obligation.plain(row, text, bools, usual));
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

    /** Sorts what may be assumed of a state before a step, but for the witness of the goal: what is near to it, and facts about others. */
    private void assume(List<Term> given, List<Term> others, Instance instance, @Nullable Fact goal) {
        for (Fact fact : assumed(instance, goal)) {
            (isNear(fact, instance, goal) ? given : others).add(fact.holds());
        }
    }

    /** Whether a fact is about no other element of an index than a step names, or what is to be shown is about, if that is about one. */
    private static boolean isNear(Fact fact, Instance instance, @Nullable Fact goal) {
        return fact.elements().entrySet().stream().allMatch(each -> {
            Integer about = goal == null ? null : goal.elements().get(each.getKey());
            return (goal != null && about == null)
                    || each.getValue().equals(about)
                    || instance.named(each.getKey()).contains(each.getValue());
        });
    }

    /** The facts besides what is to be shown that may be assumed of a state before a step. */
    List<Fact> assumed(Instance instance, @Nullable Fact goal) {
        List<Fact> assumed = new ArrayList<>();
        for (Fact fact : facts) {
            if (!fact.equals(goal) && room.has(fact, assumed, instance, goal)) {
                assumed.add(fact);
            }
        }
        return assumed;
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
