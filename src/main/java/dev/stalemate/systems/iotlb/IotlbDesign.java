package dev.stalemate.systems.iotlb;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/**
 * When the IOMMU's TLB is flushed, and what is taken for the end of a flush ({@code xen/common/memory.c}, {@code xen/drivers/passthrough/}):
 * Xen's designs, fix by fix, and what goes wrong without one of their parts.
 */
final class IotlbDesign extends ChosenDesign<IotlbDesign> {
    /** When a move of a range flushes. */
    enum Moves {
        /** Each page by itself, as XENMAPSPACE_gmfn does. */
        EACH_PAGE,
        /** At its end: the old numbers, then the new ones (iommu_dont_flush_iotlb). */
        AT_END,
        /** At its end: everything (iommu_iotlb_flush_all()). */
        ALL_AT_END
    }

    /** How long a move of a range holds the pages that it moves. */
    enum Held {
        /** Not beyond its own page. */
        NOT,
        /** Until the flush of the old numbers is done. */
        UNTIL_FLUSH,
        /** The same; where the flush has failed, for ever. */
        UNTIL_FLUSHED,
        /** Until that flush is next. */
        UNTIL_BEFORE_FLUSH
    }

    /** What a flush of an entry that was absent does where the IOMMU caches absent entries; elsewhere it does nothing. */
    enum Absent {
        /** Flushes domain id 0, where no translation of the guest's is. */
        OTHER_ID,
        /** Flushes the dfn under the guest's id. */
        OWN_ID
    }

    /** What ends the wait for a flush that was queued. */
    enum Wait {
        /** Its completion alone. */
        COMPLETION,
        /** That, or patience: then it counts as done. */
        GIVES_UP,
        /** That, or patience: then it counts as failed. */
        REPORTS
    }

    /** Where the IOMMU signals a completion. */
    enum Signal {
        /** In a bit of its status register; a CPU that waits for it holds the IOMMU's lock. */
        STATUS_BIT,
        /** In a word of the CPU that waits. */
        CPU_WORD
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Moves> MOVES =
            WAYS.choice("moves", Moves.class, Moves.AT_END, "when a move of a range flushes");
    static final Setting<Boolean> FLUSHES_DISPLACED = WAYS.flag(
            "flushes-displaced",
            true,
            "whether a page that a move displaces is flushed before it is freed, although flushes are put off");
    static final Setting<Held> HOLDS_MOVED = WAYS.choice(
            "holds-moved", Held.class, Held.UNTIL_FLUSH, "how long a move of a range holds the pages that it moves");
    static final Setting<Boolean> LOOKS_LATE = WAYS.flag(
            "looks-late", false, "whether a move notices one page too late that it has no room to note another page");
    static final Setting<Boolean> UNMAP_SAYS_PRESENT =
            WAYS.flag("unmap-says-present", true, "whether a removal tells the flush that the entry was present");
    static final Setting<Absent> ABSENT =
            WAYS.choice("absent", Absent.class, Absent.OWN_ID, "the domain id under which absent entries are flushed");
    static final Setting<Boolean> ALL_IS_PAGE_0 = WAYS.flag(
            "all-is-page-0", false, "whether a flush of everything only flushes page 0, as an entry that was absent");
    static final Setting<Wait> WAITS =
            WAYS.choice("waits", Wait.class, Wait.COMPLETION, "what ends the wait for a flush that was queued");
    static final Setting<Signal> SIGNAL =
            WAYS.choice("signal", Signal.class, Signal.CPU_WORD, "where an IOMMU signals that a flush is complete");
    static final Setting<Boolean> LAST_RESULT_COUNTS = WAYS.flag(
            "last-result-counts", false, "whether the success of a later IOMMU replaces the error of an earlier one");

    static final ChosenDesigns<IotlbDesign> ALL = new ChosenDesigns<>(IotlbDesign.class, IotlbDesign::new, WAYS);

    static final IotlbDesign XEN_4_16 = ALL.design(
            "xen-4.16",
            "Xen 4.16 to 4.22: a removed page is flushed and waited for before it is freed; a move holds its pages until its one flush");

    static final IotlbDesign UNMAP_SAYS_ABSENT = ALL.design(
                    "unmap-says-absent",
                    "VT-d from c312ccdeaf to 85c72f9fe7 (XSA-78; Xen 4.2.0 to 4.2.3, 4.3.0, 4.3.1): an unmap says that the entry was absent")
            .with(UNMAP_SAYS_PRESENT, false)
            .with(ABSENT, Absent.OTHER_ID);
    static final IotlbDesign ABSENT_UNDER_ID_0 = ALL.design(
                    "absent-under-id-0",
                    "VT-d up to c5c84e9766 (Xen 4.15): entries that were absent are flushed under domain id 0")
            .with(ABSENT, Absent.OTHER_ID);
    static final IotlbDesign ALL_AT_END = ALL.design(
                    "all-at-end", "a move puts its flushes off, then flushes everything")
            .with(MOVES, Moves.ALL_AT_END);
    static final IotlbDesign ALL_AS_PAGE_0 = ALL_AT_END
            .as(
                    "all-is-page-0",
                    "as all-at-end, with VT-d's flush of everything up to fd3102e5d2 (Xen 4.2 to 4.6): page 0, said to have been absent")
            .with(ALL_IS_PAGE_0, true)
            .with(ABSENT, Absent.OTHER_ID);

