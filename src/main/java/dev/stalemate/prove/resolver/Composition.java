package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A proof that is put together: what is assumed, what is shown from that by one query each, and inductions over a list of pairs, of any
 * length. A query may be given nothing but what was assumed or shown before, the very same term; so the parts fit, or making them fails.
 *
 * <p>All variables stand for anything: a pair's for those of any pair of the list.
 */
final class Composition {
    private final Set<Term> known = new LinkedHashSet<>();
    private final Set<Term> assumed = new LinkedHashSet<>();
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /**
     * A query: nothing satisfies all that is given and not what is shown.
     *
     * @param name unlike those of the other parts
     * @param says what is shown, in a sentence
     * @param refuted what no solver can satisfy
     */
    record Part(String name, String says, ImmutableList<Term> given, Term shown, ImmutableList<Term> refuted) {}

    /** Assumes something; gives it back. */
    Term assume(Term assumption) {
        known.add(assumption);
        assumed.add(assumption);
        return assumption;
    }

    /** Assumes some things; gives them back. */
    List<Term> assumeAll(Term... assumptions) {
        List<Term> all = List.of(assumptions);
        all.forEach(this::assume);
        return all;
    }

    /**
     * Shows something; gives it back.
     *
     * @param given assumed or shown before
     */
    Term show(String name, String says, Iterable<Term> given, Term shown) {
        return show(name, says, given, Map.of(), List.of(), shown);
    }

    /**
     * Shows something; gives it back. What is asked is at least as much: with equal parts in place of others, and for any value of some
     * parts.
     *
     * @param given assumed or shown before
     * @param equal other parts for parts of what is shown; that they are equal must have been shown before
     * @param any parts of what is shown that may be anything
     */
    Term show(String name, String says, Iterable<Term> given, Map<Term, Term> equal, Iterable<Term> any, Term shown) {
        equal.forEach((part, other) -> check(name, part.eq(other)));
        Map<Term, Term> free = new LinkedHashMap<>();
        any.forEach(part -> free.put(part, Term.variable("any." + free.size(), part.width())));
        add(name, says, given, shown, asked -> asked.substitute(equal).substitute(free));
        known.add(shown);
        return shown;
    }

    /**
     * Shows something of each of several cases by one query.
     *
     * @param cases what is shown where something holds; it is used as far as it says what parts are, and nothing else of it is asked
     * @param equal as in the other method
     * @param any as in the other method
     */
    Term showCases(
            String name,
            String says,
            Iterable<Term> given,
            Map<Term, Term> cases,
            Map<Term, Term> equal,
            Iterable<Term> any) {
        Term shown = Term.all(cases.entrySet().stream()
                .map(each -> each.getKey().implies(each.getValue()))
                .toList());
        Term asked = Term.all(cases.entrySet().stream()
                .map(each -> each.getValue().assuming(each.getKey()))
                .toList());
        show(name, says, given, equal, any, asked);
        known.add(shown);
        return shown;
    }

    /**
     * Shows what holds once the loop over a list has seen each of its pairs, whatever their number; gives the invariant back.
     *
     * @param given assumed or shown before, of each pair and each place of the loop
     * @param invariant in terms of the loop's variables
     */
    Term induct(String name, String says, Loop loop, Iterable<Term> given, Term invariant) {
        Set<Term> inside = invariant.variables();
        if (inside.contains(loop.pair().base()) || inside.contains(loop.pair().mask())) {
            throw new IllegalArgumentException(name + ": the invariant is about one pair, not about the loop");
        }
        add(
                name + "-start",
                says + ": before the first pair",
                given,
                invariant.substitute(loop.start()),
                asked -> asked);
        known.add(invariant);
        add(
                name + "-step",
                says + ": after one more pair",
                Iterables.concat(given, List.of(invariant)),
                invariant.substitute(loop.next()),
                asked -> asked);
        return invariant;
    }

    /**
     * What was shown, of other terms than those that stood for anything; gives it back.
     *
     * @param shown what was shown
     * @param by what to put in for variables; what was given there must be known of it, too
     */
    Term instance(Term shown, Map<Term, Term> by) {
        Part from = parts.values().stream()
                .filter(part -> part.shown() == shown)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not shown: " + shown));
        from.given().forEach(each -> check(from.name(), each.substitute(by)));
        Term instance = shown.substitute(by);
        known.add(instance);
        return instance;
    }

    private void check(String name, Term given) {
        if (given != Term.TRUE && !known.contains(given)) {
            throw new IllegalArgumentException(name + " is given what was neither assumed nor shown: " + given);
        }
    }

    /** What is asked instead of a term, and implies it. */
    private interface Stronger {
        Term than(Term asked);
    }

    private void add(String name, String says, Iterable<Term> given, Term shown, Stronger stronger) {
        ImmutableList<Term> all = ImmutableList.copyOf(given);
        List<Term> refuted = new ArrayList<>();
        Term denied = shown.not();
        for (Term each : all) {
            check(name, each);
            refuted.add(stronger.than(each));
            denied = denied.assuming(each);
        }
        refuted.add(stronger.than(denied));
        if (parts.putIfAbsent(name, new Part(name, says, all, shown, ImmutableList.copyOf(refuted))) != null) {
            throw new IllegalArgumentException("two parts are called " + name);
        }
    }

    /** What is assumed. */
    ImmutableList<Term> assumed() {
        return ImmutableList.copyOf(assumed);
    }

    /** The queries, in order. */
    ImmutableList<Part> parts() {
        return ImmutableList.copyOf(parts.values());
    }
}
