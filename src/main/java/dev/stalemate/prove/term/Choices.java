package dev.stalemate.prove.term;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One of two by a condition, and operations on such terms: done on each value where that is known to stay small. */
final class Choices {
    /** More leaves than this are not counted. */
    static final int MANY = 1000;
    /** A tree of if-then-else with at most so many leaves is done leaf by leaf. */
    static final int FEW = 16;
    /** Of constants, whose results are constants again. */
    private static final int FEW_FIXED = 64;
    /** A choice of so many values and other choices, each counted once, is one of bits of these. */
    private static final int SHARED = 200;
    /** Deeper ones are left as they are: a rule that follows an arm after the other takes a frame for each. */
    private static final int DEEP = 400;

    private Choices() {}

    static Term of(Term condition, Term then, Term otherwise) {
        Terms.checkBool(condition);
        Terms.checkAlike(then, otherwise);
        if (condition.isConstant()) {
            return condition == Term.TRUE ? then : otherwise;
        }
        if (then == otherwise) {
            return then;
        }
        if (condition.op() == Op.NOT) {
            return of(condition.argument(0), otherwise, then);
        }
        if (then.isIte() && then.condition() == condition) {
            return of(condition, then.thenTerm(), otherwise);
        }
        if (otherwise.isIte() && otherwise.condition() == condition) {
            return of(condition, then, otherwise.elseTerm());
        }
        Term simple =
                then.width() == Term.BOOL ? bool(condition, then, otherwise) : ofEquality(condition, then, otherwise);
        if (simple != null) {
            return simple;
        }
        Term joined = joined(condition, then, otherwise);
        return joined != null ? joined : Term.make(Op.ITE, then.width(), condition, then, otherwise);
    }

    private static @Nullable Term bool(Term condition, Term then, Term otherwise) {
        if (then == Term.TRUE || then == condition) {
            return condition.or(otherwise);
        }
        if (then == Term.FALSE) {
            return condition.not().and(otherwise);
        }
        if (otherwise == Term.TRUE) {
            return condition.not().or(then);
        }
        if (otherwise == Term.FALSE || otherwise == condition) {
            return condition.and(then);
        }
        return then == otherwise.not() ? condition.eq(then) : null;
    }

    /** By a condition that says what one of the two is, or that is a bit itself. */
    private static @Nullable Term ofEquality(Term condition, Term then, Term otherwise) {
        if (condition.op() != Op.EQ || condition.argument(0).width() == Term.BOOL) {
            return null;
        }
        Term a = condition.argument(0);
        Term b = condition.argument(1);
        if ((then == a && otherwise == b) || (then == b && otherwise == a)) {
            return otherwise;
        }
        if (then.width() == 1 && a.width() == 1 && b.is(1) && then.isConstant() && otherwise.isConstant()) {
            return then.is(1) ? a : a.bnot();
        }
        return null;
    }

    /** Two conditions of which an arm is the same are one. */
    private static @Nullable Term joined(Term condition, Term then, Term otherwise) {
        if (otherwise.isIte() && otherwise.thenTerm() == then) {
            return of(condition.or(otherwise.condition()), then, otherwise.elseTerm());
        }
        if (otherwise.isIte() && otherwise.elseTerm() == then) {
            return of(condition.or(otherwise.condition().not()), then, otherwise.thenTerm());
        }
        if (then.isIte() && then.elseTerm() == otherwise) {
            return of(condition.and(then.condition()), then.thenTerm(), otherwise);
        }
        if (then.isIte() && then.thenTerm() == otherwise) {
            return of(condition.and(then.condition().not()), then.elseTerm(), otherwise);
        }
        return null;
    }

    /** Whether an operation on this and constants is done leaf by leaf: all leaves are constants, and few. */
    static boolean isSmallFixed(Term term) {
        return term.isIte() && term.tree().fixed() && term.tree().leaves() <= FEW_FIXED;
    }

    /** Whether an operation of two is done leaf by leaf: on constants alone, and few of them. */
    static boolean areSmallFixed(Term a, Term b) {
        return (a.isIte() || b.isIte())
                && a.tree().fixed()
                && b.tree().fixed()
                && a.tree().leaves() * b.tree().leaves() <= FEW_FIXED;
    }

    /** Whether a Bool about this and a constant is asked arm by arm: an arm, or all leaves, are constants. */
    static boolean isAskedByArm(Term term) {
        return term.isIte()
                && term.tree().depth() < DEEP
                && (isSmallFixed(term)
                        || term.thenTerm().isConstant()
                        || term.elseTerm().isConstant());
    }

    /** Whether bits are taken of, or put beside, each leaf: it has few. */
    static boolean isSmall(Term term) {
        return term.isIte() && term.tree().leaves() <= FEW;
    }

    /**
     * The same choice of what an operation makes of each value; null if there are many. Arms that are shared stay so.
     *
     * @param operation of which the result is as wide for each value
     */
    static @Nullable Term ofLeaves(Term ite, UnaryOperator<Term> operation) {
        List<Term> order = TermGraph.postOrder(
                List.of(ite), term -> term.isIte() ? List.of(term.thenTerm(), term.elseTerm()) : List.of());
        if (order.size() > SHARED) {
            return null;
        }
        Map<Term, Term> made = new HashMap<>();
        for (Term term : order) {
            // Arms come before the choices that have them.
            Term then = term.isIte() ? made.get(term.thenTerm()) : null;
            Term otherwise = term.isIte() ? made.get(term.elseTerm()) : null;
            made.put(
                    term,
                    then == null || otherwise == null ? operation.apply(term) : of(term.condition(), then, otherwise));
        }
        return made.get(ite);
    }

    /** An operation on each arm. */
    static Term each(Term ite, UnaryOperator<Term> operation) {
        return of(ite.condition(), operation.apply(ite.thenTerm()), operation.apply(ite.elseTerm()));
    }

    /** The same for an operation whose second argument may be the choice. */
    static Term each(Term a, Term b, BinaryOperator<Term> operation) {
        return a.isIte() ? each(a, arm -> operation.apply(arm, b)) : each(b, arm -> operation.apply(a, arm));
    }
}
