package dev.stalemate.real.xen;

import dev.stalemate.memtype.MtrrState;
import dev.stalemate.systems.xen.domain.Machine;

/**
 * The machine that the runs were made on: Bochs, with its BIOS's MTRRs (WB, and UC from 3 GiB to 4 GiB) and the device memory that Xen
 * maps read-only, the I/O APIC's and the HPET's page.
 */
final class XenLabHost {
    /** Bits of a physical address, the host's and its guests'. */
    static final int MAXPHYADDR = 40;

    private XenLabHost() {}

    static Machine machine() {
        MtrrState mtrrs = new MtrrState(MAXPHYADDR, 8);
        mtrrs.wrmsr(0x200, 0xC0000000L);
        mtrrs.wrmsr(0x201, 0xFFC0000800L);
        mtrrs.wrmsr(0x2FF, 0x806);
        return new Machine(mtrrs).addReadOnlyMmio(0xFEC00, 1).addReadOnlyMmio(0xFED00, 1);
    }
}
