package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.prove.answer.ProofReport.Conjunct;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A conjunct of the induction for one entry: true where one of its ways is.
 *
 * @param conjunct the conjunct
 * @param about the entry, and the element of the second index where it is about each; empty if it is about the whole state
 * @param elements which element of an index it is about
 * @param ways one, or one for each element that may be the witness
 * @param range for a fact about the value of an element, that as a condition on all its bits; null for others
 */
record Fact(
        Conjunct conjunct,
        String about,
        ImmutableMap<String, Integer> elements,
        ImmutableList<Way> ways,
        @Nullable Term range) {
    /** A fact about an entry. */
    Fact(Conjunct conjunct, String about, ImmutableMap<String, Integer> elements, ImmutableList<Way> ways) {
        this(conjunct, about, elements, ways, null);
    }

    /**
     * A way for it to be true.
     *
     * @param by the witness; empty if there is only one way
     * @param elements which elements of indices it is about besides
     * @param holds where it is true, in the state before a step
     */
    record Way(String by, ImmutableMap<String, Integer> elements, Term holds) {}

    /** Whether it has a witness that may differ from entry to entry. */
    boolean hasWitness() {
        return ways.size() > 1;
    }

    /** Whether it is about an element of an index, besides its witness. */
    boolean isAbout(String index) {
        return elements.containsKey(index);
    }

    /** Where it is true. */
    Term holds() {
        return Term.any(ways.stream().map(Way::holds).toList());
    }

    /** Whether a step may change what it is about. */
    boolean isChangedBy(Instance step) {
        Term value = range;
        return value != null
                ? value.variables().stream().anyMatch(step.whole()::containsKey)
                : variables().stream().anyMatch(step.changes()::containsKey);
    }

    /** Where each way does not hold after a step; none if the step changes nothing that it is about. */
    List<Term> brokenBy(Instance step) {
        if (!isChangedBy(step)) {
            return List.of();
        }
        Term value = range;
        if (value == null) {
            Substitution later = step.later();
            return ways.stream().map(way -> later.of(way.holds()).not()).toList();
        }
        Map<Term, Term> after = new HashMap<>();
        for (Term variable : value.variables()) {
            Term by = step.whole().get(variable);
            if (by != null) {
                after.put(variable, by);
            }
        }
        return List.of(new Substitution(after).of(value).not());
    }

    /** What it depends on. */
    Set<Term> variables() {
        if (ways.size() == 1) {
            return ways.get(0).holds().variables();
        }
        Set<Term> all = new LinkedHashSet<>();
        ways.forEach(way -> all.addAll(way.holds().variables()));
        return all;
    }

    /** Its name and what it is about, such as {@code leaf-explained of gpa 0x0}. */
    String text() {
        return conjunct.name() + (about.isEmpty() ? "" : " of " + about);
    }
}
