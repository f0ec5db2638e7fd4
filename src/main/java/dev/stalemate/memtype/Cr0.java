package dev.stalemate.memtype;

/**
 * CR0.CD and CR0.NW, the two bits of CR0 that concern memory types (SDM table 11-5).
 *
 * <p>VM entry and VM exit change neither (SDM 26.3.2.1), so a processor that runs a guest keeps the bits the hypervisor set.
 */
public final class Cr0 {
    /** Not Write-through, bit 29. */
    public static final long NW = 1L << 29;

    /** Cache Disable, bit 30. */
    public static final long CD = 1L << 30;

    private Cr0() {}

    /**
     * Whether MOV to CR0 takes these cache bits: CD=0 with NW=1 is #GP(0) (SDM table 11-5).
     *
     * <p>Looks at CD and NW alone; what PE, PG and the reserved bits forbid has no bearing on memory types.
     */
    public static boolean cacheBitsValid(long cr0) {
        return (cr0 & (CD | NW)) != NW;
    }

    /** CD=1: misses do not fill the cache, whatever NW says (P4 and later). */
    public static boolean cacheDisabled(long cr0) {
        return (cr0 & CD) != 0;
    }

    /**
     * The type an access has with this CR0: UC with CD=1, else {@code type}.
     *
     * <p>On bare metal a line that was cached before CD was set still hits; the answer is exact once WBINVD followed (SDM 11.5.3).
     */
    public static MemType apply(long cr0, MemType type) {
        return cacheDisabled(cr0) ? MemType.UC : type;
    }
}
