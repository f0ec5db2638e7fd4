package dev.stalemate.systems.kvm;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Design;
import dev.stalemate.paging.EptLeaf;

/**
 * A design of KVM's memory-type handling: which leaf it installs, and what it zaps on which event. This is all that a design, or a
 * reader's patch, has to say: {@link LinuxGuestMtrrs} is one to start from.
 *
 * <p>After each event the design is asked what to zap; when a vCPU then touches a page without a leaf, which leaf to install. It can
 * remember only what it declares: numbers ({@link #keeps}), copies of the MTRRs ({@link #mtrrCopies}), and marks ({@link #marks}). A design
 * that remembers anything in fields of its own would mix up the states of a search.
 *
 * <p>Called on the search's hot path: implementations must not allocate.
 */
public interface KvmDesign extends Design {
    /**
     * The leaf that it would install now for a 4 KiB page (vmx_get_mt_mask()), as {@link dev.stalemate.paging.EptLeaf} packs it.
     *
     * @param vm the machine
     * @param vcpu the vCPU that faulted
     * @param gpa the guest-physical address, in bytes
     */
    int leaf(Vm vm, int vcpu, long gpa);

    /**
     * Whether it takes the host's page behind a guest-physical address, in bytes, for MMIO (kvm_is_mmio_pfn()); as Linux from 5.2 on, unless
     * it says otherwise.
     */
    default boolean isMmio(Vm vm, long gpa) {
        return MmioRule.SINCE_5_2.takes(vm.hostPage(gpa));
    }

    /**
     * After a vCPU wrote an MTRR or the PAT (update_mtrr()).
     *
     * @param vm the machine, with the new value
     * @param vcpu the vCPU that wrote
     * @param msr the MSR's number, see {@link dev.stalemate.memtype.MtrrMsr}
     * @param old the value before, the new one if it didn't change
     * @param zap what to zap
     */
    default void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {}

    /** After a vCPU changed CR0.CD (kvm_post_set_cr0()); the machine has the new value. */
    default void cdWritten(Vm vm, int vcpu, Zap zap) {}

    /**
     * After the first device with non-coherent DMA was attached or the last one detached
     * (kvm_noncoherent_dma_assignment_start_or_stop()); {@link Vm#noncoherentDma} tells which.
     */
    default void noncoherentDmaChanged(Vm vm, Zap zap) {}

    /**
     * Whether a 2 MiB page may be installed whole, given that the host backs it with one (kvm_mtrr_check_gfn_range_consistency()).
     *
     * @param gpa any guest-physical address in the 2 MiB, in bytes
     */
    default boolean installsLarge(Vm vm, int vcpu, long gpa) {
        return false;
    }

    /** The second-level paging that it runs on: what its leaves can say. */
    default Paging paging() {
        return Paging.EPT;
    }

    /** Whether the processor has the guest's PAT while the guest runs: on AMD, in the VMCB's g_pat. Else it has that of after reset. */
    default boolean passesPat() {
        return true;
    }

    /** Whether the processor has the guest's CR0.CD while the guest runs. VM entry does not load it (SDM 26.3.2.1), VMRUN does. */
    default boolean passesCd() {
        return false;
    }

    /**
     * Whether a page fault reads the count of invalidations (mmu_invalidate_seq) before it looks at the types of a 2 MiB page
     * ({@link #installsLarge}), which it does without the MMU lock. In no release: kvm_tdp_page_fault() looks at them first.
     */
    default boolean readsCountFirst() {
        return false;
    }

    /**
     * Whether its zaps count as invalidations, so that a fault which had read the count before starts again (is_page_fault_stale()):
     * kvm_zap_gfn_range() does so since Linux 5.15.
     */
    default boolean zapsMakeFaultsRetry() {
        return true;
    }

    /** Whether a device is counted only after the zap for it: {@link #noncoherentDmaChanged} comes first. In no release. */
    default boolean zapsBeforeCountingDevice() {
        return false;
    }

