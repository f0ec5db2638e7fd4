package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.Layout.Reference;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many elements of an index that stands for any number are looked at together: those that a step names, those that a fact is about, its
 * witness, and those that its entry names. A model has to have so many; of a system with more, the others are left out.
 */
final class Room {
    private final ProofModel model;
    private final ImmutableSet<String> any;
    private final Map<String, Map<Term, StateCell>> naming = new HashMap<>();

    Room(ProofModel model, ImmutableSet<String> any) {
        this.model = model;
        this.any = any;
    }

    /** How many elements of an index a fact brings with it, besides those of the state that it is about: its witness, and what its entry names. */
    int own(String index, Fact fact) {
        return (hasWitness(fact, index) ? 1 : 0) + names(index, null, fact).size();
    }

    /** Whether a fact brings elements with it, so that it can be assumed only as far as there is room. */
    boolean bringsAny(Fact fact) {
        return fact.hasWitness() || any.stream().anyMatch(index -> own(index, fact) > 0);
    }

    /** How many elements of an index some facts bring with them; what several of them name counts once. */
    int own(String index, List<Fact> facts) {
        Set<StateCell> names = new HashSet<>();
        facts.forEach(fact -> names.addAll(names(index, null, fact)));
        return witnesses(index, facts) + names.size();
    }

    private static int witnesses(String index, List<Fact> facts) {
        return (int) facts.stream().filter(fact -> hasWitness(fact, index)).count();
    }

    /** Whether what one more fact brings with it can be looked at besides. */
    boolean has(Fact more, List<Fact> assumed, @Nullable Instance instance, @Nullable Fact goal) {
        List<Fact> besides = new ArrayList<>(assumed);
        besides.remove(goal);
        besides.add(more);
        for (String index : any) {
            if (own(index, more) == 0) {
                continue;
            }
            Set<StateCell> names = goal == null ? new HashSet<>() : names(index, instance, goal);
            int twice = names.size();
            besides.forEach(fact -> names.addAll(names(index, null, fact)));
            int needed = needed(index, instance, goal) - twice + names.size() + witnesses(index, besides);
            if (needed > size(index)) {
                return false;
            }
        }
        return true;
    }

    /** How many elements of an index a step and a fact are about together. */
    int needed(String index, @Nullable Instance instance, @Nullable Fact goal) {
        Set<Integer> named = new HashSet<>();
        if (instance != null) {
            named.addAll(instance.named(index));
        }
        if (goal == null) {
            return named.size();
        }
        Integer about = goal.elements().get(index);
        if (about != null) {
            named.add(about);
        }
        return named.size()
                + (hasWitness(goal, index) ? 1 : 0)
                + names(index, instance, goal).size();
    }

    /** Whether its witness is an element of an index, and may differ from entry to entry. */
    static boolean hasWitness(Fact fact, String index) {
        return fact.hasWitness() && fact.ways().get(0).elements().containsKey(index);
    }

    /** The elements of a state whose values name elements of an index, and that a fact is about, before a step or after it. */
    Set<StateCell> names(String index, @Nullable Instance instance, Fact goal) {
        Map<Term, StateCell> all = naming.computeIfAbsent(index, this::naming);
        Set<StateCell> names = new HashSet<>();
        if (all.isEmpty()) {
            return names;
        }
        for (Term variable : goal.variables()) {
            add(all, variable, names);
            Term after = instance == null ? null : instance.changes().get(variable);
            if (after != null) {
                after.variables().forEach(other -> add(all, other, names));
            }
        }
        return names;
    }

    private static void add(Map<Term, StateCell> all, Term variable, Set<StateCell> names) {
        StateCell cell = all.get(variable);
        if (cell != null) {
            names.add(cell);
        }
    }

    /** The variables whose values name elements of an index. */
    private Map<Term, StateCell> naming(String index) {
        Map<Field, Reference> references = model.model().layout().references();
        Map<Term, StateCell> all = new HashMap<>();
        model.cells().forEach((variable, cell) -> {
            Reference reference = references.get(cell.field());
            if (reference != null && reference.to().name().equals(index)) {
                all.put(variable, cell);
            }
        });
        return all;
    }

    private int size(String name) {
        Index index = model.index(name);
        return index == null ? 0 : index.size();
    }
}
