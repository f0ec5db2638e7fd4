package dev.stalemate.prove.term;

/** What an operation gives for values that are known. Said once, for constants and for evaluation. */
final class Meaning {
    private Meaning() {}

    /** Of an operation on two bit-vectors of a width, or on one, with {@code b} ignored. */
    static long of(Op op, int width, long a, long b) {
        return switch (op) {
            case BAND -> a & b;
            case BOR -> a | b;
            case BXOR -> a ^ b;
            case BNOT -> ~a;
            case ADD -> a + b;
            case SUB -> a - b;
            case NEG -> -a;
            case MUL -> a * b;
            case SHL -> isBelow(b, width) ? a << b : 0;
            case LSHR -> isBelow(b, width) ? a >>> b : 0;
            case ASHR -> signed(a, width) >> (isBelow(b, width) ? b : width - 1);
            case ULT -> isBelow(a, b) ? 1 : 0;
            case SLT -> signed(a, width) < signed(b, width) ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            case NOT -> 1 - a;
            default -> throw new IllegalArgumentException(op.toString());
        };
    }

    static boolean isBelow(long a, long b) {
        return Long.compareUnsigned(a, b) < 0;
    }

    /** Bits of a width as a number with a sign. */
    static long signed(long bits, int width) {
        int unused = Term.WIDEST - width;
        return bits << unused >> unused;
    }

    /** The constant that an operation gives for constants, as wide as they are. */
    static Term constant(Op op, Term a, Term b) {
        return Term.constant(a.width(), of(op, a.width(), a.value(), b.value()));
    }
}
