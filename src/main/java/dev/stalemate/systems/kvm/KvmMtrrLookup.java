package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;

/**
 * Guest MTRRs as Linux 4.9 to 6.10 looks them up (arch/x86/kvm/mtrr.c: kvm_mtrr_get_guest_memory_type(),
 * kvm_mtrr_check_gfn_range_consistency()), which is not quite as the SDM has them.
 *
 * <p>Valid variable ranges stand on a list by descending raw PHYSBASE, each taken for one contiguous range from its unmasked base.
 */
public final class KvmMtrrLookup {
    private static final long PAGE = 0x1000;

    private KvmMtrrLookup() {}

    /** The type of a 4 KiB page; with E=0 it is UC, or WB for a guest without the MTRR feature (mtrr_disabled_type()). */
    public static MemType type(MtrrRegisters r, boolean hasMtrrs, long gpa) {
        if (!Mtrrs.enabled(r)) {
            return hasMtrrs ? MemType.UC : MemType.WB;
        }
        if (FixedRanges.contains(gpa) && Mtrrs.fixedEnabled(r)) {
            return FixedRanges.type(r, FixedRanges.field(gpa));
        }
        long page = gpa & -PAGE;
        MemType soFar = null;
        for (int n = nextPair(r, -1); n >= 0; n = nextPair(r, n)) {
            if (first(r, n) < page + PAGE && last(r, n) >= page) {
                MemType here = typeOf(r.base(n));
                if (soFar == null || soFar == here) {
                    soFar = here;
                } else if (here == MemType.UC) {
                    // Only the current range is checked for UC; a UC range that came before is forgotten.
                    return MemType.UC;
                } else if (!isWtAndWb(soFar, here)) {
                    return MemType.WB;
                } else {
                    soFar = MemType.WT;
                }
            }
        }
        return soFar == null ? Mtrrs.defaultType(r) : soFar;
    }

    /** Whether KVM thinks that 2^order pages, from an aligned address, have one type. */
    public static boolean uniform(MtrrRegisters r, long start, int order) {
        if (!Mtrrs.enabled(r)) {
            return true;
        }
        long end = start + (PAGE << order);
        int types = 0;
        if (FixedRanges.contains(start) && Mtrrs.fixedEnabled(r)) {
            int field = FixedRanges.field(start);
            for (; field < FixedRanges.FIELDS && FixedRanges.start(field) < end; field++) {
                types |= 1 << FixedRanges.type(r, field).code();
            }
            if (end <= FixedRanges.END) {
                return Integer.bitCount(types) <= 1;
            }
        }
        // Coverage is followed upwards from the page's start, though the list runs downwards: it errs towards
        // "partial".
        long covered = start;
        boolean partial = false;
        for (int n = nextPair(r, -1); n >= 0; n = nextPair(r, n)) {
            if (first(r, n) < end && last(r, n) >= start) {
                types |= 1 << typeOf(r.base(n)).code();
                partial |= covered < first(r, n);
                covered = Math.max(covered, last(r, n) + 1);
            }
        }
        partial |= covered < end;
        if (Integer.bitCount(types) > 1) {
            return false;
        }
        return !partial || types == 0 || types == 1 << Mtrrs.defaultType(r).code();
    }

    /** The first address of a pair's range, as KVM has it. */
    public static long first(MtrrRegisters r, int n) {
        return first(r.base(n));
    }

    /** The first address of the range of a PHYSBASE. */
    public static long first(long base) {
        return base & -PAGE;
    }

    /** The last address of a pair's range, as KVM has it. */
    public static long last(MtrrRegisters r, int n) {
        return last(r.base(n), r.mask(n), r.maxPhyAddr());
    }

    /** The last address of the range of a PHYSBASE and a PHYSMASK. */
    public static long last(long base, long mask, int maxPhyAddr) {
        return (first(base) | ~(mask & -PAGE)) & ((1L << maxPhyAddr) - 1);
    }

    /** The valid pair that follows pair n on the list; the list's first for -1, and -1 at its end. */
    private static int nextPair(MtrrRegisters r, int n) {
        int next = -1;
        for (int i = 0; i < r.vcnt(); i++) {
            if ((r.mask(i) & MtrrMsr.V) != 0 && (n < 0 || after(r, i, n)) && (next < 0 || after(r, next, i))) {
                next = i;
            }
        }
        return next;
    }

    /** Whether pair i stands behind pair n; equal bases are equal types too, so their order doesn't matter. */
    private static boolean after(MtrrRegisters r, int i, int n) {
        return r.base(i) < r.base(n) || (r.base(i) == r.base(n) && i > n);
    }

    private static boolean isWtAndWb(MemType a, MemType b) {
        return (a == MemType.WT && b == MemType.WB) || (a == MemType.WB && b == MemType.WT);
    }

    static MemType typeOf(long base) {
        MemType type = MemType.ofCode((int) base & 0xFF);
        if (type == null) {
            throw new IllegalStateException("an illegal type got into a register: 0x" + Long.toHexString(base));
        }
        return type;
    }
}
