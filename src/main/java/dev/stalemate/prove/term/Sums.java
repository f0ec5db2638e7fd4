package dev.stalemate.prove.term;

import com.google.common.collect.ImmutableList;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Sums and products. */
final class Sums {
    private Sums() {}

    static Term add(Term a, Term b) {
        Terms.checkAlikeBits(a, b);
        if (a.isConstant() && !b.isConstant()) {
            return add(b, a);
        }
        if (a.isConstant()) {
            return Meaning.constant(Op.ADD, a, b);
        }
        if (b.is(0)) {
            return a;
        }
        if (Choices.areSmallFixed(a, b)) {
            return Choices.each(a, b, Sums::add);
        }
        if (a.op() == Op.NEG) {
            return sub(b, a.argument(0));
        }
        if (b.op() == Op.NEG) {
            return sub(a, b.argument(0));
        }
        Term simple = constantsJoined(a, b);
        simple = simple != null ? simple : split(Op.ADD, a, b, Sums::add);
        simple = simple != null ? simple : narrow(a, b);
        return simple != null ? simple : Terms.makeOrdered(Op.ADD, a.width(), a, b);
    }

    /** Constants of sums come to the outside, where they meet. */
    private static @Nullable Term constantsJoined(Term a, Term b) {
        if (hasConstant(a)) {
            return b.isConstant()
                    ? add(a.argument(0), add(a.argument(1), b))
                    : add(add(a.argument(0), b), a.argument(1));
        }
        return hasConstant(b) ? add(add(a, b.argument(0)), b.argument(1)) : null;
    }

    private static boolean hasConstant(Term term) {
        return term.op() == Op.ADD && term.argument(1).isConstant();
    }

    /** Where the low bits of one are zeros and a part, nothing is carried over from them. */
    private static @Nullable Term split(Op op, Term a, Term b, BinaryOperator<Term> again) {
        int cut = Math.max(op == Op.ADD ? cut(a, b) : 0, cut(b, a));
        int width = a.width();
        if (cut == 0 || cut == width) {
            return null;
        }
        Term low = again.apply(a.extract(cut - 1, 0), b.extract(cut - 1, 0));
        return Slices.concat(ImmutableList.of(again.apply(a.extract(width - 1, cut), b.extract(width - 1, cut)), low));
    }

    /** The highest cut of the other below which this has zeros alone; 0 if there is none. */
    private static int cut(Term zeros, Term other) {
        int trailing = Bits.trailingZeros(zeros);
        if (trailing == 0) {
            return 0;
        }
        if (Slices.cuts(zeros).contains(trailing) && !other.isIte() && other.op() == Op.CONCAT) {
            return trailing;
        }
        return Slices.commonCuts(zeros, other).stream()
                .filter(cut -> cut <= trailing)
                .reduce(0, Math::max);
    }

    /** Bits that can't be reached are zeros. */
    private static @Nullable Term narrow(Term a, Term b) {
        int width = a.width();
        int used = width - Math.min(Bits.leadingZeros(a), Bits.leadingZeros(b)) + 1;
        return used >= width ? null : narrowed(a, b, used, Sums::add);
    }

    private static Term narrowed(Term a, Term b, int used, BinaryOperator<Term> again) {
        return again.apply(a.extract(used - 1, 0), b.extract(used - 1, 0)).zeroExtend(a.width());
    }

    static Term sub(Term a, Term b) {
        Terms.checkAlikeBits(a, b);
        if (a == b) {
            return Term.constant(a.width(), 0);
        }
        if (b.isConstant()) {
            return add(a, neg(b));
        }
        if (a.is(0)) {
            return neg(b);
        }
        if (b.op() == Op.NEG) {
            return add(a, b.argument(0));
        }
        if (Choices.areSmallFixed(a, b)) {
            return Choices.each(a, b, Sums::sub);
        }
        if (a.op() == Op.ADD && (a.argument(0) == b || a.argument(1) == b)) {
            return a.argument(a.argument(0) == b ? 1 : 0);
        }
        if (hasConstant(a)) {
            return add(sub(a.argument(0), b), a.argument(1));
        }
        if (hasConstant(b)) {
            return add(sub(a, b.argument(0)), neg(b.argument(1)));
        }
        Term simple = split(Op.SUB, a, b, Sums::sub);
        return simple != null ? simple : Term.make(Op.SUB, a.width(), a, b);
    }

    static Term neg(Term a) {
        Terms.checkBits(a);
        if (a.isConstant()) {
            return Term.constant(a.width(), -a.value());
        }
        return switch (a.op()) {
            case NEG -> a.argument(0);
            case SUB -> sub(a.argument(1), a.argument(0));
            case ITE -> Choices.isSmallFixed(a) ? Choices.each(a, Sums::neg) : Term.make(Op.NEG, a.width(), a);
            default -> Term.make(Op.NEG, a.width(), a);
        };
    }

    static Term mul(Term a, Term b) {
        Terms.checkAlikeBits(a, b);
        if (a.isConstant() && !b.isConstant()) {
            return mul(b, a);
        }
        if (a.isConstant()) {
            return Meaning.constant(Op.MUL, a, b);
        }
        if (Choices.areSmallFixed(a, b)) {
            return Choices.each(a, b, Sums::mul);
        }
        int width = a.width();
        if (b.isConstant()) {
            if (b.is(-1)) {
                return neg(a);
            }
            if (Long.bitCount(b.value()) <= 1) {
                return b.is(0) ? b : a.shl(Term.constant(width, Long.numberOfTrailingZeros(b.value())));
            }
        }
        int used = 2 * width - Bits.leadingZeros(a) - Bits.leadingZeros(b);
        return used < width ? narrowed(a, b, Math.max(1, used), Sums::mul) : Terms.makeOrdered(Op.MUL, width, a, b);
    }
}
