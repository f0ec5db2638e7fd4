package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.paging.IoPageTables;

/**
 * The ways in which levels of tables grow, locks are taken, and device-table entries are written; and the designs: Xen by version, what the
 * thread proposes, and mutants that lack a part of these. Every setting's initial value is that of Xen 4.12.1 ({@code
 * xen/drivers/passthrough/amd/iommu_map.c} and {@code pci_amd_iommu.c}).
 */
final class IommuDesign extends ChosenDesign<IommuDesign> {
    /** Where the levels of a domain's tables are updated. */
    enum Growth {
        /** In amd_iommu_map_page() itself, by update_paging_mode(). */
        INSIDE_MAP,
        /** In a notification of each new dfn, made before the map. */
        NOTIFIED,
        /** Nowhere: they stay as they are. */
        NEVER
    }

    /** Which callers of a map hold the PCI-devices lock around their call. */
    enum Holders {
        /** Those that map a unity region. */
        UNITY,
        /** All. */
        ALL
    }

    /** How the path that maps BARs announces its dfns. */
    enum BarNotice {
        /** As every other path, with the PCI-devices lock held. */
        LOCKED,
        /** Without the lock. */
        UNLOCKED,
        /** Not at all. */
        FORGOTTEN
    }

    /** What is asserted of the PCI-devices lock in the function that may update the levels. */
    enum Assertion {
        /** Nothing. */
        NOTHING,
        /** That it is held when the levels are actually updated. */
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
        /** The root, then the mode and the valid bits: how the thread reads it. */
        ROOT_THEN_MODE,
        /** The mode, then the root. */
        MODE_THEN_ROOT,
        /** Translation is turned off, then all is written and turned on again: 0514a3a25f (XSA-347, Xen 4.15). */
        TRANSLATION_OFF,
        /** One 128-bit write. */
        AT_ONCE
    }

    /** How a device's entry is written when it is set up for another domain. */
    enum SetupWrite {
        /** At once: by one 128-bit write, or in several words of which the last one turns translation on, as up to 4.12.3. */
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

    /** How many levels a new domain's tables have. */
    enum FirstLevels {
        /** As many as the scope says. */
        AS_SET,
        /** Four. */
        FOUR,
        /** As many as the highest dfn of the guest needs. */
        FITTED,
        /** The same, but the highest dfn is taken for the number of frames. */
        OFF_BY_ONE,
        /** One fewer than the highest dfn of the guest needs. */
        ONE_TOO_FEW
    }

    /** For how many levels the quarantine domain's tables are built. */
    enum QuarantineTables {
        /** For its own. */
        OWN_LEVELS,
        /** For one more than its own. */
        ONE_MORE,
        /** For addresses of 48 bits. */
        FOR_48_BITS
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

    private static final Settings WAYS = new Settings();
    private static final Setting<Growth> GROWTH =
            WAYS.choice("growth", Growth.class, Growth.INSIDE_MAP, "where the levels of a domain's tables are updated");
    private static final Setting<Holders> HOLDERS = WAYS.choice(
            "holders", Holders.class, Holders.UNITY, "which callers of a map hold the PCI-devices lock around it");
    private static final Setting<BarNotice> BARS = WAYS.choice(
            "bar-notice",
            BarNotice.class,
            BarNotice.LOCKED,
            "how the path that maps BARs announces its dfns, with growth=notified");
    private static final Setting<Assertion> ASSERTION = WAYS.choice(
            "assertion",
            Assertion.class,
            Assertion.NOTHING,
            "what is asserted about the PCI-devices lock where levels may be updated");
    private static final Setting<EntryWrite> ENTRY_WRITE = WAYS.choice(
            "entry-write", EntryWrite.class, EntryWrite.WORDS, "how growth writes the entries of the domain's devices");
    private static final Setting<Boolean> FLUSHES_ENTRIES = WAYS.flag(
            "flushes-entries", true, "whether the IOMMU's copy of an entry is flushed after the entry was written");
    private static final Setting<FirstLevels> FIRST_LEVELS = WAYS.choice(
            "first-levels", FirstLevels.class, FirstLevels.AS_SET, "how many levels a new domain's tables have");
    private static final Setting<Boolean> FREES_AFTER_ERROR =
            WAYS.flag("frees-after-error", false, "whether a growth that fails frees the tables that it allocated");
    private static final Setting<Boolean> FINDS_IOMMUS_FIRST = WAYS.flag(
            "finds-iommus-first",
            false,
            "whether growth looks up every device's IOMMU before it publishes the new root, and not when it rewrites "
                    + "entries");
    private static final Setting<Boolean> DISABLES_FIRST = WAYS.flag(
            "disables-first", true, "whether the entry of a device is turned off before the device changes its domain");
    private static final Setting<Boolean> OFF_LETS_THROUGH = WAYS.flag(
            "off-lets-through",
            true,
            "whether an entry that is turned off has no valid bit, so that DMA passes untranslated; otherwise DMA is "
                    + "refused");
    private static final Setting<SetupWrite> SETUP_WRITE = WAYS.choice(
            "setup-write",
            SetupWrite.class,
            SetupWrite.AT_ONCE,
            "how the entry of a device is written when it is set up for another domain");
    private static final Setting<Boolean> KEEPS_MODE =
            WAYS.flag("keeps-mode", false, "whether an entry keeps its mode when it is set up for another domain");
    private static final Setting<QuarantineTables> QUARANTINE_TABLES = WAYS.choice(
            "quarantine-tables",
            QuarantineTables.class,
            QuarantineTables.OWN_LEVELS,
            "for how many levels the quarantine domain's tables are built");
    private static final Setting<UnmapFlush> UNMAP_FLUSH = WAYS.choice(
            "unmap-flush", UnmapFlush.class, UnmapFlush.OWN_ID, "what an unmap flushes before the frame is freed");

