package dev.stalemate.prove.term;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bits of terms beside each other. Masks, shifts by constants and extensions all become this, so that what is the same bits is the same
 * term however it was written.
 */
final class Slices {
    private Slices() {}

    static Term extract(Term term, int high, int low) {
        Terms.checkBits(term);
        if (low < 0 || high < low || high >= term.width()) {
            throw new IllegalArgumentException("bits " + high + " to " + low + " of " + term.width());
        }
        int width = high - low + 1;
        if (width == term.width()) {
            return term;
        }
        Bits bits = term.bits();
        if (new Bits(bits.zeros() >>> low & Term.mask(width), bits.ones() >>> low & Term.mask(width)).allKnown(width)) {
            return Term.constant(width, bits.ones() >>> low);
        }
        Term simple = extractOf(term, high, low);
        return simple != null ? simple : Term.made(new TermShape(Op.EXTRACT, width, low, "", term));
    }

    /** Of what an operation gives: the operation on bits of its arguments, where each bit is of theirs alone. */
    private static @Nullable Term extractOf(Term term, int high, int low) {
        return switch (term.op()) {
            case EXTRACT -> extract(term.argument(0), high + term.low(), low + term.low());
            case CONCAT -> extractOfParts(term, high, low);
            case ITE -> Choices.ofLeaves(term, leaf -> extract(leaf, high, low));
            case BAND -> both(term, high, low, Term::band);
            case BOR -> both(term, high, low, Term::bor);
            case BXOR -> both(term, high, low, Term::bxor);
            case BNOT -> extract(term.argument(0), high, low).bnot();
            case ADD -> low == 0 ? both(term, high, low, Term::add) : null;
            case SUB -> low == 0 ? both(term, high, low, Term::sub) : null;
            case MUL -> low == 0 ? both(term, high, low, Term::mul) : null;
            case NEG -> low == 0 ? extract(term.argument(0), high, low).neg() : null;
            case SIGN_EXTEND -> extractOfSigns(term.argument(0), high, low);
            default -> null;
        };
    }

    private static Term both(Term term, int high, int low, BinaryOperator<Term> operation) {
        return operation.apply(extract(term.argument(0), high, low), extract(term.argument(1), high, low));
    }

    private static Term extractOfSigns(Term narrow, int high, int low) {
        int sign = narrow.width() - 1;
        int from = Math.min(low, sign);
        return extract(narrow, Math.min(high, sign), from).signExtend(high - low + 1);
    }

    private static Term extractOfParts(Term term, int high, int low) {
        List<Term> parts = new ArrayList<>();
        int above = term.width();
        for (Term part : term.shape().arguments) {
            int start = above - part.width();
            int from = Math.max(low, start);
            int to = Math.min(high, above - 1);
            if (from <= to) {
                parts.add(extract(part, to - start, from - start));
            }
            above = start;
        }
        return concat(parts);
    }

    static Term zeroExtend(Term term, int wide) {
        Terms.checkBits(term);
        if (wide < term.width()) {
            throw new IllegalArgumentException(term.width() + " bits extended to " + wide);
        }
        return wide == term.width() ? term : concat(ImmutableList.of(Term.constant(wide - term.width(), 0), term));
    }

    static Term signExtend(Term term, int wide) {
        int width = term.width();
        Terms.checkBits(term);
        if (wide < width || wide > Term.WIDEST) {
            throw new IllegalArgumentException(width + " bits extended to " + wide);
        }
        long sign = 1L << (width - 1);
        if (wide == width) {
            return term;
        }
        if (((term.bits().zeros() | term.bits().ones()) & sign) != 0) {
            long above = (term.bits().ones() & sign) != 0 ? -1 : 0;
            return concat(ImmutableList.of(Term.constant(wide - width, above), term));
        }
        if (isSmall(term)) {
            return Choices.each(term, arm -> signExtend(arm, wide));
        }
        return term.op() == Op.SIGN_EXTEND ? signExtend(term.argument(0), wide) : Term.make(Op.SIGN_EXTEND, wide, term);
    }

