package dev.stalemate.prove.term;

import org.jspecify.annotations.Nullable;

/** Which of two is below the other. */
final class Orders {
    private Orders() {}

    static Term below(Term a, Term b) {
        Terms.checkAlikeBits(a, b);
        int width = a.width();
        long least = b.bits().ones();
        if (a == b || !Meaning.isBelow(a.bits().ones(), b.bits().most(width))) {
            return Term.FALSE;
        }
        if (Meaning.isBelow(a.bits().most(width), least)) {
            return Term.TRUE;
        }
        if (b.isConstant() && FewValues.all(a, value -> Meaning.isBelow(value, b.value()))) {
            return Term.TRUE;
        }
        if (a.is(0)) {
            return b.ne(a);
        }
        if (b.is(-1)) {
            return a.ne(b);
        }
        if (b.is(1) || a.is(-2)) {
            return b.is(1) ? a.eq(0) : b.eq(-1);
        }
        if (b.op() == Op.ADD && b.argument(1).is(1) && b.argument(0).bits().most(width) != Term.mask(width)) {
            return below(b.argument(0), a).not(); // below the next one: not above this one
        }
        int leading = Bits.leadingAlike(a, b);
        if (leading > 0 && !a.isIte() && !b.isIte()) {
            return below(a.extract(width - leading - 1, 0), b.extract(width - leading - 1, 0));
        }
        if (Choices.areSmallFixed(a, b)) {
            return Choices.each(a, b, Orders::below);
        }
        Term simple = b.isConstant() ? belowConstant(a, b) : a.isConstant() ? constantBelow(a, b) : tails(a, b);
        return simple != null ? simple : Term.make(Op.ULT, Term.BOOL, a, b);
    }

    private static @Nullable Term belowConstant(Term a, Term k) {
        if (Choices.isAskedByArm(a)) {
            return Choices.each(a, arm -> below(arm, k));
        }
        int round = Long.numberOfTrailingZeros(k.value());
        return round > 0 ? below(high(a, round), high(k, round)) : tails(a, k);
    }

    private static @Nullable Term constantBelow(Term k, Term b) {
        if (Choices.isAskedByArm(b)) {
            return Choices.each(b, arm -> below(k, arm));
        }
        int round = Long.numberOfTrailingZeros(~k.value());
        return round > 0 ? below(high(k, round), high(b, round)) : tails(k, b);
    }

    private static Term high(Term term, int low) {
        return term.extract(term.width() - 1, low);
    }

    /** The lowest bits of both are constants, or the same: those above decide, and these where those above are the same. */
    private static @Nullable Term tails(Term a, Term b) {
        int tail = Math.min(tail(a), tail(b));
        if (tail == 0 || tail == a.width()) {
            return null;
        }
        Term low = a.extract(tail - 1, 0);
        Term other = b.extract(tail - 1, 0);
        if (low != other && !(low.isConstant() && other.isConstant())) {
            return null;
        }
        Term highA = high(a, tail);
        Term highB = high(b, tail);
        return below(low, other) == Term.TRUE ? below(highB, highA).not() : below(highA, highB);
    }

    /** Where the lowest piece ends. */
    private static int tail(Term term) {
        if (term.isConstant()) {
            return term.width();
        }
        return term.op() == Op.CONCAT
                ? term.argument(term.shape().arguments.length - 1).width()
                : 0;
    }

    static Term signedBelow(Term a, Term b) {
        Terms.checkAlikeBits(a, b);
        int width = a.width();
        if (a == b) {
            return Term.FALSE;
        }
        if (a.isConstant() && b.isConstant()) {
            return Term.of(Meaning.of(Op.SLT, width, a.value(), b.value()) != 0);
        }
        long sign = 1L << (width - 1);
        boolean known = ((a.bits().zeros() | a.bits().ones())
                        & (b.bits().zeros() | b.bits().ones())
                        & sign)
                != 0;
        if (known) {
            boolean negative = (a.bits().ones() & sign) != 0;
            return negative == ((b.bits().ones() & sign) != 0) ? below(a, b) : Term.of(negative);
        }
        if (b.is(0)) {
            return a.bit(width - 1);
        }
        if (a.is(-1)) {
            return b.bit(width - 1).not();
        }
        if (a.is(sign) || b.is(sign - 1)) {
            return a.ne(b);
        }
        if (b.is(sign) || a.is(sign - 1)) {
            return Term.FALSE;
        }
        Term simple = signedByArm(a, b);
        return simple != null ? simple : Term.make(Op.SLT, Term.BOOL, a, b);
    }

    private static @Nullable Term signedByArm(Term a, Term b) {
        if (b.isConstant() && Choices.isAskedByArm(a)) {
            return Choices.each(a, arm -> signedBelow(arm, b));
        }
        if (a.isConstant() && Choices.isAskedByArm(b)) {
            return Choices.each(b, arm -> signedBelow(a, arm));
        }
        if (Choices.areSmallFixed(a, b)) {
            return Choices.each(a, b, Orders::signedBelow);
        }
        return a.op() == Op.SIGN_EXTEND || b.op() == Op.SIGN_EXTEND ? narrow(a, b) : null;
    }

    /** Copies of a sign beside the same, or beside a constant. */
    private static @Nullable Term narrow(Term a, Term b) {
        Term extended = a.op() == Op.SIGN_EXTEND ? a : b;
        Term other = extended == a ? b : a;
        int width = extended.argument(0).width();
        Term low = other.extract(width - 1, 0);
        if (low.signExtend(a.width()) == other) {
            return extended == a ? signedBelow(extended.argument(0), low) : signedBelow(low, extended.argument(0));
        }
        // A constant that is beyond all that the narrow one can be.
        boolean negative = other.isConstant() && (other.bits().ones() & (1L << (other.width() - 1))) != 0;
        return other.isConstant() ? Term.of(negative == (other == a)) : null;
    }
}
