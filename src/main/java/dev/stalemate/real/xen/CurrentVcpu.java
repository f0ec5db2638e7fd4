package dev.stalemate.real.xen;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.domain.Host;
import dev.stalemate.systems.xen.domain.MemoryTypes;
import dev.stalemate.systems.xen.domain.XenDomain;
import dev.stalemate.systems.xen.leaf.Costs;

/** A domain as it is while one of its vCPUs makes Xen do something. */
record CurrentVcpu(XenDomain domain, int current) implements Hvm {
    /** What this vCPU would get. */
    MemoryTypes types(XenDesign design, Host host) {
        return new MemoryTypes(design, this, host, Costs.NONE, XenDomain.realTables(Costs.NONE));
    }

    @Override
    public boolean iommu() {
        return domain.iommu();
    }

    @Override
    public boolean iomem() {
        return domain.iomem();
    }

    @Override
    public boolean ioport() {
        return domain.ioport();
    }

    @Override
    public boolean cacheFlushPermitted() {
        return domain.cacheFlushPermitted();
    }

    @Override
    public int devices() {
        return domain.devices();
    }

    @Override
    public boolean createdForAnyType() {
        return domain.createdForAnyType();
    }

    @Override
    public boolean started() {
        return domain.started();
    }

    @Override
    public int vcpus() {
        return domain.vcpus();
    }

    @Override
    public MtrrRegisters mtrrs(int vcpu) {
        return domain.mtrrs(vcpu);
    }

    @Override
    public boolean cacheDisabled(int vcpu) {
        return domain.cacheDisabled(vcpu);
    }

    @Override
    public int pinned(long gfn, int order) {
        return domain.pinned(gfn, order);
    }
}
