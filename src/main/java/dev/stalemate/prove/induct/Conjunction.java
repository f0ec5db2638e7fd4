package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Substitution;
import dev.stalemate.prove.term.Term;
import dev.stalemate.prove.term.TermGraph;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bools that are to hold together, each simplified by what the others say. What one says of a part is put in for that part in all others; where
 * one says that a variable is something, the variable is gone. So terms that are the same where all hold become one term, which is what makes
 * queries about look-ups small.
 */
final class Conjunction {
    private final Set<Term> all = new LinkedHashSet<>();
    private final Map<Term, Term> solved = new LinkedHashMap<>();

    private Conjunction() {}

    /** Of some Bools. */
    static Conjunction of(Iterable<Term> bools) {
        Conjunction conjunction = new Conjunction();
        bools.forEach(bool -> conjunction.all.addAll(bool.conjuncts()));
        conjunction.simplify();
        return conjunction;
    }

    /** The same with one more. */
    Conjunction and(Term more) {
        Conjunction conjunction = new Conjunction();
        conjunction.all.addAll(all);
        conjunction.solved.putAll(solved);
        conjunction.all.addAll(new Substitution(solved).of(more).conjuncts());
        conjunction.simplify();
        return conjunction;
    }

    private void simplify() {
        boolean changed = true;
        while (changed) {
            Term together = Term.all(all);
            all.clear();
            all.addAll(together.conjuncts());
            all.remove(Term.TRUE);
            changed = !isRefuted() && (solve() || putIn());
        }
    }

    /** Takes variables out of which one Bool says all; whether there was one. */
    private boolean solve() {
        Map<Term, Term> by = new HashMap<>();
        for (Term fact : all) {
            Term variable = variable(fact);
            if (variable == null) {
                continue;
            }
            Term value = value(fact, variable);
            if (value.isConstant()) {
                by.put(variable, value);
            } else if (by.isEmpty()) {
                by.put(variable, value); // alone: what another one is may depend on it
                break;
            }
        }
        if (by.isEmpty()) {
            return false;
        }
        Substitution substitution = new Substitution(by);
        List<Term> before = List.copyOf(all);
        all.clear();
        before.forEach(bool -> all.addAll(substitution.of(bool).conjuncts()));
        solved.replaceAll((variable, value) -> substitution.of(value));
        solved.putAll(by);
        return true;
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

    private static Term value(Term fact, Term variable) {
        return switch (fact.op()) {
            case VARIABLE -> Term.TRUE;
            case NOT -> Term.FALSE;
            default -> fact.argument(0) == variable ? fact.argument(1) : fact.argument(0);
        };
    }

    /** Puts what Bools say in for what they are about, wherever else that is; whether it was anywhere. */
    private boolean putIn() {
        Map<Term, Integer> uses = uses();
        Map<Term, Term> by = new HashMap<>();
        for (Term fact : all) {
            Term inner = fact.op() == Op.NOT ? fact.argument(0) : fact;
            int own = fact.op() == Op.NOT ? 1 : 0;
            if (uses.getOrDefault(fact, 0) > 0 || uses.getOrDefault(inner, 0) > own) {
                by.put(inner, Term.of(inner == fact));
            }
            Term known = known(fact);
            if (known != null && uses.getOrDefault(known, 0) > 1) {
                by.put(known, fact.argument(1));
            }
        }
        if (by.isEmpty()) {
            return false;
        }
        Substitution everywhere = new Substitution(by);
        List<Term> before = List.copyOf(all);
        all.clear();
        boolean changed = false;
        for (Term bool : before) {
            Term now = but(everywhere, by, bool).of(bool);
            changed |= now != bool;
            all.addAll(now.conjuncts());
        }
        solved.replaceAll((variable, value) -> everywhere.of(value));
        return changed;
    }

    /** The substitution without what a Bool itself says. */
    private static Substitution but(Substitution everywhere, Map<Term, Term> by, Term bool) {
        Term inner = bool.op() == Op.NOT ? bool.argument(0) : bool;
        Term known = known(bool);
        if (!by.containsKey(inner) && (known == null || !by.containsKey(known))) {
            return everywhere;
        }
        Map<Term, Term> others = new HashMap<>(by);
        others.remove(inner);
        if (known != null) {
            others.remove(known);
        }
        return new Substitution(others);
    }

    /** What a Bool says to be a constant; null if it does not. */
    private static @Nullable Term known(Term fact) {
        return fact.op() == Op.EQ && fact.argument(1).isConstant() ? fact.argument(0) : null;
    }

    /** How often each part is an argument. */
    private Map<Term, Integer> uses() {
        Map<Term, Integer> uses = new HashMap<>();
        for (Term part : TermGraph.postOrder(all)) {
            for (Term argument : part.arguments()) {
                uses.merge(argument, 1, Integer::sum);
            }
        }
        return uses;
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
        Term by = new Substitution(solved).of(term);
        return Substitution.assuming(Term.all(all)).of(by);
    }
}
