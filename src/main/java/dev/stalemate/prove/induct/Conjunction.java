package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import dev.stalemate.prove.term.TermGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Bools that are to hold together, each simplified by what the others say. What one says of a part is put in for that part in all others; where
 * one says that a variable is something, the variable is gone. So terms that are the same where all hold become one term, which is what makes
 * queries about look-ups small.
 *
 * <p>Only what is new is put in anywhere: what was simplified before is looked through once for all that is new, and what becomes another Bool
 * by that is new again. Whenever one is made simpler, those by which it is are there, and stay as they are: so all that they say together is
 * said at any time.
 */
final class Conjunction {
    /** What says all of a variable comes first: a value, then terms. So the same questions by other names end alike. */
    private static final Comparator<Term> FIRST =
            Comparator.comparing(Conjunction::rank).thenComparing(TermGraph.FLAT_FIRST);

    /** Each is simplified by what the others say. */
    private final Set<Term> all;
    /** Variables that are gone, and what each is, without any that is gone. */
    private final Map<Term, Term> solved;
    /** Puts those in; null if it has to be made. */
    private @Nullable Substitution values;
    /** Puts in what each of all says; null if it has to be made. */
    private @Nullable Substitution said;

    private Conjunction(Set<Term> all, Map<Term, Term> solved) {
        this.all = new LinkedHashSet<>(all);
        this.solved = new LinkedHashMap<>(solved);
    }

    /** Of some Bools. */
    static Conjunction of(Iterable<Term> bools) {
        Conjunction conjunction = new Conjunction(Set.of(), Map.of());
        NavigableSet<Term> fresh = new TreeSet<>(FIRST);
        bools.forEach(bool -> fresh.addAll(bool.conjuncts()));
        conjunction.take(fresh);
        return conjunction;
    }

    /** The same with one more. */
    Conjunction and(Term more) {
        NavigableSet<Term> fresh = new TreeSet<>(FIRST);
        fresh.addAll(simplified(more).conjuncts());
        Conjunction conjunction = new Conjunction(all, solved);
        conjunction.values = values;
        conjunction.said = said;
        conjunction.take(fresh);
        return conjunction;
    }

    private void take(NavigableSet<Term> fresh) {
        while (!fresh.isEmpty()) {
            Set<Term> taken = new LinkedHashSet<>();
            Map<Term, Term> by = new LinkedHashMap<>();
            while (!fresh.isEmpty() && (by.isEmpty() || variable(fresh.first()) != null)) {
                takeFirst(fresh, taken, by);
            }
            if (isRefuted()) {
                all.clear();
                all.add(Term.FALSE);
                return;
            }
            by.replaceAll((variable, value) -> solved.getOrDefault(variable, value));
            putInEachOther(taken, by, fresh);
            putIn(taken, by, fresh);
            values = null;
            said = null;
        }
    }

    /** Takes the flattest of what is new, made simpler by all that is known. */
    private void takeFirst(NavigableSet<Term> fresh, Set<Term> taken, Map<Term, Term> by) {
        Term first = fresh.first();
        fresh.remove(first);
        Term fact = simplified(first);
        if (fact == Term.FALSE) {
            fresh.clear();
            all.add(fact);
        } else if (fact != first || fact.op() == Op.AND) {
            fresh.addAll(fact.conjuncts());
        } else if (fact != Term.TRUE) {
            Term variable = variable(fact);
            if (variable == null) {
                taken.add(fact);
                all.add(fact);
                said = null;
            } else {
                solve(variable, value(fact, variable));
                by.put(variable, Term.TRUE);
            }
        }
    }

    private void solve(Term variable, Term value) {
        Substitution substitution = new Substitution(Map.of(variable, value));
        solved.replaceAll((other, term) -> substitution.of(term));
        solved.put(variable, value);
        values = null;
    }

    /** Puts what is new in for what other new ones are about: in those that were taken before it was. */
    private void putInEachOther(Set<Term> taken, Map<Term, Term> by, NavigableSet<Term> fresh) {
        List<Term> last = new ArrayList<>(taken);
        Collections.reverse(last);
        for (Term fact : last) {
            Term simple = new Substitution(by).of(fact);
            if (simple == fact) {
                by.putAll(Substitution.said(fact));
            } else {
                taken.remove(fact);
                all.remove(fact);
                fresh.addAll(simple.conjuncts());
            }
        }
    }

    /** Puts what is new in for what those are about that were there before. */
    private void putIn(Set<Term> taken, Map<Term, Term> by, NavigableSet<Term> fresh) {
        Substitution substitution = new Substitution(by);
        for (Term fact : List.copyOf(all)) {
            if (!taken.contains(fact)) {
                Term simple = substitution.of(fact);
                if (simple != fact) {
                    all.remove(fact);
                    fresh.addAll(simple.conjuncts());
                }
            }
        }
        solved.replaceAll((variable, value) -> substitution.of(value));
    }

    /** The variable of which a Bool says what it is; null if it does not. */
    private static @Nullable Term variable(Term fact) {
        if (fact.op() == Op.VARIABLE || (fact.op() == Op.NOT && fact.argument(0).op() == Op.VARIABLE)) {
            return fact.op() == Op.NOT ? fact.argument(0) : fact;
        }
        if (fact.op() != Op.EQ) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            Term side = fact.argument(i);
            if (side.op() == Op.VARIABLE && !fact.argument(1 - i).variables().contains(side)) {
                return side;
            }
        }
        return null;
    }

    private static int rank(Term fact) {
        Term variable = variable(fact);
        return variable == null ? 2 : value(fact, variable).isConstant() ? 0 : 1;
    }

    private static Term value(Term fact, Term variable) {
        return switch (fact.op()) {
            case VARIABLE -> Term.TRUE;
            case NOT -> Term.FALSE;
            default -> fact.argument(0) == variable ? fact.argument(1) : fact.argument(0);
        };
    }

    /** Whether it is known that they can't hold together. */
    boolean isRefuted() {
        return all.contains(Term.FALSE);
    }

    /** What is left; none if they hold whatever the variables are, but for those that are {@link #solved}. */
    ImmutableList<Term> bools() {
        return ImmutableList.copyOf(all);
    }

    /** Variables that are gone, and what each is. */
    Map<Term, Term> solved() {
        return Map.copyOf(solved);
    }

    /** A term where they hold, as far as what they say is put in for parts. */
    Term simplified(Term term) {
        if (values == null) {
            values = new Substitution(solved);
        }
        if (said == null) {
            Map<Term, Term> by = new LinkedHashMap<>();
            all.forEach(fact -> by.putAll(Substitution.said(fact)));
            said = new Substitution(by);
        }
        return said.of(values.of(term));
    }
}