    /** The highest bits first. */
    static Term concat(List<Term> terms) {
        List<Term> parts = new ArrayList<>();
        for (Term term : terms) {
            Terms.checkBits(term);
            if (term.op() == Op.CONCAT) {
                term.arguments().forEach(part -> append(parts, part));
            } else {
                append(parts, term);
            }
        }
        int width = parts.stream().mapToInt(Term::width).sum();
        if (width > Term.WIDEST) {
            throw new IllegalArgumentException(width + " bits beside each other, not at most " + Term.WIDEST);
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        Term lifted = choice(parts);
        return lifted != null ? lifted : Term.make(Op.CONCAT, width, parts.toArray(Term[]::new));
    }

    /** A choice beside constants, or beside others by the same condition, is a choice of what is beside each other. */
    private static @Nullable Term choice(List<Term> parts) {
        Term ite = null;
        for (Term part : parts) {
            boolean fits = part.isConstant() || (isSmall(part) && (ite == null || ite.condition() == part.condition()));
            if (!fits) {
                return null;
            }
            ite = part.isConstant() ? ite : part;
        }
        if (ite == null) {
            return null;
        }
        Term then = concat(parts.stream()
                .map(part -> part.isIte() ? part.thenTerm() : part)
                .toList());
        Term otherwise = concat(parts.stream()
                .map(part -> part.isIte() ? part.elseTerm() : part)
                .toList());
        return Choices.of(ite.condition(), then, otherwise);
    }

    private static boolean isSmall(Term term) {
        return Choices.isSmall(term) || Choices.isSmallFixed(term);
    }

    /** Joined with the lowest part so far if both are bits of the same term, or constants. */
    private static void append(List<Term> parts, Term low) {
        Term high = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        Term joined = high == null || high.width() + low.width() > Term.WIDEST ? null : joined(high, low);
        if (joined == null) {
            parts.add(low);
        } else {
            parts.remove(parts.size() - 1);
            append(parts, joined);
        }
    }

    private static @Nullable Term joined(Term high, Term low) {
        if (high.isConstant() && low.isConstant()) {
            return Term.constant(high.width() + low.width(), high.value() << low.width() | low.value());
        }
        if (high.op() != Op.EXTRACT) {
            return null;
        }
        Term whole = high.argument(0);
        Term other = low.op() == Op.EXTRACT ? low.argument(0) : low;
        return whole == other && high.low() == low.low() + low.width()
                ? extract(whole, high.low() + high.width() - 1, low.low())
                : null;
    }

    /** Where parts end, from the lowest bit up; the last is the width. */
    static List<Integer> cuts(Term term) {
        if (term.op() != Op.CONCAT) {
            return List.of(term.width());
        }
        List<Integer> cuts = new ArrayList<>();
        int at = 0;
        for (int i = term.shape().arguments.length - 1; i >= 0; i--) {
            at += term.argument(i).width();
            cuts.add(at);
        }
        return cuts;
    }

    /** Where both may be cut without cutting a part; a constant may be cut anywhere. */
    static List<Integer> commonCuts(Term a, Term b) {
        if (a.isConstant() || b.isConstant()) {
            return cuts(a.isConstant() ? b : a);
        }
        List<Integer> common = new ArrayList<>(cuts(a));
        common.retainAll(cuts(b));
        return common;
    }

    /** Where one of the two is cut. */
    static List<Integer> allCuts(Term a, Term b) {
        return IntStream.concat(
                        cuts(a).stream().mapToInt(Integer::intValue),
                        cuts(b).stream().mapToInt(Integer::intValue))
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }

    /** Whether a part of it is a constant. */
    static boolean hasConstantPart(Term term) {
        return term.op() == Op.CONCAT && Arrays.stream(term.shape().arguments).anyMatch(Term::isConstant);
    }
}
