package dev.stalemate.memtype;

import dev.stalemate.memtype.EptCapabilities.Feature;

/**
 * Memory types of accesses while EPT is in use (SDM 28.2.6). Neither the host's nor any guest's MTRRs take part.
 *
 * <p>CR0.CD is the physical processor's: VM entry does not load the guest's (SDM 26.3.2.1).
 */
public final class Ept {
    private static final int TYPE = 7;
    private static final int WALK_SHIFT = 3;
    private static final long ACCESSED_DIRTY = 1 << 6;
    private static final long SUPERVISOR_SHADOW_STACK = 1 << 7;
    private static final long RESERVED_LOW = 0xF00;

    private Ept() {}

    /**
     * The type of an access to a guest-physical address (SDM 28.2.6.2): UC with CD=1; the EMT itself with IPAT=1; else table 11-7
     * with the EMT in the MTRR's place.
     *
     * <p>An access to a guest paging structure is one too; its PAT entry is that of {@link Pat#indexOfStructure}.
     *
     * @param guestPat the type of the PAT entry that the guest's paging selects; WB where the guest does not page
     * @throws IllegalArgumentException if {@code emt} is UC-: such a leaf is a misconfiguration
     */
    public static MemType effective(boolean physicalCd, MemType emt, boolean ipat, MemType guestPat) {
        MemType combined = EffectiveType.of(emt, guestPat);
        if (physicalCd) {
            return MemType.UC;
        }
        return ipat ? emt : combined;
    }

    /**
     * The type of an access to the EPT structures themselves (SDM 28.2.6.1): EPTP bits 2:0, or UC with CD=1.
     *
     * @throws IllegalArgumentException if bits 2:0 are neither 0 nor 6, which no VM entry lets through
     */
    public static MemType structureType(boolean physicalCd, long eptp) {
        MemType type = MemType.ofCode((int) (eptp & TYPE));
        if (type != MemType.UC && type != MemType.WB) {
            throw new IllegalArgumentException("EPTP type " + (eptp & TYPE) + " is neither 0 (UC) nor 6 (WB)");
        }
        return physicalCd ? MemType.UC : type;
    }

    /**
     * Whether VM entry and INVEPT accept an EPTP (SDM 26.2.1.1): type 0 or 6 as supported, a walk of 4 levels (5 where supported),
     * bits 6 and 7 only where supported, bits 11:8 and 63:MAXPHYADDR clear.
     */
    public static boolean eptpValid(long eptp, EptCapabilities caps) {
        long reserved = RESERVED_LOW | -1L << caps.maxPhyAddr();
        if (!caps.has(Feature.ACCESSED_DIRTY)) {
            reserved |= ACCESSED_DIRTY;
        }
        if (!caps.has(Feature.SUPERVISOR_SHADOW_STACK)) {
            reserved |= SUPERVISOR_SHADOW_STACK;
        }
        return (eptp & reserved) == 0 && typeSupported((int) (eptp & TYPE), caps) && walkSupported(eptp, caps);
    }

    private static boolean typeSupported(int code, EptCapabilities caps) {
        return (code == MemType.UC.code() && caps.has(Feature.STRUCTURES_UC))
                || (code == MemType.WB.code() && caps.has(Feature.STRUCTURES_WB));
    }

    private static boolean walkSupported(long eptp, EptCapabilities caps) {
        int levels = (int) ((eptp >>> WALK_SHIFT) & 7) + 1;
        return levels == 4 || (levels == 5 && caps.has(Feature.WALK_5));
    }
}