    static final ChosenDesigns<IommuDesign> ALL = new ChosenDesigns<>(IommuDesign.class, IommuDesign::new, WAYS);

    static final IommuDesign XEN_4_12_1 = ALL.design(
            "xen-4.12.1",
            "Xen 4.1 to 4.12.1: update_paging_mode() inside the map, which most callers enter without the PCI-devices lock; entries are"
                    + " written as three words of 32 bits");
    static final IommuDesign XEN_4_13_RC4 = XEN_4_12_1
            .as(
                    "xen-4.13.0-rc4",
                    "4.13's release candidates 1 to 4: as xen-4.12.1, but entries are bit-fields, and one that is off refuses DMA")
            .with(ENTRY_WRITE, EntryWrite.ANY_ORDER)
            .with(SETUP_WRITE, SetupWrite.ANY_ORDER)
            .with(OFF_LETS_THROUGH, false);
    static final IommuDesign ALL_LOCKED = XEN_4_12_1
            .as("all-locked", "as xen-4.12.1, but every caller takes the PCI-devices lock")
            .with(HOLDERS, Holders.ALL);
    static final IommuDesign ASSERT_AT_UPDATE = XEN_4_12_1
            .as("assert-at-update", "as xen-4.12.1: pcidevs_locked() is asked only where the levels are updated")
            .with(ASSERTION, Assertion.HELD_AT_UPDATE);
    static final IommuDesign ASSERT_ON_ENTRY = XEN_4_12_1
            .as(
                    "assert-on-entry",
                    "as xen-4.12.1: pcidevs_locked() is asked on every entry; it is true if any CPU holds the lock")
            .with(ASSERTION, Assertion.HELD_ON_ENTRY);
    static final IommuDesign ASSERT_OWNER_ON_ENTRY = XEN_4_12_1
            .as("assert-owner-on-entry", "as xen-4.12.1: on every entry it is asserted that this CPU holds the lock")
            .with(ASSERTION, Assertion.OWNED_ON_ENTRY);
    static final IommuDesign CAREFUL = ALL_LOCKED
            .as(
                    "careful-errors",
                    "as all-locked; a growth finds every IOMMU first, and frees what it allocated if it fails")
            .with(FREES_AFTER_ERROR, true)
            .with(FINDS_IOMMUS_FIRST, true)
            .with(ENTRY_WRITE, EntryWrite.AT_ONCE);

