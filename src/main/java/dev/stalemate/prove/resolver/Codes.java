package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import dev.stalemate.prove.term.Term;
import java.util.Arrays;

/** Memory types as terms of three bits: the codes that PAT, MTRRs and EPT leaves share, and 7 where the SDM leaves the type undefined. */
final class Codes {
    /** Bits of a code. */
    static final int BITS = 3;

    /** No type: the SDM does not define one. No MTRR holds UC-, whose code this is. */
    static final Term UNDEFINED = Term.constant(BITS, MemType.UC_MINUS.code());

    private Codes() {}

    /** The code of a type. */
    static Term of(MemType type) {
        return Term.constant(BITS, type.code());
    }

    /** Whether a code, of any width, is that of a type. */
    static Term is(Term code, MemType type) {
        return code.eq(Term.constant(code.width(), type.code()));
    }

    /** Whether the lowest eight bits hold a type that MTRRs and EPT leaves may hold: UC, WC, WT, WP or WB. */
    static Term legal(Term value) {
        Term low = value.width() > Byte.SIZE ? value.extract(Byte.SIZE - 1, 0) : value;
        return Term.any(Arrays.stream(MemType.values())
                .filter(type -> type != MemType.UC_MINUS)
                .map(type -> is(low, type))
                .toList());
    }

    /** The type of a code, or null for {@link #UNDEFINED}'s. */
    static String name(long code) {
        MemType type = MemType.ofCode((int) code);
        return type == null || type == MemType.UC_MINUS ? "undefined" : type.toString();
    }
}
