package dev.stalemate.memtype;

import org.jspecify.annotations.Nullable;

/**
 * What the MTRRs make of an address (SDM 11.11.2 to 11.11.4.1). Static and free of allocation.
 *
 * <p>Physical addresses are in bytes, below 2^MAXPHYADDR. Undefined overlaps are null here and {@link LargePage#UNDEFINED} for
 * pages, never a guess at what some processor does.
 */
public final class Mtrrs {
    /** Bits of the set that {@link #variableTypes} returns: codes as {@link Overlap} writes them, and this for undefined. */
    private static final int UNDEFINED = 1 << 8;

    private static final int PAGE_SHIFT = 12;

    private Mtrrs() {}

    /** IA32_MTRR_DEF_TYPE.E: without it every access is UC, whatever else the registers hold. */
    public static boolean enabled(MtrrRegisters r) {
        return (r.defType() & MtrrMsr.E) != 0;
    }

    /** Whether the fixed ranges rule the first MiB: E=1 and FE=1. */
    public static boolean fixedEnabled(MtrrRegisters r) {
        return (r.defType() & (MtrrMsr.E | MtrrMsr.FE)) == (MtrrMsr.E | MtrrMsr.FE);
    }

    /** The type, given E=1, where no range matches. */
    public static MemType defaultType(MtrrRegisters r) {
        return MtrrMsr.type(r.defType() & 0xFF);
    }

    /**
     * The memory type of an address, or null where the SDM leaves it undefined (SDM 11.11.4.1).
     *
     * <p>E=0: UC. Below 1 MiB with FE=1: the fixed field, even under a UC variable range. Else the variable ranges that match:
     * none, the default type; all of one type, that; any UC, UC; exactly WT and WB, WT; every other mixture is undefined.
     */
    public static @Nullable MemType type(MtrrRegisters r, long address) {
        long defType = r.defType();
        if ((defType & MtrrMsr.E) == 0) {
            return MemType.UC;
        }
        if (FixedRanges.contains(address) && (defType & MtrrMsr.FE) != 0) {
            return FixedRanges.type(r, FixedRanges.field(address));
        }
        int matching = 0;
        for (int n = 0; n < r.vcnt(); n++) {
            long mask = r.mask(n);
            if ((mask & MtrrMsr.V) != 0) {
                long base = r.base(n);
                if (((address ^ base) & mask) >>> PAGE_SHIFT == 0) {
                    matching |= 1 << (base & 7);
                }
            }
        }
        return Overlap.type(matching, defaultType(r));
    }

    /**
     * What a mapping of 2^order 4 KiB frames meets; the page is the aligned one that contains {@code address}.
     *
     * <p>Exact for masks with holes and over the first MiB: the answer is that of looking at every frame. SDM 11.11.9 leaves a
     * page over different types undefined and advises against it, which {@link LargePage#MIXED} tells apart from undefined
     * frames. The work grows with the number of variable ranges and the bits their masks test inside the page, not with its size.
     *
     * @param order 0 for 4 KiB, 9 for 2 MiB, 18 for 1 GiB; at most MAXPHYADDR - 12
     */
    public static LargePage large(MtrrRegisters r, long address, int order) {
        if (order < 0 || order > r.maxPhyAddr() - PAGE_SHIFT) {
            throw new IllegalArgumentException(
                    "page order " + order + " is not in 0.." + (r.maxPhyAddr() - PAGE_SHIFT));
        }
        if (!enabled(r)) {
            return LargePage.uniform(MemType.UC);
        }
        int shift = order + PAGE_SHIFT;
        long start = (address >>> shift) << shift;
        int found = FixedRanges.contains(start) && fixedEnabled(r)
                ? typesFromFirstMegabyte(r, start, shift)
                : variableTypes(r, start, -1L << shift, 0);
        return verdict(found);
    }

    private static int typesFromFirstMegabyte(MtrrRegisters r, long start, int shift) {
        long end = start + (1L << shift);
        int found = 0;
        for (int field = FixedRanges.field(start); field < FixedRanges.FIELDS; field++) {
            if (FixedRanges.start(field) >= end) {
                return found;
            }
            found |= Overlap.setOf(FixedRanges.type(r, field));
        }
        // What is left of the page is [1M, 2M), [2M, 4M), ... up to its end: aligned blocks again.
        for (long block = FixedRanges.END; block < end; block <<= 1) {
            found = variableTypes(r, block, -block, found);
        }
        return found;
    }

    /** Adds to {@code found} the types, or {@link #UNDEFINED}, of a block in the sense of {@link Blocks}. */
    private static int variableTypes(MtrrRegisters r, long value, long known, int found) {
        int survey = Blocks.survey(r, value, known);
        int covering = Blocks.covering(survey);
        int partial = Blocks.partial(survey);
        MemType defaultType = defaultType(r);
        if (Overlap.settled(covering, partial, defaultType)) {
            MemType type = Overlap.type(covering | partial, defaultType);
            return found | (type == null ? UNDEFINED : Overlap.setOf(type));
        }
        boolean mixed = (found & (found - 1)) != 0;
        if (mixed && !Overlap.mayBeUndefined(covering | partial)) {
            return found;
        }
        // A bit that no partial range tests would only double the work, so the next one that decides is fixed both
        // ways.
        long bit = Blocks.highestDecidingBit(r, value, known);
        int half = variableTypes(r, value & ~bit, known | bit, found);
        return (half & UNDEFINED) != 0 ? half : variableTypes(r, value | bit, known | bit, half);
    }

    private static LargePage verdict(int found) {
        if ((found & UNDEFINED) != 0) {
            return LargePage.UNDEFINED;
        }
        MemType only = MemType.ofCode(Integer.numberOfTrailingZeros(found));
        return only == null || found != Overlap.setOf(only) ? LargePage.MIXED : LargePage.uniform(only);
    }
}
