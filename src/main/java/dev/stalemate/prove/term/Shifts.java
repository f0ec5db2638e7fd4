package dev.stalemate.prove.term;

import com.google.common.collect.ImmutableList;

/** Shifts. By a constant they are bits beside each other. */
final class Shifts {
    private Shifts() {}

    static Term of(Op op, Term a, Term amount) {
        Terms.checkAlikeBits(a, amount);
        int width = a.width();
        if (a.is(0) || amount.is(0)) {
            return a;
        }
        if (op == Op.ASHR && (a.bits().zeros() & (1L << (width - 1))) != 0) {
            return of(Op.LSHR, a, amount);
        }
        boolean out = !Meaning.isBelow(amount.bits().ones(), width);
        if (amount.isConstant() || out) {
            return byConstant(op, a, out ? width : (int) amount.value());
        }
        if (amount.isIte()
                && (Choices.isSmall(amount) || Choices.isSmallFixed(amount))
                && amount.tree().fixed()) {
            return Choices.each(amount, arm -> of(op, a, arm));
        }
        return Term.make(op, width, a, amount);
    }

    /** By the whole width, or less. */
    private static Term byConstant(Op op, Term a, int by) {
        int width = a.width();
        if (op == Op.ASHR) {
            return a.extract(width - 1, Math.min(by, width - 1)).signExtend(width);
        }
        if (by == width) {
            return Term.constant(width, 0);
        }
        Term zeros = Term.constant(by, 0);
        return op == Op.SHL
                ? Slices.concat(ImmutableList.of(a.extract(width - 1 - by, 0), zeros))
                : Slices.concat(ImmutableList.of(zeros, a.extract(width - 1, by)));
    }
}
