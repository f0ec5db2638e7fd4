package dev.stalemate.memtype;

/**
 * The MTRRs as MSRs: their numbers, and which values WRMSR accepts (SDM 11.11.1, 11.11.2).
 *
 * <p>WRMSR judges the written value alone. The type of a PHYSBASE must be legal and the reserved bits of a PHYSMASK clear even
 * while V=0; how base and mask fit each other is never checked.
 */
public final class MtrrMsr {
    /** IA32_MTRRCAP, read-only. */
    public static final int CAP = 0xFE;

    /** IA32_MTRR_DEF_TYPE: bits 7:0 type, bit 10 FE, bit 11 E. */
    public static final int DEF_TYPE = 0x2FF;

    /** IA32_MTRR_DEF_TYPE.E: the MTRRs are enabled. */
    public static final long E = 1L << 11;

    /** IA32_MTRR_DEF_TYPE.FE: the fixed ranges are enabled; without E it means nothing. */
    public static final long FE = 1L << 10;

    /** IA32_MTRR_PHYSMASKn.V: the pair is valid. */
    public static final long V = 1L << 11;

    /** Most pairs that can be addressed: pair 40 would take the number of a fixed-range register, 0x250. */
    public static final int MAX_VCNT = 40;

    private static final int PHYSBASE0 = 0x200;
    private static final long TYPE = 0xFF;
    private static final long CAP_FIX = 1L << 8;
    private static final long CAP_WC = 1L << 10;
    private static final int[] FIXED = {
        0x250, 0x258, 0x259, 0x268, 0x269, 0x26A, 0x26B, 0x26C, 0x26D, 0x26E, 0x26F,
    };

    private MtrrMsr() {}

    /** IA32_MTRR_PHYSBASEn. */
    public static int physBase(int n) {
        return PHYSBASE0 + 2 * n;
    }

    /** IA32_MTRR_PHYSMASKn. */
    public static int physMask(int n) {
        return PHYSBASE0 + 2 * n + 1;
    }

    /** The i-th fixed-range register in ascending address order, i from 0 to 10. */
    public static int fixed(int i) {
        return FIXED[i];
    }

    /** The place of a fixed-range register in ascending address order, 0 to 10, or -1 for any other MSR. */
    public static int fixedIndex(int msr) {
        for (int i = 0; i < FIXED.length; i++) {
            if (FIXED[i] == msr) {
                return i;
            }
        }
        return -1;
    }

    /** Whether an MSR is a PHYSBASE or PHYSMASK that a processor with {@code vcnt} pairs has. */
    public static boolean isVariable(int msr, int vcnt) {
        return msr >= PHYSBASE0 && msr < PHYSBASE0 + 2 * vcnt;
    }

    /** The pair that a PHYSBASE or PHYSMASK belongs to. */
    public static int pair(int msr) {
        return (msr - PHYSBASE0) >> 1;
    }

    /** Whether an MSR of {@link #isVariable} is the PHYSMASK of its pair. */
    public static boolean isMask(int msr) {
        return (msr & 1) != 0;
    }

    /** IA32_MTRRCAP of a processor with {@code vcnt} pairs, fixed ranges and WC, without SMRRs: 0x508 for 8 pairs. */
    public static long cap(int vcnt) {
        return vcnt | CAP_FIX | CAP_WC;
    }

    /**
     * Whether WRMSR accepts a value; false is #GP.
     *
     * @param msr any MSR number; those that are neither an MTRR nor IA32_PAT are refused
     * @param maxPhyAddr the processor's (in a guest: the guest's) MAXPHYADDR in bits, 32 to 52
     * @param vcnt number of variable-range pairs, 0 to {@link #MAX_VCNT}
     */
    public static boolean accepts(int msr, long value, int maxPhyAddr, int vcnt) {
        if (isVariable(msr, vcnt)) {
            long frameBits = frameBits(maxPhyAddr);
            return isMask(msr) ? (value & ~(frameBits | V)) == 0 : (value & ~(frameBits | TYPE)) == 0 && legal(value);
        }
        if (msr == DEF_TYPE) {
            return (value & ~(TYPE | FE | E)) == 0 && legal(value);
        }
        if (msr == Pat.MSR) {
            return Pat.valid(value);
        }
        return fixedIndex(msr) >= 0 && allLegal(value);
    }

    /** Bits MAXPHYADDR-1:12, those that a variable range compares. */
    static long frameBits(int maxPhyAddr) {
        return ((1L << maxPhyAddr) - 1) & ~0xFFFL;
    }

    /** The type in bits 7:0 of an accepted MTRR value; throws where WRMSR would have refused it. */
    static MemType type(long value) {
        MemType type = MemType.ofCode((int) (value & TYPE));
        if (type == null || type == MemType.UC_MINUS) {
            throw new IllegalArgumentException("no MTRR holds type code " + (value & TYPE));
        }
        return type;
    }

    private static boolean legal(long value) {
        return MemType.legalInMtrr((int) (value & TYPE));
    }

    private static boolean allLegal(long value) {
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            if (!legal(value >>> shift)) {
                return false;
            }
        }
        return true;
    }
}
