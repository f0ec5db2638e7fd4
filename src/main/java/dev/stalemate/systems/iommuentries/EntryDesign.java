package dev.stalemate.systems.iommuentries;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** How software stores entries, and what it flushes: Linux and Xen by fix, and other choices. */
final class EntryDesign extends ChosenDesign<EntryDesign> {
    /** How much of an entry one store writes. */
    enum Stores {
        WORD,
        PAIR,
        WHOLE
    }

    /** In which order the parts of an entry are stored. */
    enum Order {
        /** The part with the present bit first, where the entry is cleared, and last, where it is set up. */
        SAFE,
        UP,
        DOWN,
        /** As the compiler likes. */
        ANY
    }

    /** Whether the present bit is cleared by a store of its own. */
    enum Clears {
        WITH_WORD,
        /** Before all else. */
        FIRST,
        /** Before all else, and what the IOMMU keeps is flushed before the rest is stored. */
        FLUSHED
    }

    /** Whether the present bit is set by a store of its own. */
    enum Sets {
        WITH_WORD,
        /** After all else. */
        LAST,
        /** After all else and another flush of the entry. */
        LAST_AFTER_FLUSH
    }

    /** How a present entry is replaced. */
    enum Replaces {
        OVER,
        AFTER_TEAR_DOWN
    }

    /** Which translations a flush of the IOTLB removes. */
    enum IotlbFlush {
        NONE,
        /** Those of first-stage tables. */
        BY_PASID,
        ALL
    }

    /** Under which domain ids is flushed. */
    enum Ids {
        OLD,
        BOTH
    }

    /** In which order entry and IOTLB are flushed. */
    enum FlushOrder {
        ENTRY_FIRST,
        IOTLB_FIRST
    }

    /** When a new table of entries is written back to RAM, for an IOMMU that does not snoop. */
    enum TableFlush {
        /** Neither the table nor its directory is. */
        NONE,
        /** After it was linked, and before its directory is. */
        AFTER_LINK,
        /** Before it is linked. */
        BEFORE_LINK
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Stores> STORES = WAYS.choice(
            "stores", Stores.class, Stores.WORD, "how much one store writes: 64 bits, 128 bits, or the whole entry");
    static final Setting<Order> ORDER = WAYS.choice(
            "order",
            Order.class,
            Order.SAFE,
            "in which order the parts are stored: that with the present bit first as an entry is cleared or replaced and last as it is set"
                    + " up, always first, always last, or as the compiler likes");
    static final Setting<Clears> CLEARS = WAYS.choice(
            "clears-present",
            Clears.class,
            Clears.WITH_WORD,
            "how the present bit is cleared: with the rest of its word, by a store before all others, or by one that is flushed before all"
                    + " others");
    static final Setting<Sets> SETS = WAYS.choice(
            "sets-present",
            Sets.class,
            Sets.WITH_WORD,
            "how the present bit is set: with the rest of its word, by a store after all others, or after all others and a flush");
    static final Setting<Replaces> REPLACES = WAYS.choice(
            "replaces",
            Replaces.class,
            Replaces.OVER,
            "how a present entry is replaced: it is stored over, or torn down and set up");
    static final Setting<Boolean> ENTRY_FLUSH = WAYS.flag(
            "entry-flush", true, "whether what the IOMMU keeps of a present entry is flushed after its change");
    static final Setting<IotlbFlush> IOTLB_FLUSH = WAYS.choice(
            "iotlb-flush",
            IotlbFlush.class,
            IotlbFlush.ALL,
            "which translations of the domain are flushed after a change of a present entry: none, those of first-stage tables, or all");
    static final Setting<Ids> IDS = WAYS.choice(
            "flushed-ids", Ids.class, Ids.OLD, "under which domain's id is flushed: the old one's, or both");
    static final Setting<FlushOrder> FLUSH_ORDER = WAYS.choice(
            "flush-order", FlushOrder.class, FlushOrder.ENTRY_FIRST, "which is flushed first, the entry or the IOTLB");
    static final Setting<Boolean> FLUSHES_SET_UP = WAYS.flag(
            "flushes-set-up", false, "whether what the IOMMU keeps of an entry is flushed after it was set up, too");
    static final Setting<Boolean> WAITS =
            WAYS.flag("waits", true, "whether a flush is waited for; if not, the IOMMU makes it at some later time");
    static final Setting<Boolean> FREES_FIRST =
            WAYS.flag("frees-first", false, "whether the old domain is given up before the flushes");
    static final Setting<Boolean> WRITES_BACK = WAYS.flag(
            "writes-back",
            true,
            "whether what was stored of an entry is written back to RAM, for an IOMMU that does not snoop");
    static final Setting<TableFlush> TABLE_FLUSH = WAYS.choice(
            "table-flush",
            TableFlush.class,
            TableFlush.AFTER_LINK,
            "when a new table of entries is written back to RAM, for an IOMMU that does not snoop: never, nor its directory, after it was"
                    + " linked, or before");

    static final ChosenDesigns<EntryDesign> ALL = new ChosenDesigns<>(EntryDesign.class, EntryDesign::new, WAYS);

