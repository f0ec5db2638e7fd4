package dev.stalemate.prove.term;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BinaryOperator;

/** Operations on each bit by itself. With a constant they become bits beside each other. */
final class Bitwise {
    /** A mask that changes between 0 and 1 more often is left as it is. */
    private static final int MOST_RUNS = 12;

    private Bitwise() {}

    static Term and(Term a, Term b) {
        return of(Op.BAND, a, b, Bitwise::and);
    }

    static Term or(Term a, Term b) {
        return of(Op.BOR, a, b, Bitwise::or);
    }

    static Term xor(Term a, Term b) {
        return of(Op.BXOR, a, b, Bitwise::xor);
    }

    static Term not(Term a) {
        Terms.checkBits(a);
        if (a.isConstant()) {
            return Term.constant(a.width(), ~a.value());
        }
        if (a.op() == Op.BNOT) {
            return a.argument(0);
        }
        if (Choices.isSmallFixed(a)) {
            return Choices.each(a, Bitwise::not);
        }
        return Slices.hasConstantPart(a)
                ? Slices.concat(a.arguments().stream().map(Bitwise::not).toList())
                : Term.make(Op.BNOT, a.width(), a);
    }

    private static Term of(Op op, Term a, Term b, BinaryOperator<Term> again) {
        Terms.checkAlikeBits(a, b);
        if (a.isConstant() && !b.isConstant()) {
            return of(op, b, a, again);
        }
        if (a.isConstant()) {
            return Meaning.constant(op, a, b);
        }
        int width = a.width();
        if (a == b) {
            return op == Op.BXOR ? Term.constant(width, 0) : a;
        }
        if (isNegated(a, b) || isNegated(b, a)) {
            return Term.constant(width, op == Op.BAND ? 0 : -1);
        }
        if (Choices.areSmallFixed(a, b)) {
            return Choices.each(a, b, again);
        }
        if (b.isConstant()) {
            return withConstant(op, a, b, again);
        }
        if (Slices.hasConstantPart(a) || Slices.hasConstantPart(b)) {
            return pieces(a, b, Slices.allCuts(a, b), again);
        }
        return Terms.makeOrdered(op, width, a, b);
    }

    private static boolean isNegated(Term not, Term bits) {
        return not.op() == Op.BNOT && not.argument(0) == bits;
    }

    private static Term withConstant(Op op, Term a, Term k, BinaryOperator<Term> again) {
        int width = a.width();
        // Bits that change nothing, as they are known to be there already, are taken from the mask first: fewer cuts.
        long mask = op == Op.BAND
                ? k.value() | a.bits().zeros()
                : op == Op.BOR ? k.value() & ~a.bits().ones() : k.value();
        if (mask == (op == Op.BAND ? Term.mask(width) : 0)) {
            return a;
        }
        if (op == Op.BXOR && k.is(-1)) {
            return not(a);
        }
        if (mask == (op == Op.BAND ? 0 : Term.mask(width))) {
            return Term.constant(width, mask);
        }
        List<Integer> runs = runs(mask, width);
        if (runs.size() > 1 && runs.size() <= MOST_RUNS) {
            return pieces(a, Term.constant(width, mask), runs, again);
        }
        if (a.op() == op && a.argument(1).isConstant()) {
            return again.apply(a.argument(0), Meaning.constant(op, a.argument(1), k));
        }
        return Term.make(op, width, a, Term.constant(width, mask));
    }

    /** Where runs of equal bits end, from the lowest bit up. */
    private static List<Integer> runs(long mask, int width) {
        List<Integer> ends = new ArrayList<>();
        for (int bit = 1; bit < width; bit++) {
            if (((mask >>> bit) & 1) != ((mask >>> (bit - 1)) & 1)) {
                ends.add(bit);
            }
        }
        ends.add(width);
        return ends;
    }

    private static Term pieces(Term a, Term b, List<Integer> cuts, BinaryOperator<Term> again) {
        Deque<Term> pieces = new ArrayDeque<>();
        int low = 0;
        for (int end : cuts) {
            pieces.addFirst(again.apply(a.extract(end - 1, low), b.extract(end - 1, low)));
            low = end;
        }
        return Slices.concat(new ArrayList<>(pieces));
    }
}