    /**
     * The leaf that a 4 KiB page gets as the large leaf that it is part of is split, because dirty pages are logged
     * (make_huge_page_split_spte(), since 6.13 make_small_spte()): in every release one of the large leaf's type.
     *
     * @param gpa the guest-physical address of the page, in bytes
     * @param large the large leaf, as {@link dev.stalemate.paging.EptLeaf} packs it
     * @return the leaf, or {@link dev.stalemate.paging.EptLeaf#NONE} if the page gets none
     */
    default int splitLeaf(Vm vm, long gpa, int large) {
        return EptLeaf.small(large);
    }

    /** Whether large leaves are split as dirty logging starts if kvm.eager_page_split is on (since 5.18); else they are write-protected. */
    default boolean splitsAsLoggingStarts() {
        return true;
    }

    /**
     * Whether a write to a large leaf splits it while dirty pages are logged (kvm_tdp_mmu_map() since 6.2); else it is dropped. The page
     * that is written gets its own leaf either way.
     */
    default boolean splitsAtWrite() {
        return true;
    }

    /**
     * Whether large leaves get back the place of their 4 KiB ones when logging stops, with the type of the first of these
     * (make_huge_spte(), since 6.13); else the 4 KiB leaves are zapped (kvm_mmu_zap_collapsible_sptes()).
     */
    default boolean recoversLarge() {
        return false;
    }

    /** Whether guest MTRRs mean anything to it. */
    default boolean honoursGuestMtrrs() {
        return false;
    }

    /**
     * The type by the guest's MTRRs, as a design that honours them looks it up (kvm_mtrr_get_guest_memory_type()).
     *
     * @param gpa the guest-physical address, in bytes
     * @throws UnsupportedOperationException if it does not honour them
     */
    default MemType guestMtrrType(Vm vm, int vcpu, long gpa) {
        throw new UnsupportedOperationException(name() + " doesn't honour guest MTRRs");
    }

    /**
     * Whether the guest's MTRRs give all of a 2 MiB page one type, as a design that honours them looks it up
     * (kvm_mtrr_check_gfn_range_consistency()).
     *
     * @param gpa any guest-physical address in the 2 MiB, in bytes
     */
    default boolean isUniform(Vm vm, int vcpu, long gpa) {
        return KvmMtrrLookup.uniform(vm.vcpu(vcpu), gpa & -(1L << 21), 9);
    }

    /**
     * {@link #leaf(Vm, int, long)} with what another design looks up instead of its own: of a patch that changes nothing else.
     *
     * @param lookUp whose {@link #isMmio} and {@link #guestMtrrType} it is
     */
    default int leaf(Vm vm, int vcpu, long gpa, KvmDesign lookUp) {
        return leaf(vm, vcpu, gpa);
    }

    /**
     * {@link #installsLarge(Vm, int, long)} with another design's look-up, as for leaves.
     *
     * @param lookUp whose {@link #isUniform} it is
     */
    default boolean installsLarge(Vm vm, int vcpu, long gpa, KvmDesign lookUp) {
        return installsLarge(vm, vcpu, gpa);
    }

    /** After the host's user disabled the quirk about the guest's PAT (kvm_vm_ioctl_enable_cap()). */
    default void patQuirkDisabled(Vm vm, Zap zap) {}

    /** Whether it has a quirk about the guest's PAT that the host's user can disable at run time (KVM_CAP_DISABLE_QUIRKS2). */
    default boolean hasPatQuirk() {
        return false;
    }

    /** Whether it keeps a mark per VM for each MTRR, see {@link Vm#marked}. */
    default boolean marks() {
        return false;
    }

    /** How many copies of the MTRRs it has per VM, from 0, see {@link Vm#mtrrCopy}. Always the same number. */
    default int mtrrCopies() {
        return 0;
    }

    /**
     * The bits and small numbers that it keeps per VM, per vCPU or per frame, see {@link Vm#kept} and {@link Vm#keep}; their names differ.
     * Always the same list.
     */
    default ImmutableList<OwnState> keeps() {
        return ImmutableList.of();
    }

