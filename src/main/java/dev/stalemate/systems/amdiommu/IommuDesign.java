package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Design;

/**
 * A design of the tables' levels, of who holds which lock, and of how device-table entries are written. What is not overridden is Xen 4.12.1
 * ({@code xen/drivers/passthrough/amd/iommu_map.c} and {@code pci_amd_iommu.c}): this is all that a design, or a reader's patch, has to say.
 *
 * <p>Called on the search's hot path: implementations must not allocate, and must not remember anything.
 */
public interface IommuDesign extends Design {
    /** Where the levels of a domain's tables are updated. */
    enum Growth {
        /** In amd_iommu_map_page() itself, by update_paging_mode(). */
        INSIDE_MAP,
        /** In a notification of each new dfn, made before the map, with the PCI-devices lock held. */
        NOTIFIED,
        /** Nowhere: they stay as they are. */
        NEVER
    }

    /** What is asserted of the PCI-devices lock in the function that may update the levels. */
    enum Assertion {
        /** Nothing. */
        NOTHING,
        /** That it is held, where the levels are in fact updated. */
        HELD_AT_UPDATE,
        /** That it is held, on entry. */
        HELD_ON_ENTRY,
        /** That the caller holds it, on entry. */
        OWNED_ON_ENTRY
    }

    /** How the entry of a device that may be doing DMA is given another root and mode. */
    enum EntryWrite {
        /**
         * Three words of 32 bits: the domain id; the root's address from bit 32 on; the rest of it, with the mode and the valid bits. It is
         * amd_iommu_set_root_page_table() up to Xen 4.12.3, as long as the compiler keeps the order of the code.
         */
        WORDS,
        /** Bit-fields, which the compiler may store one by one, in any order: 3a7947b690, Xen 4.13.0-rc1 on. */
        ANY_ORDER,
        /** The root, then the mode and the valid bits: how thread 002 reads it. */
        ROOT_THEN_MODE,
        /** The mode, then the root. */
        MODE_THEN_ROOT,
        /** Translation is turned off, then all is written and turned on again: 0514a3a25f (XSA-347, Xen 4.15). */
        TRANSLATION_OFF,
        /** One 128-bit write. */
        AT_ONCE
    }

    /** How a device's entry is written as it is set up for another domain. */
    enum SetupWrite {
        /** At once: by one 128-bit write, or while no part of it is looked at, as up to 4.12.3, where the last word turns translation on. */
        AT_ONCE,
        /** The domain id, then the rest, of an entry that translates. */
        ID_FIRST,
        /** The rest, then the domain id, of an entry that translates: 1fa6e9aa36 (XSA-400, Xen 4.17) without CMPXCHG16B. */
        ID_LAST,
        /** Root, mode, id and the bit that turns translation on, each by itself, in any order: 3a7947b690, Xen 4.13.0-rc1 on. */
        ANY_ORDER,
        /** Root, mode and id in any order, then translation on: 0514a3a25f (XSA-347). */
        ON_LAST
    }

    /** What an unmap flushes before the frame is freed. */
    enum UnmapFlush {
        /** The dfn, under the domain's own id. */
        OWN_ID,
        /** The dfn, under the quarantine domain's id. */
        OTHER_ID,
        /** Nothing. */
        NOTHING
    }

    /** Where levels are updated. */
    default Growth growth() {
        return Growth.INSIDE_MAP;
    }

    /** Whether a caller holds the PCI-devices lock around its call. */
    default boolean holdsLock(Caller caller) {
        return caller == Caller.UNITY;
    }

    /** Whether a caller announces its dfn first; only where growth is {@link Growth#NOTIFIED}. */
    default boolean notifies(Caller caller) {
        return true;
    }

    /** Whether its notification is made with the PCI-devices lock held. */
    default boolean notifiesLocked(Caller caller) {
        return true;
    }

    /** What is asserted. */
    default Assertion assertion() {
        return Assertion.NOTHING;
    }

    /** How a live entry is written. */
    default EntryWrite entryWrite() {
        return EntryWrite.WORDS;
    }

    /** Whether an entry that was written is flushed from the IOMMU's cache (amd_iommu_flush_device()). */
    default boolean flushesEntries() {
        return true;
    }

    /**
     * The levels of a new domain's tables.
     *
     * @param asked what the scope says
     * @param highest the highest dfn that the guest will use
     */
    default int firstLevels(int asked, long highest) {
        return asked;
    }

    /** Whether tables that a failed growth has allocated are freed. */
    default boolean freesAfterError() {
        return false;
    }

    /** Whether every device's IOMMU is looked up before anything is published, not while entries are rewritten. */
    default boolean findsIommusFirst() {
        return false;
    }

    /** Whether a device that changes its domain has its entry disabled first (amd_iommu_disable_domain_device()). */
    default boolean disablesFirst() {
        return true;
    }

    /**
     * Whether an entry that is turned off lets DMA through untranslated, as it does without its valid bit: up to 1b00c16bdf, Xen 4.13.0-rc1.
     * Else such DMA is refused.
     */
    default boolean offLetsThrough() {
        return true;
    }

    /** How the entry of a device is written as it is set up for another domain. */
    default SetupWrite setupWrite() {
        return SetupWrite.AT_ONCE;
    }

    /**
     * The mode that a device's entry gets as it is set up for another domain.
     *
     * @param levels the levels of that domain
     * @param present the mode in the entry
     */
    default int setupMode(int levels, int present) {
        return levels;
    }

    /**
     * The levels that quarantine tables are built with (amd_iommu_quarantine_init()).
     *
     * @param levels the quarantine domain's own
     */
    default int quarantineLevels(int levels) {
        return levels;
    }

    /** What an unmap flushes. */
    default UnmapFlush unmapFlush() {
        return UnmapFlush.OWN_ID;
    }
}