    static final IommuDesign NOTIFY = ALL.design(
                    "notify",
                    "the thread's v2: each new dfn is announced with the lock held; entries are written as the thread reads the code, root,"
                            + " then mode")
            .with(GROWTH, Growth.NOTIFIED)
            .with(OFF_LETS_THROUGH, false)
            .with(ENTRY_WRITE, EntryWrite.ROOT_THEN_MODE);
    static final IommuDesign NOTIFY_WORDS = NOTIFY.as(
                    "notify-words",
                    "as notify; an entry is written as Xen 4.12 does: id, upper half of the root, lower half with the mode")
            .with(ENTRY_WRITE, EntryWrite.WORDS);
    static final IommuDesign NOTIFY_BIT_FIELDS = NOTIFY.as(
                    "notify-bit-fields",
                    "as notify; an entry is written field by field in the compiler's order, as since 3a7947b690 (Xen 4.13.0-rc1)")
            .with(ENTRY_WRITE, EntryWrite.ANY_ORDER);
    static final IommuDesign NOTIFY_AT_ONCE = NOTIFY.as(
                    "notify-atomic-entry", "as notify; an entry is written by one 128-bit write, and flushed")
            .with(ENTRY_WRITE, EntryWrite.AT_ONCE);
    static final IommuDesign NOTIFY_MODE_FIRST = NOTIFY.as(
                    "notify-mode-first", "as notify; an entry is written mode first")
            .with(ENTRY_WRITE, EntryWrite.MODE_THEN_ROOT);
    static final IommuDesign NOTIFY_OFF_FIRST = NOTIFY.as(
                    "notify-translation-off",
                    "as notify; an entry's translation is off while it is written, as since 0514a3a25f (XSA-347, Xen 4.15)")
            .with(ENTRY_WRITE, EntryWrite.TRANSLATION_OFF);
    static final IommuDesign NOTIFY_NO_FLUSH = NOTIFY_AT_ONCE
            .as("notify-no-entry-flush", "as notify-atomic-entry, but the IOMMU's copy of the entry is not flushed")
            .with(FLUSHES_ENTRIES, false);
    static final IommuDesign NOTIFY_FORGOTTEN = NOTIFY_AT_ONCE
            .as("notify-forgotten", "as notify-atomic-entry, but the path that maps BARs doesn't announce its dfns")
            .with(BARS, BarNotice.FORGOTTEN);
    static final IommuDesign NOTIFY_BARS_UNLOCKED = NOTIFY_AT_ONCE
            .as(
                    "notify-bars-unlocked",
                    "as notify-atomic-entry, but the path that maps BARs doesn't take the lock when it announces them")
            .with(BARS, BarNotice.UNLOCKED);

    static final IommuDesign FOUR_LEVELS = ALL.design(
                    "four-levels",
                    "b4f042236a (XSA-311, Xen 4.14, and 4.11.4, 4.12.2, 4.13.0): HVM domains have four levels from the start, and keep them")
            .with(GROWTH, Growth.NEVER)
            .with(FIRST_LEVELS, FirstLevels.FOUR)
            .with(OFF_LETS_THROUGH, false);
    static final IommuDesign FITTED = FOUR_LEVELS
            .as(
                    "fitted-levels",
                    "94039d97e2 (Xen 4.19): a fixed number of levels: as many as the largest address needs that the domain "
                            + "may use")
            .with(FIRST_LEVELS, FirstLevels.FITTED);
    static final IommuDesign FITTED_OFF_BY_ONE = FOUR_LEVELS
            .as(
                    "fitted-off-by-one",
                    "as fitted-levels, but the highest dfn is taken for a number of frames, as it was for the hardware domain "
                            + "from b4f042236a to b75b3c62fe (Xen 4.12.2, 4.13.0)")
            .with(FIRST_LEVELS, FirstLevels.OFF_BY_ONE);
    static final IommuDesign QUARANTINE_48 = FOUR_LEVELS
            .as(
                    "quarantine-48-bits",
                    "ea38867831 to fe1e4668b3 (XSA-445, up to Xen 4.17.2): quarantine tables are built for 48 bits, whatever "
                            + "levels the quarantine domain has")
            .with(QUARANTINE_TABLES, QuarantineTables.FOR_48_BITS);
    static final IommuDesign REASSIGN_KEEPS_MODE = FOUR_LEVELS
            .as(
                    "reassign-keeps-mode",
                    "as four-levels, but a device that changes its domain keeps the mode in its entry")
            .with(KEEPS_MODE, true)
            .with(SETUP_WRITE, SetupWrite.ID_FIRST)
            .with(DISABLES_FIRST, false);
    static final IommuDesign REASSIGN_LIVE = FOUR_LEVELS
            .as(
                    "reassign-live",
                    "as four-levels, but a device's entry is rewritten, domain id first, while it does DMA")
            .with(SETUP_WRITE, SetupWrite.ID_FIRST)
            .with(DISABLES_FIRST, false);
    static final IommuDesign REASSIGN_ANY_ORDER = FOUR_LEVELS
            .as(
                    "reassign-any-order",
                    "3a7947b690 to 0514a3a25f (XSA-347; Xen 4.13.0, 4.13.1, 4.14.0): a device's entry is turned off, then written in the"
                            + " compiler's order")
            .with(SETUP_WRITE, SetupWrite.ANY_ORDER);
    static final IommuDesign REASSIGN_ON_LAST = FOUR_LEVELS
            .as(
                    "reassign-on-last",
                    "0514a3a25f (XSA-347) to 1fa6e9aa36 (XSA-400): a device's entry is turned off, then written, and turned on last")
            .with(SETUP_WRITE, SetupWrite.ON_LAST);
    static final IommuDesign REASSIGN_AT_ONCE = FOUR_LEVELS
            .as(
                    "reassign-at-once",
                    "1fa6e9aa36 (XSA-400, Xen 4.17, and 4.13.5, 4.14.5, 4.15.3, 4.16.1): a device goes from domain to domain by one 128-bit write,"
                            + " and is never off")
            .with(DISABLES_FIRST, false);
    static final IommuDesign REASSIGN_ID_LAST = REASSIGN_AT_ONCE
            .as(
                    "reassign-id-last",
                    "as reassign-at-once up to Xen 4.19 without CMPXCHG16B, for devices with unity maps: the root and mode, then the domain id")
            .with(SETUP_WRITE, SetupWrite.ID_LAST);
    static final IommuDesign UNMAP_NO_FLUSH = FOUR_LEVELS
            .as(
                    "unmap-no-flush",
                    "as four-levels, but unmap flushes nothing, as VT-d's did from c312ccdeaf to 85c72f9fe7 (XSA-78)")
            .with(UNMAP_FLUSH, UnmapFlush.NOTHING);
    static final IommuDesign UNMAP_OTHER_ID = FOUR_LEVELS
            .as("unmap-other-id", "as four-levels, but unmap flushes under another domain's id")
            .with(UNMAP_FLUSH, UnmapFlush.OTHER_ID);

