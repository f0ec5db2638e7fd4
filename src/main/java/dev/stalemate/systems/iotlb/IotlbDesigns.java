package dev.stalemate.systems.iotlb;

import dev.stalemate.model.NamedDesign;
import java.util.List;

/** The designs that come with the tool: Xen by fix, and what goes wrong without one of their parts. */
final class IotlbDesigns {
    static final IotlbDesign XEN_4_16 = new Named(
            "xen-4.16",
            "Xen 4.16 to 4.22: a removed page is flushed and waited for before it is freed; a move holds its pages until its one flush");

    static final IotlbDesign UNMAP_SAYS_ABSENT =
            new Named(
                    "unmap-says-absent",
                    "VT-d from c312ccdeaf to 85c72f9fe7 (XSA-78; Xen 4.2.0 to 4.2.3, 4.3.0, 4.3.1): an unmap says that the entry was absent") {
                @Override
                public boolean unmapSaysPresent() {
                    return false;
                }

                @Override
                public Absent absent() {
                    return Absent.OTHER_ID;
                }
            };
    static final IotlbDesign ABSENT_UNDER_ID_0 =
            new Named(
                    "absent-under-id-0",
                    "VT-d up to c5c84e9766 (Xen 4.15): entries that were absent are flushed under domain id 0") {
                @Override
                public Absent absent() {
                    return Absent.OTHER_ID;
                }
            };
    static final IotlbDesign ALL_AT_END =
            new Named("all-at-end", "a move puts its flushes off, then flushes everything") {
                @Override
                public Moves moves() {
                    return Moves.ALL_AT_END;
                }
            };
    static final IotlbDesign ALL_IS_PAGE_0 =
            new Named(
                    "all-is-page-0",
                    "as all-at-end, with VT-d's flush of everything up to fd3102e5d2 (Xen 4.2 to 4.6): page 0, said to have been absent") {
                @Override
                public Moves moves() {
                    return Moves.ALL_AT_END;
                }

                @Override
                public boolean allIsPageZero() {
                    return true;
                }

                @Override
                public Absent absent() {
                    return Absent.OTHER_ID;
                }
            };

    static final IotlbDesign EACH_PAGE =
            new Named("each-page", "no flush is put off, as XENMAPSPACE_gmfn does for its one page") {
                @Override
                public Moves moves() {
                    return Moves.EACH_PAGE;
                }
            };
    static final IotlbDesign DEFERS_ALL =
            new Named(
                    "defers-all",
                    "cf95b2a9fd to dea460d869 (XSA-346; Xen 4.2 to 4.14.0): a move of a range puts every flush off to its end") {
                @Override
                public boolean flushesDisplaced() {
                    return false;
                }

                @Override
                public Held holdsMoved() {
                    return Held.NOT;
                }
            };
    static final IotlbDesign DISPLACED_FLUSHED =
            new Named(
                    "displaced-flushed",
                    "dea460d869 alone (XSA-346), as in no release: what a page displaces is flushed before it is freed") {
                @Override
                public Held holdsMoved() {
                    return Held.NOT;
                }
            };
    static final IotlbDesign MOVED_HELD =
            new Named(
                    "moved-held",
                    "5777a3742d alone (XSA-346), as in no release: pages that are moved are held until the flush, what they displace is not flushed") {
                @Override
                public boolean flushesDisplaced() {
                    return false;
                }
            };
    static final IotlbDesign KEEPS_AFTER_ERROR =
            new Named(
                    "keeps-after-error", "as xen-4.16, but a move whose flush has failed never lets go of its pages") {
                @Override
                public Held holdsMoved() {
                    return Held.UNTIL_FLUSHED;
                }
            };
    static final IotlbDesign DROPS_EARLY =
            new Named("drops-early", "as xen-4.16, but a move lets go of its pages just before the flush") {
                @Override
                public Held holdsMoved() {
                    return Held.UNTIL_BEFORE_FLUSH;
                }
            };
    static final IotlbDesign LOOKS_LATE =
            new Named(
                    "looks-late",
                    "5777a3742d to 9b156bcc3f (XSA-355; Xen 4.12.4, 4.13.2): whether the array is full is asked one page too late") {
                @Override
                public boolean looksLate() {
                    return true;
                }
            };

    static final IotlbDesign AMD_GIVES_UP =
            new Named(
                    "amd-gives-up",
                    "AMD up to e4fee66043 (XSA-373; up to Xen 4.15.0): after 1000 looks at the status bit a flush counts as done") {
                @Override
                public Wait waits() {
                    return Wait.GIVES_UP;
                }

                @Override
                public Signal signal() {
                    return Signal.STATUS_BIT;
                }
            };
    static final IotlbDesign AMD_REPORTS =
            new Named("amd-reports", "as amd-gives-up, but the caller is told, and keeps the page") {
                @Override
                public Wait waits() {
                    return Wait.REPORTS;
                }

                @Override
                public Signal signal() {
                    return Signal.STATUS_BIT;
                }
            };
    static final IotlbDesign AMD_WAITS =
            new Named(
                    "amd-waits",
                    "AMD from e4fee66043 (XSA-373) to b175fc0c12 (Xen 4.16): a flush waits for the status bit, however long") {
                @Override
                public Signal signal() {
                    return Signal.STATUS_BIT;
                }
            };
    static final IotlbDesign VTD_REPORTS =
            new Named(
                    "vtd-reports",
                    "VT-d from dca07f3002 to 7c893abc4e (XSA-373; Xen 4.8 to 4.15.0): a flush that takes too long is an error, and the page is kept") {
                @Override
                public Wait waits() {
                    return Wait.REPORTS;
                }
            };
    static final IotlbDesign LAST_RESULT =
            new Named(
                    "last-result-counts",
                    "VT-d from c1cee3ff93 to e7059776f9 (Xen 4.8 to 4.15.0): of several IOMMUs' flushes the last one's result is the caller's") {
                @Override
                public boolean lastResultCounts() {
                    return true;
                }
            };

    static final List<IotlbDesign> ALL = List.of(
            XEN_4_16,
            UNMAP_SAYS_ABSENT,
            ABSENT_UNDER_ID_0,
            ALL_AT_END,
            ALL_IS_PAGE_0,
            EACH_PAGE,
            DEFERS_ALL,
            DISPLACED_FLUSHED,
            MOVED_HELD,
            KEEPS_AFTER_ERROR,
            DROPS_EARLY,
            LOOKS_LATE,
            AMD_GIVES_UP,
            AMD_REPORTS,
            AMD_WAITS,
            VTD_REPORTS,
            LAST_RESULT);

    private IotlbDesigns() {}

    /** A design with a name. */
    private static class Named extends NamedDesign implements IotlbDesign {
        Named(String name, String says) {
            super(name, says);
        }
    }
}