    static final IotlbDesign EACH_PAGE = ALL.design(
                    "each-page", "no flush is put off, as XENMAPSPACE_gmfn does for its one page")
            .with(MOVES, Moves.EACH_PAGE);
    static final IotlbDesign DEFERS_ALL = ALL.design(
                    "defers-all",
                    "cf95b2a9fd to dea460d869 (XSA-346; Xen 4.2 to 4.14.0): a move of a range puts every flush off to its end")
            .with(FLUSHES_DISPLACED, false)
            .with(HOLDS_MOVED, Held.NOT);
    static final IotlbDesign DISPLACED_FLUSHED = ALL.design(
                    "displaced-flushed",
                    "dea460d869 alone (XSA-346), in no release: a page that is displaced is flushed before it is freed")
            .with(HOLDS_MOVED, Held.NOT);
    static final IotlbDesign MOVED_HELD = ALL.design(
                    "moved-held",
                    "5777a3742d alone (XSA-346), in no release: pages that are moved are held until the flush, but pages that "
                            + "they displace are not flushed")
            .with(FLUSHES_DISPLACED, false);
    static final IotlbDesign KEEPS_AFTER_ERROR = ALL.design(
                    "keeps-after-error", "as xen-4.16, but a move whose flush has failed never drops its references")
            .with(HOLDS_MOVED, Held.UNTIL_FLUSHED);
    static final IotlbDesign DROPS_EARLY = ALL.design(
                    "drops-early", "as xen-4.16, but a move drops its references just before the flush")
            .with(HOLDS_MOVED, Held.UNTIL_BEFORE_FLUSH);
    static final IotlbDesign NOTES_TOO_MANY = ALL.design(
                    "looks-late",
                    "5777a3742d to 9b156bcc3f (XSA-355; Xen 4.12.4, 4.13.2): a move checks one page too late whether its "
                            + "array is full")
            .with(LOOKS_LATE, true);

    static final IotlbDesign AMD_GIVES_UP = ALL.design(
                    "amd-gives-up",
                    "AMD up to e4fee66043 (XSA-373; up to Xen 4.15.0): after 1000 looks at the status bit a flush counts as done")
            .with(WAITS, Wait.GIVES_UP)
            .with(SIGNAL, Signal.STATUS_BIT);
    static final IotlbDesign AMD_REPORTS = AMD_GIVES_UP
            .as("amd-reports", "as amd-gives-up, but the caller is told, and keeps the page")
            .with(WAITS, Wait.REPORTS);
    static final IotlbDesign AMD_WAITS = AMD_GIVES_UP
            .as(
                    "amd-waits",
                    "AMD from e4fee66043 (XSA-373) to b175fc0c12 (Xen 4.16): a flush waits for the status bit, however long")
            .with(WAITS, Wait.COMPLETION);
    static final IotlbDesign VTD_REPORTS = ALL.design(
                    "vtd-reports",
                    "VT-d from dca07f3002 to 7c893abc4e (XSA-373; Xen 4.8 to 4.15.0): a flush that takes too long is an error, and the page is kept")
            .with(WAITS, Wait.REPORTS);
    static final IotlbDesign LAST_RESULT = ALL.design(
                    "last-result-counts",
                    "VT-d from c1cee3ff93 to e7059776f9 (Xen 4.8 to 4.15.0): if several IOMMUs are flushed, the caller gets "
                            + "only the result of the last one")
            .with(LAST_RESULT_COUNTS, true);

    final Moves moves = get(MOVES);
    final boolean flushesDisplaced = get(FLUSHES_DISPLACED);
    final Held holdsMoved = get(HOLDS_MOVED);
    final boolean looksLate = get(LOOKS_LATE);
    final boolean unmapSaysPresent = get(UNMAP_SAYS_PRESENT);
    final Absent absent = get(ABSENT);
    final boolean allIsPageZero = get(ALL_IS_PAGE_0);
    final Wait waits = get(WAITS);
    final Signal signal = get(SIGNAL);
    final boolean lastResultCounts = get(LAST_RESULT_COUNTS);

    private IotlbDesign(Choice<IotlbDesign> choice) {
        super(choice);
    }
}
