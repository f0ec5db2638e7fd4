package dev.stalemate.systems.xen.design;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.model.Design;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.EntryRule;
import dev.stalemate.systems.xen.leaf.Mapping;
import dev.stalemate.systems.xen.leaf.Pins;
import dev.stalemate.systems.xen.leaf.XenMtrrs;

/**
 * A design of Xen's memory-type handling: how it types a leaf, and after which events it has leaves recomputed. This is all that a design,
 * or a reader's patch, has to say: {@link XenRelease} is one to start from.
 *
 * <p>Called on the search's hot path: implementations must not allocate, and keep nothing between calls.
 */
public interface XenDesign extends Design, EntryRule {
    /** The design as one model uses it, from one thread: what a design remembers for speed alone, it remembers there. */
    default XenDesign forModel() {
        return this;
    }

    /** What Xen calls the functions in which this design decides. */
    default XenFunctions functions() {
        return XenFunctions.FROM_4_17;
    }

    /** How leaves are typed, as a list of checks: epte_get_entry_emt(). */
    EmtTable table();

    /** The type of a leaf, as {@link EptLeaf#of} packs it, or {@link EmtTable#SPLIT}: what the table says, if nothing else is said. */
    default int leaf(Hvm domain, Mapping mapping) {
        return table().leaf(mapping);
    }

    /** Whether guest types count at all: the test of epte_get_entry_emt(). */
    boolean honoursGuestTypes(Hvm domain);

    /** cache_flush_permitted(). */
    boolean cacheFlushPermitted(Hvm domain);

    /** memory_type_changed()'s own guard: whether the call does anything. */
    boolean typeChangeReaches(Hvm domain);

    /** Whether memory_type_changed(), having marked the leaves, flushes the caches of all CPUs. */
    boolean flushesCaches(Hvm domain);

    /** The guest's MTRR type of the aligned block that holds an address: mtrr_get_type(). */
    default int guestType(MtrrRegisters mtrrs, long address, int order) {
        return XenMtrrs.type(mtrrs, address, order);
    }

    /** memory_type_changed(): its guard, the marks and the flush of caches. */
    default void memoryTypeChanged(Hvm domain, TypeChange change) {
        if (typeChangeReaches(domain)) {
            change.p2mMemoryTypeChanged();
            if (flushesCaches(domain)) {
                change.flushCaches();
            }
        }
    }

    /** After a range was put on iomem_caps or ioport_caps, or taken from it. Both lists are treated alike, if nothing else is said. */
    default void rangeChanged(Hvm domain, RangeChange range, TypeChange change) {
        if (range.permitted()) {
            rangePermitted(domain, range.flushPermittedBefore(), change);
        } else {
            rangeDenied(domain, range.flushPermittedBefore(), change);
        }
    }

    /** After an iomem or ioport range was permitted, or refused to be. */
    void rangePermitted(Hvm domain, boolean flushPermittedBefore, TypeChange change);

    /** After an iomem or ioport range was revoked. */
    void rangeDenied(Hvm domain, boolean flushPermittedBefore, TypeChange change);

    /** After XEN_DOMCTL_memory_mapping added or removed device memory, or failed to. */
    void memoryMapped(Hvm domain, TypeChange change);

    /** The same if memory_mapping permits what it maps, as {@link #mappingPermits} says: the range is on iomem_caps already. */
    default void mappingPermitted(Hvm domain, RangeChange range, TypeChange change) {
        memoryMapped(domain, change);
    }

    /** After an MTRR that means something was written, by the guest or from a save record. */
    default void mtrrWritten(Hvm domain, boolean fromSaveRecord, TypeChange change) {
        change.memoryTypeChanged();
    }

    /** After hvm_set_mem_pinned_cacheattr() has looked for the range, with what it came to; the type is the one asked for, or unpinned. */
    void pinned(Hvm domain, Pins.Answer answer, MemType type, TypeChange change);

    /** Whether a range may be pinned to a type at all: the -EPERM of hvm_set_mem_pinned_cacheattr(). */
    boolean mayPin(Hvm domain, MemType type);

