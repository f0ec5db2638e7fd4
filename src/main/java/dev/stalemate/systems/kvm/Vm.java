package dev.stalemate.systems.kvm;

import dev.stalemate.paging.WritableMtrrs;

/** What a design may read of a virtual machine, and the registers that it keeps for itself. */
public interface Vm {
    /** How many vCPUs it has. */
    int vcpus();

    /** One of them; valid until the next call for the same one. */
    Vcpu vcpu(int v);

    /** Whether the MTRRs of two vCPUs are known to be equal. */
    boolean sameMtrrs(int v, int w);

    /** Whether the guest is between updates of its MTRRs: every vCPU on line has CR0.CD=0, and all their MTRRs are equal. */
    default boolean quiescent() {
        int first = -1;
        for (int v = 0; v < vcpus(); v++) {
            if (vcpu(v).online()) {
                first = first < 0 ? v : first;
                if (vcpu(v).cd() || !sameMtrrs(first, v)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a device with non-coherent DMA is attached: kvm_arch_has_noncoherent_dma(). */
    boolean noncoherentDma();

    /** Whether an address is backed by host MMIO: kvm_is_mmio_pfn(). */
    boolean mmio(long gpa);

    /** The design's n-th copy of the MTRRs, one for the VM as a whole, see {@link KvmDesign#mtrrCopies}. */
    WritableMtrrs mtrrCopy(int n);

    /** Whether the design's quirk about the guest's PAT was disabled after the start, see {@link KvmDesign#hasPatQuirk}. */
    default boolean patQuirkDisabled() {
        return false;
    }

    /** Whether the design has marked an MTRR, given as an MSR number; only for one that {@link KvmDesign#marks}. */
    default boolean marked(int msr) {
        throw new UnsupportedOperationException("no marks are kept");
    }

    /** Marks an MTRR, or takes its mark away. */
    default void mark(int msr, boolean marked) {
        throw new UnsupportedOperationException("no marks are kept");
    }
}
