package dev.stalemate.patch.xen;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.leaf.Mapping;

/** A domain with one vCPU, which is the current one: what a design is asked about where no state is at hand, or where the MTRRs must be others. */
record SampleDomain(
        boolean iommu,
        boolean iomem,
        boolean ioport,
        boolean cacheFlushPermitted,
        int devices,
        boolean createdForAnyType,
        boolean started,
        MtrrRegisters own)
        implements Hvm {
    private static final int MAXPHYADDR = 36;

    /** MTRRs that are disabled, so that everything is UC. */
    static final MtrrRegisters RESET = new MtrrState(MAXPHYADDR, 0);

    /** A started domain that has no I/O memory or ports, or has I/O memory and an IOMMU. */
    static SampleDomain started(boolean devices) {
        return new SampleDomain(devices, devices, false, devices, 0, false, true, RESET);
    }

    /** A domain that is like another one, but for its MTRRs, and for pins, of which it has none. */
    static SampleDomain like(Hvm domain, MtrrRegisters own) {
        return new SampleDomain(
                domain.iommu(),
                domain.iomem(),
                domain.ioport(),
                domain.cacheFlushPermitted(),
                domain.devices(),
                domain.createdForAnyType(),
                domain.started(),
                own);
    }

    @Override
    public int vcpus() {
        return 1;
    }

    @Override
    public int current() {
        return 0;
    }

    @Override
    public MtrrRegisters mtrrs(int vcpu) {
        return own;
    }

    @Override
    public boolean cacheDisabled(int vcpu) {
        return false;
    }

    @Override
    public int pinned(long gfn, int order) {
        return Mapping.NOT_PINNED;
    }
}
