package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.xen.leaf.Mapping;

/** What Xen's code asks of a domain when it decides about memory types; a packed state, and a recorded run, implement it. */
public interface Hvm {
    /** {@link #current} while a vCPU of another domain, such as the toolstack's, makes Xen do something. */
    int ANOTHER_DOMAINS = -1;

    /** is_iommu_enabled(d): the domain was created with an IOMMU. Up to 4.12 it is need_iommu(d): the domain has had a device since before. */
    boolean iommu();

    /** Whether iomem_caps holds a range. */
    boolean iomem();

    /** Whether ioport_caps holds a range. */
    boolean ioport();

    /** Whether one of the two lists holds a range: has_arch_io_resources(d). */
    default boolean ioResources() {
        return iomem() || ioport();
    }

    /** cache_flush_permitted(d), as the domain's design has it. */
    boolean cacheFlushPermitted();

    /** Passed-through devices: has_arch_pdevs(d) asks whether there are any. */
    int devices();

    /** The creation flag of X4: types other than WB are allowed. */
    boolean createdForAnyType();

    /** creation_finished: the toolstack has unpaused the domain once. */
    boolean started();

    /** How many vCPUs it has, 1 or more. */
    int vcpus();

    /** The number of the current vCPU, or {@link #ANOTHER_DOMAINS}. */
    int current();

    /** The MTRRs of a vCPU. */
    MtrrRegisters mtrrs(int vcpu);

    /** Whether a vCPU has CR0.CD=1 and Xen has noticed it: hvm_set_cr0(). */
    boolean cacheDisabled(int vcpu);

    /** The MTRRs of the current vCPU, or of vCPU 0 if another domain's is current. */
    default MtrrRegisters mtrrs() {
        return mtrrs(Math.max(0, current()));
    }

    /** Whether a vCPU has CR0.CD=1 and Xen has noticed it, and the current vCPU is not another domain's. */
    default boolean uncachedMode() {
        return current() != ANOTHER_DOMAINS && anyCacheDisabled();
    }

    /** Whether {@link #cacheDisabled} is true of any vCPU. */
    default boolean anyCacheDisabled() {
        for (int v = 0; v < vcpus(); v++) {
            if (cacheDisabled(v)) {
                return true;
            }
        }
        return false;
    }

    /** The pinned type of 2^order frames from a gfn on: see {@link Mapping#pinned}. */
    int pinned(long gfn, int order);

    /** How many words {@link #copyKey} copies; 0 if a domain has no key. */
    default int keyWords() {
        return 0;
    }

    /**
     * Copies all that a design can read of the domain, packed, except {@link #current}: of one model's domains, those with equal keys are
     * equal to a design.
     */
    default void copyKey(long[] key) {}

    /** The guest-physical address of a gfn, in bytes. */
    default long address(long gfn) {
        return gfn << 12;
    }
}
