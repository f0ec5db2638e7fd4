package dev.stalemate.outside;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;

/** The variable ranges of a register file. */
final class Ranges {
    private static final long PAGE = 0x1000;

    private Ranges() {}

    /** Whether a pair is valid. */
    static boolean valid(MtrrRegisters r, int n) {
        return (r.mask(n) & MtrrMsr.V) != 0;
    }

    /** The first address of a pair's range, if its mask is contiguous. */
    static long first(MtrrRegisters r, int n) {
        return r.base(n) & r.mask(n) & -PAGE;
    }

    /** The last address of a pair's range, if its mask is contiguous. */
    static long last(MtrrRegisters r, int n) {
        return first(r, n) | free(r, n);
    }

    /** The address bits that a pair doesn't compare. */
    private static long free(MtrrRegisters r, int n) {
        return ~(r.mask(n) & -PAGE) & ((1L << r.maxPhyAddr()) - 1);
    }

    /** Whether a pair is not in use, or is 2^n bytes from a multiple of 2^n on. */
    static boolean regular(MtrrRegisters r, int n) {
        if (!valid(r, n)) {
            return true;
        }
        long free = free(r, n);
        return (free & (free + 1)) == 0 && (r.base(n) & free & -PAGE) == 0;
    }

    /** Whether a pair in use has an address of [from, to] by the formula, or between its base and the end that its mask gives. */
    static boolean touches(MtrrRegisters r, int n, long from, long to) {
        if (!valid(r, n)) {
            return false;
        }
        long page = -Long.highestOneBit(to - from + 1);
        boolean formula = ((from ^ r.base(n)) & r.mask(n) & page & -PAGE) == 0;
        long base = r.base(n) & -PAGE;
        long end = base | free(r, n);
        return formula || (base <= to && end >= from);
    }
}
