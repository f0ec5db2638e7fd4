package dev.stalemate.prove.term;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether two terms are the same. */
final class Equality {
    private Equality() {}

    static Term of(Term a, Term b) {
        Terms.checkAlike(a, b);
        if (a == b) {
            return Term.TRUE;
        }
        if (a.isConstant() && !b.isConstant()) {
            return of(b, a);
        }
        return a.width() == Term.BOOL ? bools(a, b) : bits(a, b);
    }

    private static Term bools(Term a, Term b) {
        if (b.isConstant()) {
            return b == Term.TRUE ? a : a.not();
        }
        if (a.op() == Op.NOT) {
            return of(a.argument(0), b).not();
        }
        if (b.op() == Op.NOT) {
            return of(a, b.argument(0)).not();
        }
        Term shared = ofArm(a, b);
        return shared != null ? shared : Terms.makeOrdered(Op.EQ, Term.BOOL, a, b);
    }

    private static Term bits(Term a, Term b) {
        if (a.bits().contradicts(b.bits()) || FewValues.areApart(a, b)) {
            return Term.FALSE;
        }
        int width = a.width();
        int leading = Bits.leadingAlike(a, b);
        if (leading > 0 && a.op() != Op.ITE && b.op() != Op.ITE) {
            return of(a.extract(width - leading - 1, 0), b.extract(width - leading - 1, 0));
        }
        if (width == 1 && b.is(0)) {
            return of(a, Term.constant(1, 1)).not();
        }
        if (!b.isConstant() && Choices.areSmallFixed(a, b)) {
            return Choices.each(a, b, Equality::of);
        }
        Term simple = b.isConstant() ? constant(a, b) : null;
        simple = simple != null ? simple : pieces(a, b);
        simple = simple != null ? simple : ofArm(a, b);
        simple = simple != null ? simple : sums(a, b);
        return simple != null ? simple : Terms.makeOrdered(Op.EQ, Term.BOOL, a, b);
    }

    /** What is turned into a question about its argument. */
    private static @Nullable Term constant(Term a, Term k) {
        return switch (a.op()) {
            case ITE -> Choices.isAskedByArm(a) ? Choices.each(a, arm -> of(arm, k)) : null;
            case BNOT -> of(a.argument(0), k.bnot());
            case NEG -> of(a.argument(0), k.neg());
            case ADD -> a.argument(1).isConstant() ? of(a.argument(0), k.sub(a.argument(1))) : null;
            case BXOR ->
                a.argument(1).isConstant()
                        ? of(a.argument(0), k.bxor(a.argument(1)))
                        : k.is(0) ? of(a.argument(0), a.argument(1)) : null;
            case SUB -> k.is(0) ? of(a.argument(0), a.argument(1)) : null;
            case BOR -> k.is(0) ? of(a.argument(0), k).and(of(a.argument(1), k)) : null;
            case BAND -> k.is(-1) ? of(a.argument(0), k).and(of(a.argument(1), k)) : null;
            case SIGN_EXTEND -> {
                Term narrow = k.extract(a.argument(0).width() - 1, 0);
                yield narrow.signExtend(k.width()) == k ? of(a.argument(0), narrow) : Term.FALSE;
            }
            default -> null;
        };
    }

    /** Beside each other: piece by piece, where both are cut. */
    private static @Nullable Term pieces(Term a, Term b) {
        List<Integer> cuts = Slices.commonCuts(a, b);
        if (cuts.size() <= 1) {
            return null;
        }
        List<Term> all = new ArrayList<>();
        int low = 0;
        for (int end : cuts) {
            all.add(of(a.extract(end - 1, low), b.extract(end - 1, low)));
            low = end;
        }
        return Bools.and(all);
    }

    /** A choice and one of its arms, or two by one condition that share an arm. */
    private static @Nullable Term ofArm(Term a, Term b) {
        if (a.isIte() && b.isIte() && a.condition() == b.condition()) {
            if (a.thenTerm() == b.thenTerm()) {
                return a.condition().or(of(a.elseTerm(), b.elseTerm()));
            }
            if (a.elseTerm() == b.elseTerm()) {
                return a.condition().not().or(of(a.thenTerm(), b.thenTerm()));
            }
        }
        Term one = ofOwnArm(a, b);
        return one != null ? one : ofOwnArm(b, a);
    }

    private static @Nullable Term ofOwnArm(Term ite, Term arm) {
        if (!ite.isIte()) {
            return null;
        }
        if (ite.thenTerm() == arm) {
            return ite.condition().or(of(ite.elseTerm(), arm));
        }
        return ite.elseTerm() == arm ? ite.condition().not().or(of(ite.thenTerm(), arm)) : null;
    }

    /** Two sums that share a term. */
    private static @Nullable Term sums(Term a, Term b) {
        if (a.op() != b.op() || (a.op() != Op.ADD && a.op() != Op.BXOR)) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                if (a.argument(i) == b.argument(j)) {
                    return of(a.argument(1 - i), b.argument(1 - j));
                }
            }
        }
        return null;
    }
}
