package dev.stalemate.prove.term;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts terms in for parts of others. What was done is kept, so that many terms that share parts are done fast. For one thread. */
public final class Substitution {
    private final TermMap done = new TermMap();
    /** Conjunctions that are replaced: they hide in greater ones. */
    private final Map<Term, Term> conjunctions = new LinkedHashMap<>();
    /** Which variables are replaced. */
    private VariableSet variables = VariableSet.NONE;
    /** Which variables each of the other replaced parts has, and how deep the flattest part with these is. */
    private VariableSet[] among = new VariableSet[4];

    private int[] depths = new int[4];
    private int kinds;

    /**
     * Of parts.
     *
     * @param by what is put in for each, of its width
     */
    public Substitution(Map<Term, Term> by) {
        by.forEach(this::put);
    }

    private void put(Term part, Term by) {
        Terms.checkAlike(part, by);
        if (part.op() == Op.NOT) {
            put(part.argument(0), by.not());
            return;
        }
        if (part.op() == Op.VARIABLE) {
            if (part != by) {
                done.put(part, by);
                variables = variables.with(part.shape().variables);
            }
            return;
        }
        done.put(part, by);
        look(part.shape().variables, part.tree().depth());
        if (part.op() == Op.AND) {
            conjunctions.put(part, by);
        }
    }

    /** Parts with these variables are looked for in terms of this depth and deeper ones. */
    private void look(VariableSet of, int depth) {
        for (int i = 0; i < kinds; i++) {
            if (among[i] == of) {
                depths[i] = Math.min(depths[i], depth);
                return;
            }
        }
        if (kinds == among.length) {
            among = Arrays.copyOf(among, kinds * 2);
            depths = Arrays.copyOf(depths, kinds * 2);
        }
        among[kinds] = of;
        depths[kinds] = depth;
        kinds++;
    }

    /** Of what a Bool says where it holds: its conjuncts hold, and a part that equals a constant is that constant. */
    public static Substitution assuming(Term fact) {
        Map<Term, Term> by = new LinkedHashMap<>();
        fact.conjuncts().forEach(conjunct -> by.putAll(said(conjunct)));
        return new Substitution(by);
    }

    /** What a Bool that is no conjunction says where it holds: what may be put in for what elsewhere. */
    public static Map<Term, Term> said(Term fact) {
        if (fact.isConstant()) {
            return Map.of();
        }
        if (fact.op() != Op.EQ) {
            return Map.of(fact, Term.TRUE);
        }
        Term one = fact.argument(0);
        Term other = fact.argument(1);
        if (other.isConstant()) {
            return Map.of(fact, Term.TRUE, one, other);
        }
        if (isSlice(one) && isSlice(other)) {
            // Always the same one for the other, so that no two facts put in for each other for ever.
            return TermGraph.FLAT_FIRST.compare(one, other) < 0
                    ? Map.of(fact, Term.TRUE, other, one)
                    : Map.of(fact, Term.TRUE, one, other);
        }
        return Map.of(fact, Term.TRUE);
    }

    /** Whether it is some bits of a variable, but not all. */
    private static boolean isSlice(Term term) {
        return term.op() == Op.EXTRACT && term.argument(0).op() == Op.VARIABLE;
    }

    /** The term with the parts replaced. */
    public Term of(Term term) {
        Term known = got(term);
        if (known != null) {
            return known;
        }
        Deque<Term> open = new ArrayDeque<>();
        open.push(term);
        while (!open.isEmpty()) {
            Term part = open.peek();
            if (got(part) != null) {
                open.pop();
            } else if (isReady(part, open)) {
                open.pop();
                done.put(part, rebuilt(part));
            }
        }
        return done(term);
    }

    /** Whether all arguments are done; if not, puts those in front that are not. */
    private boolean isReady(Term part, Deque<Term> open) {
        boolean ready = true;
        Term[] arguments = part.shape().arguments;
        for (int i = arguments.length - 1; i >= 0; i--) {
            if (got(arguments[i]) == null) {
                open.push(arguments[i]);
                ready = false;
            }
        }
        return ready;
    }

    /** What a term becomes, if that is known: from before, or because none of the replaced parts can be in it. */
    private @Nullable Term got(Term term) {
        return isApart(term) ? term : done.get(term);
    }

    /** Whether none of the replaced parts can be in a term, by its variables and its depth. */
    private boolean isApart(Term term) {
        VariableSet of = term.shape().variables;
        if (of.hasOneOf(variables)) {
            return false;
        }
        int depth = term.tree().depth();
        for (int i = 0; i < kinds; i++) {
            if (depths[i] <= depth && of.has(among[i])) {
                return false;
            }
        }
        return true;
    }

    private Term done(Term part) {
        Term got = got(part);
        if (got == null) {
            throw new IllegalStateException("not done: " + part);
        }
        return got;
    }

    private Term rebuilt(Term term) {
        Term[] of = term.shape().arguments;
        boolean same = true;
        Term[] by = new Term[of.length];
        for (int i = 0; i < of.length; i++) {
            by[i] = done(of[i]);
            same &= by[i] == of[i];
        }
        if (term.op() == Op.AND && hides(of)) {
            return conjunction(of);
        }
        if (same) {
            return term;
        }
        return switch (term.op()) {
            case CONSTANT, VARIABLE -> term;
            case NOT -> by[0].not();
            case AND -> Bools.and(List.of(by));
            case EQ -> by[0].eq(by[1]);
            case ITE -> Term.ite(by[0], by[1], by[2]);
            case ULT -> by[0].ult(by[1]);
            case SLT -> by[0].slt(by[1]);
            case BAND -> by[0].band(by[1]);
            case BOR -> by[0].bor(by[1]);
            case BXOR -> by[0].bxor(by[1]);
            case BNOT -> by[0].bnot();
            case ADD -> by[0].add(by[1]);
            case SUB -> by[0].sub(by[1]);
            case NEG -> by[0].neg();
            case MUL -> by[0].mul(by[1]);
            case SHL -> by[0].shl(by[1]);
            case LSHR -> by[0].lshr(by[1]);
            case ASHR -> by[0].ashr(by[1]);
            case EXTRACT -> by[0].extract(term.low() + term.width() - 1, term.low());
            case SIGN_EXTEND -> by[0].signExtend(term.width());
            case CONCAT -> Slices.concat(List.of(by));
        };
    }

    /** Whether one of the replaced conjunctions hides in a greater one. */
    private boolean hides(Term[] of) {
        for (Term part : conjunctions.keySet()) {
            if (isAmong(part.shape().arguments, of)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAmong(Term[] some, Term[] all) {
        int at = 0;
        for (Term term : some) { // both are in one order
            while (at < all.length && all[at] != term) {
                at++;
            }
            if (at == all.length) {
                return false;
            }
        }
        return true;
    }

    /** A conjunction in which smaller ones hide. */
    private Term conjunction(Term[] of) {
        Set<Term> left = new LinkedHashSet<>(List.of(of));
        Term all = Term.TRUE;
        for (Map.Entry<Term, Term> part : conjunctions.entrySet()) {
            Term[] arguments = part.getKey().shape().arguments;
            if (isAmong(arguments, of)) {
                left.removeAll(List.of(arguments));
                all = all.and(part.getValue());
            }
        }
        for (Term term : of) {
            all = left.contains(term) ? all.and(done(term)) : all;
        }
        return all;
    }
}
