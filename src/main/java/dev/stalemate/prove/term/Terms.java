package dev.stalemate.prove.term;

/** What arguments must be like, and how they are put in order. */
final class Terms {
    private Terms() {}

    static void checkBool(Term term) {
        if (term.width() != Term.BOOL) {
            throw new IllegalArgumentException("not a Bool: " + term);
        }
    }

    static void checkBits(Term term) {
        if (term.width() == Term.BOOL) {
            throw new IllegalArgumentException("a Bool, not bits: " + term);
        }
    }

    static void checkAlike(Term a, Term b) {
        if (a.width() != b.width()) {
            throw new IllegalArgumentException(
                    "widths " + a.width() + " and " + b.width() + " differ: " + a + " and " + b);
        }
    }

    /** Two bit-vectors of one width. */
    static void checkAlikeBits(Term a, Term b) {
        checkBits(a);
        checkAlike(a, b);
    }

    /** An operation whose arguments may be swapped: a constant last, others in an order that is the same in every run. */
    static Term makeOrdered(Op op, int width, Term a, Term b) {
        boolean swapped = a.isConstant() || (!b.isConstant() && TermShape.compare(a, b) > 0);
        return swapped ? Term.make(op, width, b, a) : Term.make(op, width, a, b);
    }
}