    static final EntryDesign ZEROED = ALL.design(
                    "zeroed",
                    "VT-d's PASID entries in Linux before 75ed00055c05 (2026): zeroed from word 0 up, then flushed; set up with the present bit"
                            + " last")
            .with(REPLACES, Replaces.AFTER_TEAR_DOWN)
            .with(SETS, Sets.LAST);
    static final EntryDesign BY_PASID = ZEROED.as(
                    "by-pasid",
                    "the same before 8798d3641119 (2021): the IOTLB is flushed by PASID, and no table is written back")
            .with(IOTLB_FLUSH, IotlbFlush.BY_PASID)
            .with(TABLE_FLUSH, TableFlush.NONE);
    static final EntryDesign ZEROED_ANY = ZEROED.as(
                    "zeroed-any-order",
                    "VT-d's context entries in Linux before c1e4f1dccbe9 (2026): plain assignments, in any order")
            .with(ORDER, Order.ANY)
            .with(SETS, Sets.WITH_WORD);
    static final EntryDesign IOTLB_FIRST = ZEROED.as(
                    "iotlb-first", "as zeroed, but the IOTLB is flushed before the entry")
            .with(FLUSH_ORDER, FlushOrder.IOTLB_FIRST);
    static final EntryDesign UNWAITED =
            ZEROED.as("unwaited", "as zeroed, but no flush is waited for").with(WAITS, false);
    static final EntryDesign STORED_OVER = ZEROED.as(
                    "stored-over",
                    "7543ee63e811 (2024) to c3b1edea3791 (2026): a present PASID entry is stored over, from word 0 up")
            .with(REPLACES, Replaces.OVER)
            .with(IOTLB_FLUSH, IotlbFlush.BY_PASID);
    static final EntryDesign PRESENT_FIRST = ZEROED.as(
                    "present-first",
                    "since 75ed00055c05, c1e4f1dccbe9 and c3b1edea3791 (2026): the present bit is cleared and flushed, then the rest; an entry"
                            + " is replaced through that")
            .with(CLEARS, Clears.FLUSHED)
            .with(TABLE_FLUSH, TableFlush.BEFORE_LINK);
    static final EntryDesign OVER_BOTH_IDS = STORED_OVER
            .as("stored-over-both-ids", "as stored-over, but under both domains' ids everything is flushed")
            .with(IOTLB_FLUSH, IotlbFlush.ALL)
            .with(IDS, Ids.BOTH);
    static final EntryDesign UNWRITTEN = PRESENT_FIRST
            .as("unwritten", "as present-first, but entries are not written back to RAM")
            .with(WRITES_BACK, false);
    static final EntryDesign DTE_WORDS = ALL.design(
                    "dte-words",
                    "AMD's device-table entries in Linux before 8b3f78733814 (2024): plain assignments to words, in any order; every change is"
                            + " flushed")
            .with(ORDER, Order.ANY)
            .with(REPLACES, Replaces.AFTER_TEAR_DOWN)
            .with(FLUSHES_SET_UP, true);
    static final EntryDesign DTE_IN_ORDER = DTE_WORDS
            .as("dte-in-order", "as dte-words, with a compiler that keeps the order")
            .with(ORDER, Order.SAFE);
    static final EntryDesign DTE_PAIRS = DTE_IN_ORDER
            .as("dte-pairs", "since 8b3f78733814 (2024): 128 bits at once, those with the valid bit first or last")
            .with(STORES, Stores.PAIR);
    static final EntryDesign XEN_UNMAP = ZEROED.as(
                    "xen-unmap",
                    "VT-d's context entries in Xen: the present bit is cleared, then the rest, then flushed; replaced through that before"
                            + " 8f41e481b4 (2022)")
            .with(CLEARS, Clears.FIRST)
            .with(ORDER, Order.ANY)
            .with(SETS, Sets.WITH_WORD);
    static final EntryDesign XEN_AT_ONCE = XEN_UNMAP
            .as("xen-at-once", "since 8f41e481b4 (2022) with CMPXCHG16B: one store over the present entry")
            .with(REPLACES, Replaces.OVER)
            .with(CLEARS, Clears.WITH_WORD)
            .with(STORES, Stores.WHOLE)
            .with(ORDER, Order.SAFE);
    static final EntryDesign XEN_ABSENT_FIRST = XEN_AT_ONCE
            .as(
                    "xen-absent-first",
                    "8f41e481b4 (2022) without CMPXCHG16B: absent, then the high word, then the low one, then flushed")
            .with(CLEARS, Clears.FIRST)
            .with(STORES, Stores.WORD)
            .with(ORDER, Order.DOWN);
    static final EntryDesign XEN_ID_LAST = XEN_AT_ONCE
            .as(
                    "xen-id-last",
                    "8f41e481b4 (2022) without CMPXCHG16B, of devices with RMRRs: the low word, then that with the id")
            .with(STORES, Stores.WORD)
            .with(ORDER, Order.UP);
    static final EntryDesign ENTRY_WRITER = PRESENT_FIRST
            .as(
                    "entry-writer",
                    "SMMU's since 7da51af9125c (2024): the valid bit is cleared and flushed, the rest is stored and flushed, the bit is set"
                            + " and flushed")
            .with(REPLACES, Replaces.OVER)
            .with(ORDER, Order.ANY)
            .with(SETS, Sets.LAST_AFTER_FLUSH)
            .with(FLUSHES_SET_UP, true);

    final Stores stores = get(STORES);
    final Order order = get(ORDER);
    final Clears clears = get(CLEARS);
    final Sets sets = get(SETS);
    final Replaces replaces = get(REPLACES);
    final boolean entryFlush = get(ENTRY_FLUSH);
    final IotlbFlush iotlbFlush = get(IOTLB_FLUSH);
    final Ids ids = get(IDS);
    final FlushOrder flushOrder = get(FLUSH_ORDER);
    final boolean flushesSetUp = get(FLUSHES_SET_UP);
    final boolean waits = get(WAITS);
    final boolean freesFirst = get(FREES_FIRST);
    final boolean writesBack = get(WRITES_BACK);
    final TableFlush tableFlush = get(TABLE_FLUSH);

    private EntryDesign(Choice<EntryDesign> choice) {
        super(choice);
    }
}
