package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.xen.leaf.Mapping;

/** What Xen's code asks of a domain when it decides about memory types; a packed state, and a recorded run, implement it. */
public interface Hvm {
    /** is_iommu_enabled(d): the domain was created with an IOMMU. Up to 4.12 it is need_iommu(d): the domain has had a device since before. */
    boolean iommu();

    /** Whether iomem_caps or ioport_caps holds a range. */
    boolean ioResources();

    /** Passed-through devices: has_arch_pdevs(d) asks whether there are any. */
    int devices();

    /** The creation flag of X4: types other than WB are allowed. */
    boolean createdForAnyType();

    /** creation_finished: the toolstack has unpaused the domain once. */
    boolean started();

    /** The MTRRs of the current vCPU, or of vCPU 0 if somebody else's is current. */
    MtrrRegisters mtrrs();

    /** Whether a vCPU has CR0.CD=1 and Xen has noticed it, and the current vCPU is not another domain's. */
    boolean uncachedMode();

    /** The pinned type of 2^order frames from a gfn on: see {@link Mapping#pinned}. */
    int pinned(long gfn, int order);

    /** The guest-physical address of a gfn, in bytes. */
    default long address(long gfn) {
        return gfn << 12;
    }
}