    /** The function that an event calls in the code that it describes, with brackets; that of Linux 6.11 unless it says otherwise. */
    default String function(Event event) {
        return switch (event) {
            case TOUCHED -> "vmx_get_mt_mask()";
            case TOUCHED_LARGE -> "kvm_tdp_page_fault()";
            case COUNT_READ -> "kvm_faultin_pfn()";
            case RETRIED -> "is_page_fault_stale()";
            case LOGGING_STARTED -> "kvm_mmu_slot_try_split_huge_pages()";
            case LOGGING_STOPPED ->
                recoversLarge() ? "kvm_mmu_recover_huge_pages()" : "kvm_mmu_zap_collapsible_sptes()";
            case MAPPED -> "kvm_tdp_mmu_map()";
            case MTRR_WRITTEN -> "kvm_mtrr_set_msr()";
            case PAT_WRITTEN -> "vmx_set_msr()";
            case CD_WRITTEN -> "kvm_post_set_cr0()";
            case DEVICE_ATTACHED, DEVICE_DETACHED -> "kvm_noncoherent_dma_assignment_start_or_stop()";
            case QUIRK_DISABLED -> "kvm_vm_ioctl_enable_cap()";
            case UNMAPPED -> "kvm_unmap_gfn_range()";
            case FLUSHED -> "kvm_vcpu_flush_tlb_all()";
        };
    }

    /** What a design has a function for. */
    enum Event {
        /** A vCPU touches a page without a leaf. */
        TOUCHED,
        /** A vCPU touches a page that the host backs with 2 MiB. */
        TOUCHED_LARGE,
        /** A page fault reads the count of invalidations. */
        COUNT_READ,
        /** A page fault asks, under the MMU lock, whether there was an invalidation meanwhile. */
        RETRIED,
        /** The VMM starts to log dirty pages. */
        LOGGING_STARTED,
        /** The VMM stops logging them. */
        LOGGING_STOPPED,
        /** A page fault makes the leaf, under the MMU lock. */
        MAPPED,
        MTRR_WRITTEN,
        PAT_WRITTEN,
        CD_WRITTEN,
        /** The first device with non-coherent DMA. */
        DEVICE_ATTACHED,
        /** The last device with non-coherent DMA. */
        DEVICE_DETACHED,
        QUIRK_DISABLED,
        /** The host takes a page away, or backs it with another one. */
        UNMAPPED,
        /** A vCPU flushes its TLB, as it was asked to. */
        FLUSHED
    }

    /** The design as one model uses it, from one thread: what a design remembers for speed alone, it remembers there. */
    default KvmDesign forModel() {
        return this;
    }

    /** Whose TLBs it flushes when a page leaves the guest. */
    default Flush flush() {
        return Flush.EVERY_CPU;
    }

    /** When a page that left the guest may be used again. */
    default Reuse reuse() {
        return Reuse.FREED_AFTER_FLUSH;
    }

    /** Second-level paging. */
    enum Paging {
        /** Intel's: a leaf has a type, and may make the processor ignore the guest's PAT. */
        EPT,
        /** AMD's: a leaf selects an entry of the host's PAT, and the guest's PAT always counts. */
        NPT
    }

    /** Whose TLBs are flushed when a page leaves the guest. */
    enum Flush {
        /** Every vCPU's. */
        EVERY_CPU,
        /** That of vCPU 0 alone. */
        ONE_CPU,
        /** No vCPU's. */
        NO_CPU
    }

    /** When a page that left the guest may be used again. */
    enum Reuse {
        /** It is freed once the flush has completed, as mmu_notifiers have it. */
        FREED_AFTER_FLUSH,
        /** It is freed at once, but a new owner may write only once the flush has completed. */
        WRITTEN_AFTER_FLUSH,
        /** At once: nothing waits. */
        AT_ONCE
    }
}
