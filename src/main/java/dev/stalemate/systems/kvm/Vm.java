package dev.stalemate.systems.kvm;

import dev.stalemate.paging.WritableMtrrs;

/** What a design may read of a virtual machine, and what it keeps there for itself. */
public interface Vm {
    /** How many vCPUs it has, 1 or more. */
    int vcpus();

    /** One of them, by its number from 0; valid until the next call for the same one. */
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

    /**
     * The host's page behind a guest-physical address, in bytes. What a design takes it for is the design's question, see
     * {@link KvmDesign#isMmio}.
     */
    default HostPage hostPage(long gpa) {
        return HostPage.RAM;
    }

    /**
     * Whether the VMM has told KVM that devices may use the memory slot of a guest-physical address, in bytes, without snooping: the flag
     * KVM_MEM_NON_COHERENT_DMA, which was proposed and is in no release.
     */
    default boolean nonCoherentSlot(long gpa) {
        return false;
    }

    /** The design's n-th copy of the MTRRs, one for the VM as a whole, see {@link KvmDesign#mtrrCopies}. */
    WritableMtrrs mtrrCopy(int n);

    /**
     * How many words {@link #copyKey} copies; 0 where a machine has no key.
     */
    default int keyWords() {
        return 0;
    }

    /** Copies all that a design can read of the machine, packed: of one model's machines, those with equal keys are equal to a design. */
    default void copyKey(long[] key) {}

    /**
     * Copies the same without what belongs to other vCPUs than one: CR0.CD, the MTRRs, the PAT, whether it is on line.
     *
     * @return how many words it copied, up to {@link #keyWords}
     */
    default int copyKey(long[] key, int vcpu) {
        copyKey(key);
        return keyWords();
    }

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

    /** How many frames of the guest the machine knows, from 1: other addresses are never touched. */
    default int frames() {
        throw new UnsupportedOperationException("this machine has no list of its frames");
    }

    /**
     * The guest-physical address of a frame, in bytes, a multiple of 4 KiB.
     *
     * @param frame from 0 to {@link #frames}, exclusive
     */
    default long gpa(int frame) {
        throw new UnsupportedOperationException("this machine has no list of its frames");
    }

    /** The number of the frame at a guest-physical address, in bytes; -1 if the machine does not know it. */
    default int frame(long gpa) {
        for (int f = 0; f < frames(); f++) {
            if (gpa(f) == (gpa & -0x1000L)) {
                return f;
            }
        }
        return -1;
    }

    /**
     * What the design keeps, from 0 to its bound, exclusive; 0 at the start.
     *
     * @param k which of {@link KvmDesign#keeps}, from 0
     * @param element 0 for one per VM, else the number of the vCPU or the frame
     * @throws IllegalArgumentException if there is no such element
     */
    default int kept(int k, int element) {
        throw new UnsupportedOperationException("this machine keeps nothing for a design");
    }

    /**
     * Keeps a value. As the design is told of an event, or installs a leaf because a vCPU faulted, the value is there from then on. Where the
     * design is only asked which leaf it would install, nothing is kept.
     *
     * @param k which of {@link KvmDesign#keeps}, from 0
     * @param element 0 for one per VM, else the number of the vCPU or the frame
     * @param value from 0 to the bound that was declared, exclusive
     * @throws IllegalArgumentException if there is no such element, or the value is out of its bounds
     */
    default void keep(int k, int element, int value) {
        throw new UnsupportedOperationException("this machine keeps nothing for a design");
    }
}
