package dev.stalemate.prove.term;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts terms in for parts of others. What was done is kept, so that many terms that share parts are done fast. For one thread. */
public final class Substitution {
    private final Map<Term, Term> done = new HashMap<>();
    /** Conjunctions that are replaced: they hide in greater ones. */
    private final Map<Term, Term> conjunctions = new HashMap<>();
    /** Which variables the replaced parts have, each as {@link TermShape#variables}. */
    private final Set<Long> among = new HashSet<>();

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
        done.put(part, by);
        among.add(part.shape().variables);
        if (part.op() == Op.AND) {
            conjunctions.put(part, by);
        }
    }

    /** Of what a Bool says where it holds: its conjuncts hold, and a part that equals a constant is that constant. */
    public static Substitution assuming(Term fact) {
        Map<Term, Term> by = new HashMap<>();
        for (Term conjunct : fact.conjuncts()) {
            if (!conjunct.isConstant()) {
                by.put(conjunct, Term.TRUE);
            }
            if (conjunct.op() == Op.EQ && conjunct.argument(1).isConstant()) {
                by.put(conjunct.argument(0), conjunct.argument(1));
            }
        }
        return new Substitution(by);
    }

    /** The term with the parts replaced. */
    public Term of(Term term) {
        for (Term part : TermGraph.postOrder(List.of(term), this::open)) {
            if (!done.containsKey(part)) {
                done.put(part, rebuilt(part));
            }
        }
        return got(term);
    }

    /** What has to be done before a part. */
    private List<Term> open(Term part) {
        return done.containsKey(part) || isApart(part) ? List.of() : part.arguments();
    }

    /** Whether none of the replaced parts can be in a term, by its variables. */
    private boolean isApart(Term term) {
        long variables = term.shape().variables;
        for (long all : among) {
            if ((all & ~variables) == 0) {
                return false;
            }
        }
        return true;
    }

    private Term got(Term part) {
        Term got = done.get(part);
        if (got == null) {
            throw new IllegalStateException("not done: " + part);
        }
        return got;
    }

    private Term rebuilt(Term term) {
        if (isApart(term)) {
            return term;
        }
        Term[] of = term.shape().arguments;
        boolean same = true;
        Term[] by = new Term[of.length];
        for (int i = 0; i < of.length; i++) {
            by[i] = got(of[i]);
            same &= by[i] == of[i];
        }
        if (term.op() == Op.AND && !conjunctions.isEmpty()) {
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

    /** A conjunction in which smaller ones hide. */
    private Term conjunction(Term[] of) {
        Set<Term> left = new HashSet<>(List.of(of));
        Term[] found = conjunctions.keySet().stream()
                .filter(part -> left.containsAll(part.arguments()))
                .toArray(Term[]::new);
        Term all = Term.TRUE;
        for (Term part : found) {
            left.removeAll(part.arguments());
            all = all.and(got(part));
        }
        for (Term term : of) {
            all = left.contains(term) ? all.and(got(term)) : all;
        }
        return all;
    }
}
