package dev.stalemate.prove.term;

/**
 * What is known of a bit-vector's bits, whatever its variables are.
 *
 * @param zeros bits that are 0
 * @param ones bits that are 1
 */
record Bits(long zeros, long ones) {
    private static final Bits UNKNOWN = new Bits(0, 0);

    /** What the arguments' known bits say. Some that could be known are missed, none is wrong. */
    static Bits of(TermShape shape) {
        int width = shape.width;
        if (width == Term.BOOL) {
            return UNKNOWN;
        }
        Term[] args = shape.arguments;
        return switch (shape.op) {
            case CONSTANT -> new Bits(~shape.value & Term.mask(width), shape.value);
            case ITE ->
                new Bits(args[1].bits().zeros & args[2].bits().zeros, args[1].bits().ones & args[2].bits().ones);
            case CONCAT -> joined(args);
            case EXTRACT ->
                new Bits(
                        args[0].bits().zeros >>> shape.value & Term.mask(width),
                        args[0].bits().ones >>> shape.value & Term.mask(width));
            case SIGN_EXTEND ->
                new Bits(
                        signed(args[0].bits().zeros, args[0].width(), width),
                        signed(args[0].bits().ones, args[0].width(), width));
            case BNOT -> args[0].bits().turned();
            case BAND, BOR, BXOR -> bitwise(shape.op, args[0].bits(), args[1].bits());
            case ADD, SUB, NEG, MUL -> sum(shape);
            case LSHR -> new Bits(high(width, leadingZeros(args[0])), 0);
            case SHL -> new Bits(Term.mask(Math.min(width, trailingZeros(args[0]))) & low(width, args[0]), 0);
            default -> UNKNOWN;
        };
    }

    /** A mask that is empty if no low bit is known: {@link Term#mask} of 0 is a Bool's. */
    private static long low(int width, Term term) {
        return trailingZeros(term) == 0 ? 0 : Term.mask(width);
    }

    private static Bits joined(Term[] parts) {
        long zeros = 0;
        long ones = 0;
        for (Term part : parts) {
            zeros = shifted(zeros, part.width()) | part.bits().zeros;
            ones = shifted(ones, part.width()) | part.bits().ones;
        }
        return new Bits(zeros, ones);
    }

    private Bits turned() {
        long turned = ones;
        return new Bits(turned, zeros);
    }

    /** Java would not shift by 64. */
    private static long shifted(long bits, int by) {
        return by >= Term.WIDEST ? 0 : bits << by;
    }

    private static long signed(long bits, int from, int to) {
        int unused = Term.WIDEST - from;
        return bits << unused >> unused & Term.mask(to);
    }

    private static Bits bitwise(Op op, Bits a, Bits b) {
        return switch (op) {
            case BAND -> new Bits(a.zeros | b.zeros, a.ones & b.ones);
            case BOR -> new Bits(a.zeros & b.zeros, a.ones | b.ones);
            default -> new Bits(a.alike(b), a.unlike(b));
        };
    }

    private static Bits sum(TermShape shape) {
        Term a = shape.arguments[0];
        Term b = shape.op == Op.NEG ? a : shape.arguments[1];
        int width = shape.width;
        int most = width;
        int trailing = Math.min(trailingZeros(a), trailingZeros(b));
        if (shape.op == Op.MUL) {
            most = Math.min(width, 2 * width - leadingZeros(a) - leadingZeros(b));
            trailing = Math.min(width, trailingZeros(a) + trailingZeros(b));
        } else if (shape.op == Op.ADD) {
            most = Math.min(width, width - Math.min(leadingZeros(a), leadingZeros(b)) + 1);
        }
        return new Bits(high(width, width - most) | (trailing == 0 ? 0 : Term.mask(trailing)), 0);
    }

    /** The highest bits of a width. */
    private static long high(int width, int count) {
        return count == 0 ? 0 : Term.mask(width) & ~(count == width ? 0 : Term.mask(width - count));
    }

    /** How many of the highest bits are 0, that is known. */
    static int leadingZeros(Term term) {
        return leading(term.bits().zeros, term.width());
    }

    /** How many of the lowest bits are 0, that is known. */
    static int trailingZeros(Term term) {
        return Math.min(term.width(), Long.numberOfTrailingZeros(~term.bits().zeros));
    }

    /** How many of the highest bits of a width are set. */
    static int leading(long bits, int width) {
        return Math.min(width, Long.numberOfLeadingZeros(~(bits << (Term.WIDEST - width))));
    }

    /** How many of the highest bits are the same in both, that is known. */
    static int leadingAlike(Term a, Term b) {
        return leading(a.bits().alike(b.bits()), a.width());
    }

    /** Those bits that are known to be the same. */
    private long alike(Bits other) {
        return (zeros & other.zeros) | (ones & other.ones);
    }

    /** Those that are known to differ. */
    private long unlike(Bits other) {
        return (zeros & other.ones) | (ones & other.zeros);
    }

    /** Whether some bit is known to differ. */
    boolean contradicts(Bits other) {
        return unlike(other) != 0;
    }

    /** Whether nothing is open. */
    boolean allKnown(int width) {
        return width != Term.BOOL && (zeros | ones) == Term.mask(width);
    }

    /** The greatest value, without a sign. */
    long most(int width) {
        return ~zeros & Term.mask(width);
    }
}
