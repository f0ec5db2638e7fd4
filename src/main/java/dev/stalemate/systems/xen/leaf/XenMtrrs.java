package dev.stalemate.systems.xen.leaf;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;

/**
 * Xen's look-up of an MTRR type: mtrr_get_type() of hvm/mtrr.c, get_mtrr_type() up to 4.13.
 *
 * <p>For one frame it is the SDM's, and an undefined overlap gives the type of the last register that matches. For a large page it is not:
 * a variable range's mask is widened to the page, so that a range over part of it counts as one over all of it, and the default type is
 * forgotten (claim R3).
 */
public final class XenMtrrs {
    /** The page has no one type: it must be split. */
    public static final int SPLIT = -1;

    private static final int WT_WB = 1 << 4 | 1 << 6;
    private static final int ORDER_64K = 4;
    private static final int ORDER_16K = 2;
    private static final int FIRST_16K_FIELD = 8;
    private static final int FIRST_4K_FIELD = 24;

    private XenMtrrs() {}

    /**
     * The code of the type of the aligned block of 2^order frames that holds an address, or {@link #SPLIT}.
     *
     * @param address in bytes
     * @param order 0 for 4 KiB, 9 for 2 MiB, 18 for 1 GiB
     */
    public static int type(MtrrRegisters r, long address, int order) {
        if (!Mtrrs.enabled(r)) {
            return MemType.UC.code();
        }
        long page = -0x1000L << order;
        long start = address & page;
        if (FixedRanges.contains(start) && Mtrrs.fixedEnabled(r)) {
            int field = FixedRanges.field(start);
            return order > fieldOrder(field)
                    ? SPLIT
                    : FixedRanges.type(r, field).code();
        }
        int types = 0;
        int last = 0;
        for (int n = 0; n < r.vcnt(); n++) {
            long mask = r.mask(n);
            if ((mask & MtrrMsr.V) != 0 && ((start ^ r.base(n)) & mask & page) == 0) {
                last = (int) (r.base(n) & 0xFF);
                types |= 1 << last;
            }
        }
        return types == 0 ? Mtrrs.defaultType(r).code() : overlap(types, last, order);
    }

    private static int overlap(int types, int last, int order) {
        if (types == 1 << last) {
            return last;
        }
        if (order > 0) {
            return SPLIT;
        }
        if ((types & 1 << MemType.UC.code()) != 0) {
            return MemType.UC.code();
        }
        return types == WT_WB ? MemType.WT.code() : last;
    }

    private static int fieldOrder(int field) {
        if (field < FIRST_16K_FIELD) {
            return ORDER_64K;
        }
        return field < FIRST_4K_FIELD ? ORDER_16K : 0;
    }
}
