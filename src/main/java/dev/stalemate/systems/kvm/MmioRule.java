package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;

/**
 * By what a design tells the host's MMIO from RAM: kvm_is_mmio_pfn(), as it was and as it was proposed. A page that it takes for MMIO gets
 * UC without IPAT, whatever else is so.
 *
 * <p>Left out are the zero page, which is reserved and never MMIO, and hosts that boot without PAT, where every reserved page is MMIO.
 */
public enum MmioRule {
    /** Linux up to 4.15: a page with a struct is MMIO if it is reserved; one without always is. */
    RESERVED {
        @Override
        public boolean takes(HostPage page) {
            return !page.struct() || page.reserved();
        }
    },
    /** Linux 4.16 to 5.1: of the reserved pages only those that the host maps uncached, so that NVDIMMs are not slow. */
    RESERVED_UNCACHED {
        @Override
        public boolean takes(HostPage page) {
            return !page.struct() || reservedUncached(page);
        }
    },
    /** Linux from 5.2 on (0c55671f84ff): a page without a struct is RAM if the e820 says so, as with mem= on the command line. */
    SINCE_5_2 {
        @Override
        public boolean takes(HostPage page) {
            return page.struct() ? reservedUncached(page) : !page.e820();
        }
    },
    /** The same, and all memory that the host maps WC (proposed in March 2024). */
    WC_TOO {
        @Override
        public boolean takes(HostPage page) {
            return SINCE_5_2.takes(page) || (page.struct() && page.pat() == MemType.WC);
        }
    },
    /** As since 5.2, but where the host tracks no type its MTRRs are asked (proposed in May 2024). */
    UNTRACKED_BY_MTRR {
        @Override
        public boolean takes(HostPage page) {
            return SINCE_5_2.takes(page)
                    || (page.struct() && page.reserved() && !page.tracked() && page.mtrr() != MemType.WB);
        }
    },
    /** What the host's MTRRs have as UC, and nothing else (proposed in April 2026). */
    BY_MTRR {
        @Override
        public boolean takes(HostPage page) {
            return page.mtrr() == MemType.UC;
        }
    };

    /** Whether it takes a page for MMIO. */
    public abstract boolean takes(HostPage page);

    /** PageReserved() and pat_pfn_immune_to_uc_mtrr(): UC, UC- or WC. */
    private static boolean reservedUncached(HostPage page) {
        return page.reserved() && !page.pat().cached();
    }
}
