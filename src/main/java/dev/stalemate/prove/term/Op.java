package dev.stalemate.prove.term;

/** What a term does with its arguments. All that can be written is made of these: {@code or}, {@code ule} and the like are not among them. */
public enum Op {
    /** Bits that are known; of Bool, 0 or 1. */
    CONSTANT("", false),
    /** Bits, or a Bool, that may be anything. */
    VARIABLE("", false),
    /** The other Bool. */
    NOT("not", false),
    /** Whether all arguments hold: two or more Bools. */
    AND("and", true),
    /** Whether both arguments are the same. A constant is the second one. */
    EQ("=", true),
    /** The second argument where the first holds, else the third. */
    ITE("ite", false),
    /** Whether the first is below the second, without signs. */
    ULT("bvult", false),
    /** The same with signs. */
    SLT("bvslt", false),
    /** Bits of both. A constant is the second argument, as of all that may be swapped. */
    BAND("bvand", true),
    /** Bits of either. */
    BOR("bvor", true),
    /** Bits of one alone. */
    BXOR("bvxor", true),
    /** All bits turned. */
    BNOT("bvnot", false),
    /** The sum. */
    ADD("bvadd", true),
    /** The difference. The second argument is no constant. */
    SUB("bvsub", false),
    /** The negative. */
    NEG("bvneg", false),
    /** The product. */
    MUL("bvmul", true),
    /** A shift to the left. An amount that isn't below the width leaves nothing. */
    SHL("bvshl", false),
    /** A shift to the right that brings in zeros. */
    LSHR("bvlshr", false),
    /** A shift to the right that brings in the sign. */
    ASHR("bvashr", false),
    /** Some bits in a row: as many as the term is wide, from {@link Term#low()} up. */
    EXTRACT("extract", false),
    /** Wider by copies of the sign. Wider by zeros is a {@link #CONCAT} with a constant. */
    SIGN_EXTEND("sign_extend", false),
    /** The arguments beside each other, the highest bits first. */
    CONCAT("concat", false);

    private final String smt;
    private final boolean commutes;

    Op(String smt, boolean commutes) {
        this.smt = smt;
        this.commutes = commutes;
    }

    /** Its name in SMT-LIB; empty for leaves. */
    public String smt() {
        return smt;
    }

    /** Whether the order of arguments means nothing. */
    boolean commutes() {
        return commutes;
    }
}
