package dev.stalemate.memtype;

/**
 * A read-only view of one processor's MTRRs (SDM 11.11.2), whatever stores them: a packed model state, a boot log, a trace.
 *
 * <p>Values are raw MSR values; a view never holds one that WRMSR would have refused.
 */
public interface MtrrRegisters {
    /** Number of fixed-range registers: one of 64K ranges, two of 16K, eight of 4K (SDM 11.11.2.2). */
    int FIXED_COUNT = 11;

    /** The guest's MAXPHYADDR in bits, 32 to 52. */
    int maxPhyAddr();

    /** Number of variable-range pairs, MTRRcap.VCNT, 0 to {@link MtrrMsr#MAX_VCNT}. */
    int vcnt();

    /** IA32_MTRR_DEF_TYPE: bits 7:0 type, bit 10 FE, bit 11 E. */
    long defType();

    /** The i-th fixed-range register in ascending address order, 0 to 10: 0x250, 0x258, 0x259, 0x268 to 0x26F. */
    long fixed(int i);

    /** IA32_MTRR_PHYSBASEn, n from 0 to vcnt - 1. */
    long base(int n);

    /** IA32_MTRR_PHYSMASKn, n from 0 to vcnt - 1; bit 11 is V. */
    long mask(int n);
}