    /** How many ranges can be pinned. */
    int mostPins();

    /** The first of the 2^order frames that pinned ranges are looked up for, given any gfn of a block: hvm_get_mem_pinned_cacheattr(). */
    default long firstToLookUp(long gfn, int order) {
        return gfn & -1L << order;
    }

    /** After a vCPU changed CR0.CD, where Xen notices it. */
    default void cacheDisableChanged(Hvm domain, int vcpu, TypeChange change) {}

    /** Whether a vCPU that has set CR0.CD=1 runs with a PAT that is all UC: vmx_handle_cd(). */
    default boolean cacheDisableForcesPat() {
        return true;
    }

    /** After a device was passed through, or taken back. */
    default void devicesChanged(Hvm domain, TypeChange change) {}

    /** The type of a guest's access through a leaf, given the type that the guest's PAT selects. */
    default MemType effective(int leaf, MemType pat) {
        return EptLeaf.effective(leaf, pat);
    }

    /** Whether memory_mapping itself permits the frames that it maps, as it once did. */
    default boolean mappingPermits() {
        return false;
    }

    /** Whether an exit may find nothing to do once another vCPU has resolved the mark: ept_spurious_misconfig. */
    default boolean expectsSpuriousExits() {
        return true;
    }

    /** Which pair of variable MTRRs slot n of a save record holds: hvm_save_mtrr_msr(). */
    default int savedPair(int n) {
        return 0;
    }

    /** After a guest cleaned its caches: WBINVD on x86, which marks nothing, or operations by set and way on Arm. */
    default void cachesCleaned(Hvm domain, TypeChange change) {}

    /** After the domain was started: arch_domain_creation_finished(). */
    default void domainStarted(Hvm domain, TypeChange change) {}

    /** guest_remove_page(): whether a page is kept if its entry can't be removed, because there is no memory to split a large page. */
    default boolean keepsPageIfNotRemoved() {
        return true;
    }

    /** p2m_pod_zero_check(): whether a page stays out of the cache for populate on demand if its entry can't be removed. */
    default boolean sweepsOnlyRemoved() {
        return true;
    }

    /** Whether the page is freed over which another one is mapped, as guest_remove_page() does before x86 maps a foreign page. */
    default boolean freesReplaced() {
        return true;
    }

    /** p2m_get_page_from_gfn(): whether the p2m lock is held from the look-up until the page is referenced. */
    default boolean looksUpLocked() {
        return true;
    }

    /** get_page(): whether it fails if a page that was the guest's own has another owner by then. */
    default boolean refusesOthersPage() {
        return true;
    }

    /** p2m_get_page_from_gfn(): whether it fails if a foreign page has no owner any more. */
    default boolean refusesFreePage() {
        return true;
    }

    /**
     * Whether a foreign page can be freed before its entry is cleared. p2m_entry_modify() drops the entry's reference first, so its callers
     * hold another one; Arm's __p2m_set_entry() drops it last.
     */
    default boolean freesBeforeCleared() {
        return false;
    }

    /**
     * A change of iomem_caps or ioport_caps.
     *
     * @param ioports whether it is ioport_caps
     * @param permitted whether the range was put on the list; else it was taken from it
     * @param emptyBefore whether the list was empty before
     * @param flushPermittedBefore cache_flush_permitted() before
     */
    record RangeChange(boolean ioports, boolean permitted, boolean emptyBefore, boolean flushPermittedBefore) {}

    /** What can be asked for when types may have changed. */
    interface TypeChange {
        /** memory_type_changed(): if its guard lets it, every leaf is marked and caches are flushed. */
        void memoryTypeChanged();

        /** p2m_memory_type_changed(): every leaf is marked. */
        void p2mMemoryTypeChanged();

        /** flush_all(): the caches of all CPUs are flushed. */
        void flushCaches();

        /** ept_change_entry_emt_with_range(), up to 4.3: every leaf gets its type at once. */
        void recomputeAll();
    }
}