    final Growth growth = get(GROWTH);
    final Assertion assertion = get(ASSERTION);
    final EntryWrite entryWrite = get(ENTRY_WRITE);
    final boolean flushesEntries = get(FLUSHES_ENTRIES);
    final boolean freesAfterError = get(FREES_AFTER_ERROR);
    final boolean findsIommusFirst = get(FINDS_IOMMUS_FIRST);
    final boolean disablesFirst = get(DISABLES_FIRST);
    final boolean offLetsThrough = get(OFF_LETS_THROUGH);
    final SetupWrite setupWrite = get(SETUP_WRITE);
    final UnmapFlush unmapFlush = get(UNMAP_FLUSH);
    private final Holders holders = get(HOLDERS);
    private final BarNotice bars = get(BARS);
    private final FirstLevels firstLevels = get(FIRST_LEVELS);
    private final boolean keepsMode = get(KEEPS_MODE);
    private final QuarantineTables quarantineTables = get(QUARANTINE_TABLES);

    private IommuDesign(Choice<IommuDesign> choice) {
        super(choice);
    }

    /** Whether a caller holds the PCI-devices lock around its call. */
    boolean holdsLock(Caller caller) {
        return holders == Holders.ALL || caller == Caller.UNITY;
    }

    /** Whether a caller announces its dfn before it maps. */
    boolean notifies(Caller caller) {
        return growth == Growth.NOTIFIED && (caller != Caller.MMIO || bars != BarNotice.FORGOTTEN);
    }

    /** Whether a caller's map begins with the PCI-devices lock, its own or that of its notification. */
    boolean locksFirst(Caller caller) {
        return holdsLock(caller) || (notifies(caller) && (caller != Caller.MMIO || bars == BarNotice.LOCKED));
    }

    /** Whether the parts of an entry are written one by one, in any order, when a device is set up for another domain. */
    boolean setsUpByFields() {
        return setupWrite == SetupWrite.ANY_ORDER || setupWrite == SetupWrite.ON_LAST;
    }

    /**
     * The levels of a new domain's tables.
     *
     * @param set what the scope says
     * @param highest the highest dfn that the guest will use
     */
    int firstLevels(int set, long highest) {
        return switch (firstLevels) {
            case AS_SET -> set;
            case FOUR -> 4;
            case FITTED -> IoPageTables.levelsForFrames(highest + 1);
            case OFF_BY_ONE -> IoPageTables.levelsForFrames(Math.max(1, highest));
            case ONE_TOO_FEW -> Math.max(1, IoPageTables.levelsForFrames(highest + 1) - 1);
        };
    }

    /**
     * The mode that a device's entry gets when it is set up for another domain.
     *
     * @param levels the levels of that domain
     * @param present the mode in the entry
     */
    int setupMode(int levels, int present) {
        return keepsMode && present != 0 ? present : levels;
    }

    /**
     * The levels that quarantine tables are built with (amd_iommu_quarantine_init()).
     *
     * @param levels the quarantine domain's own
     */
    int quarantineLevels(int levels) {
        return switch (quarantineTables) {
            case OWN_LEVELS -> levels;
            case ONE_MORE -> levels + 1;
            case FOR_48_BITS -> IoPageTables.levelsForFrames(1L << 36);
        };
    }
}
