package dev.stalemate.systems.iotlb;

import static dev.stalemate.systems.iotlb.IotlbDesign.ABSENT_UNDER_ID_0;
import static dev.stalemate.systems.iotlb.IotlbDesign.ALL_AS_PAGE_0;
import static dev.stalemate.systems.iotlb.IotlbDesign.ALL_AT_END;
import static dev.stalemate.systems.iotlb.IotlbDesign.AMD_GIVES_UP;
import static dev.stalemate.systems.iotlb.IotlbDesign.AMD_REPORTS;
import static dev.stalemate.systems.iotlb.IotlbDesign.AMD_WAITS;
import static dev.stalemate.systems.iotlb.IotlbDesign.DEFERS_ALL;
import static dev.stalemate.systems.iotlb.IotlbDesign.DISPLACED_FLUSHED;
import static dev.stalemate.systems.iotlb.IotlbDesign.DROPS_EARLY;
import static dev.stalemate.systems.iotlb.IotlbDesign.EACH_PAGE;
import static dev.stalemate.systems.iotlb.IotlbDesign.KEEPS_AFTER_ERROR;
import static dev.stalemate.systems.iotlb.IotlbDesign.LAST_RESULT;
import static dev.stalemate.systems.iotlb.IotlbDesign.MOVED_HELD;
import static dev.stalemate.systems.iotlb.IotlbDesign.NOTES_TOO_MANY;
import static dev.stalemate.systems.iotlb.IotlbDesign.UNMAP_SAYS_ABSENT;
import static dev.stalemate.systems.iotlb.IotlbDesign.VTD_REPORTS;
import static dev.stalemate.systems.iotlb.IotlbDesign.XEN_4_16;
import static dev.stalemate.systems.iotlb.IotlbLaws.ENDS;
import static dev.stalemate.systems.iotlb.IotlbLaws.NOTES;
import static dev.stalemate.systems.iotlb.IotlbLaws.RETAINED;
import static dev.stalemate.systems.iotlb.IotlbLaws.TRANSLATES;

import dev.stalemate.model.Claims;

/**
 * Fixes of Xen's IOMMU flushes from 2013 to 2021, each as a design before it, which must be violated, and one after it, which must hold; and
 * what goes wrong without a part of them.
 */
final class IotlbClaims {
    private static final String ONE_FRAME = "frames=1";
    private static final String LARGER = "cpus=2,frames=3,maps=on";
    private static final String CACHING_MODE = "frames=1,maps=on,caching-mode=on";
    private static final String LARGER_CACHING_MODE = "cpus=2,maps=on,caching-mode=on";

    private static final String MOVE = "moves=1,removes=off";
    private static final String LARGER_MOVE = "moves=1,removes=off,frames=4";
    private static final String RACE = "moves=1,cpus=2";
    private static final String LARGER_RACE = "moves=1,cpus=2,frames=3";
    private static final String SHORT_ARRAY = "moves=2,notes=1,removes=off,frames=3";

    private static final String QUEUE = "frames=1,commands=4";
    private static final String TWICE = "frames=2,commands=4";
    private static final String LARGER_QUEUE = "cpus=2,moves=1,commands=4,iommus=2";
    private static final String ERRORS = "errors=on,iommus=2";

    private IotlbClaims() {}

    static void all(Claims claims) {
        skipped(claims);
        cachingMode(claims);
        displaced(claims);
        moved(claims);
        noted(claims);
        givenUp(claims);
        reported(claims);
        patience(claims);
    }

    private static void skipped(Claims claims) {
        claims.of("H19", UNMAP_SAYS_ABSENT, RETAINED)
                .at(ONE_FRAME)
                .violated(
                        "From c312ccdeaf (2011) to 85c72f9fe7 (2013, XSA-78) VT-d's unmap told the flush that the entry had been "
                                + "absent, and nothing is flushed then. The frame is freed and given to another guest, and a device goes on "
                                + "writing to it.");
        claims.of("H19fix", ABSENT_UNDER_ID_0, RETAINED)
                .at(LARGER)
                .holds(
                        "85c72f9fe7 (2013, XSA-78) says that the entry was present; if it was not, unmap has returned before. The "
                                + "frame is flushed, then freed.");
        claims.of("H19b", UNMAP_SAYS_ABSENT, RETAINED)
                .at("frames=1,caching-mode=on")
                .open(
                        "XSA-78 on hardware that keeps absent entries, where a flush of an absent entry does flush something.")
                .violated(
                        "the flush goes to domain id 0, which was taken for the id of absent entries, so the guest's translation "
                                + "stays.");
    }

    private static void cachingMode(Claims claims) {
        claims.of("H19c", ABSENT_UNDER_ID_0, TRANSLATES)
                .at(CACHING_MODE)
                .violated(
                        "Up to c5c84e9766 (2021) VT-d flushed entries that were absent under domain id 0, and the IOMMU keeps them under the"
                                + " guest's. With caching mode a dfn that is mapped goes on faulting.");
        claims.of("H19d", XEN_4_16, TRANSLATES)
                .at(LARGER_CACHING_MODE)
                .holds("c5c84e9766 (2021) flushes absent entries under the guest's own id. What is mapped translates.");
        claims.of("H19e", ALL_AS_PAGE_0, RETAINED)
                .at(RACE)
                .violated(
                        "From c312ccdeaf (2011) to fd3102e5d2 (2015) VT-d's flush of everything passed page 0 and a count of 0, "
                                + "and was executed as a flush of that one page, which had been absent. A batch that relies on it flushes "
                                + "nothing at its end.");
        claims.of("H19f", ALL_AT_END, RETAINED)
                .at(LARGER_RACE)
                .holds("fd3102e5d2 (2015) makes it flush the whole domain. A batch can end with it.");
    }

    private static void displaced(Claims claims) {
        claims.of("H20", DEFERS_ALL, RETAINED)
                .at(MOVE)
                .violated(
                        "From cf95b2a9fd (2011) to dea460d869 (2020, XSA-346) a move of a range put all flushes off to its end, "
                                + "even that of the page which it displaces and frees. Until then a device writes to that page, even where "
                                + "it has a new owner.");
        claims.of("H20fix", DISPLACED_FLUSHED, RETAINED)
                .at(LARGER_MOVE)
                .holds(
                        "dea460d869 (2020, XSA-346) lets guest_remove_page() flush although flushes are put off. With one CPU that is enough.");
        claims.of("H20b", EACH_PAGE, RETAINED)
                .at(LARGER_RACE)
                .holds(
                        "Before cf95b2a9fd (2011), and for a single page ever since, each change flushes under the p2m lock. Nothing is retained.");
        claims.of("H20c", MOVED_HELD, RETAINED)
                .at(MOVE)
                .violated(
                        "5777a3742d alone (2020, XSA-346), without dea460d869. Pages that are moved are held; the displaced"
                                + " one is not.");
    }

    private static void moved(Claims claims) {
        claims.of("H21", DISPLACED_FLUSHED, RETAINED)
                .at(RACE)
                .violated(
                        "With dea460d869 alone (2020, XSA-346) the page that was moved is still in the IOTLB under its old dfn, and another CPU"
                                + " removes it under its new one. That flushes the new dfn, and frees a page that the device still reaches by the"
                                + " old one.");
        claims.of("H21fix", XEN_4_16, RETAINED)
                .at(LARGER_RACE)
                .holds(
                        "5777a3742d (2020, XSA-346) holds each moved page until the old dfns are flushed. The new ones may be flushed later, as"
                                + " its comment argues: a call that removes a page there flushes it itself.");
        claims.of("H21b", DISPLACED_FLUSHED, RETAINED)
                .at("moves=1,frames=3")
                .open("The design of dea460d869 alone (2020, XSA-346) with one CPU, on which calls come one after the"
                        + " other.")
                .holds("the move has flushed both ends before the removal begins, so the bug needs two CPUs.");
        claims.of("H21c", DROPS_EARLY, RETAINED)
                .at(RACE)
                .violated(
                        "One-step mutant of 5777a3742d (2020): the references are dropped just before the flush. A removal in "
                                + "between frees a page.");
    }

    private static void noted(Claims claims) {
        claims.of("H21d", NOTES_TOO_MANY, NOTES)
                .at(SHORT_ARRAY)
                .violated(
                        "5777a3742d noted the pages that it holds in an array of 16, and checked one page too late whether that "
                                + "was full (9b156bcc3f, 2020, XSA-355). The 17th is written beyond it, on the hypervisor's stack.");
        claims.of("H21e", XEN_4_16, NOTES)
                .at(SHORT_ARRAY + ",cpus=2")
                .holds(
                        "9b156bcc3f (2020, XSA-355) stops as soon as the array is full. The hypercall flushes, drops the "
                                + "references, and is continued.");
        claims.of("H21f", XEN_4_16, RETAINED)
                .at(RACE + ",errors=on")
                .open("The design of 5777a3742d (2020, XSA-346), where the flush of the old dfns may fail.")
                .violated(
                        "xenmem_add_to_physmap() of 5777a3742d drops the references even if the flush has failed. A domain other "
                                + "than the hardware domain is crashed then, but that doesn't stop its devices.");
        claims.of("H21g", KEEPS_AFTER_ERROR, RETAINED)
                .at(RACE + ",errors=on")
                .open("The design of 5777a3742d (2020, XSA-346), if a move whose flush has failed keeps its pages for"
                        + " good, as a removal does.")
                .holds("a page that a device may still reach is never free. The price is that this memory is lost.");
    }

    private static void givenUp(Claims claims) {
        claims.of("H27", AMD_GIVES_UP, RETAINED)
                .at(QUEUE)
                .violated(
                        "Up to e4fee66043 (2021, XSA-373, CVE-2021-28692) AMD's flush looked 1000 times for its completion, then returned as if"
                                + " it had come. The frame is freed with its invalidation still in the queue.");
        claims.of("H27fix", AMD_WAITS, RETAINED)
                .at(LARGER_QUEUE)
                .holds(
                        "e4fee66043 (2021, XSA-373) waits as long as it takes, and only logs. A flush that returns is done.");
        claims.of("H27b", AMD_REPORTS, RETAINED)
                .at(TWICE)
                .violated(
                        "One-step mutant of AMD's design before e4fee66043 (2021, XSA-373): giving up is an error, and the frame is kept. The"
                                + " completion that was given up comes later, and ends the wait for the next flush too early.");
    }

    private static void reported(Claims claims) {
        claims.of("H27c", VTD_REPORTS, RETAINED)
                .at(TWICE)
                .violated(
                        "From dca07f3002 (2016) to 7c893abc4e (2021, XSA-373, CVE-2021-28692) VT-d's flush returned an error "
                                + "after its time, and left its wait descriptor in the queue. That descriptor writes the same value to the "
                                + "same word that the CPU's next flush looks at.");
        claims.of("H27d", XEN_4_16, RETAINED)
                .at(LARGER_QUEUE)
                .holds(
                        "7c893abc4e (2021, XSA-373) has no time limits on flushes any more. Each word belongs to one CPU, which "
                                + "makes one flush at a time.");
        claims.of("H27e", LAST_RESULT, RETAINED)
                .at(ERRORS + ",frames=1")
                .violated(
                        "From c1cee3ff93 (2016) to e7059776f9 (2021) the success of a second IOMMU's flush took the place of the first one's"
                                + " error. The frame is freed although one of them still has it.");
        claims.of("H27f", XEN_4_16, RETAINED)
                .at(ERRORS + ",cpus=2")
                .holds(
                        "e7059776f9 (2021) keeps the first error, and still flushes the other IOMMUs. A frame whose flush failed is kept.");
    }

    private static void patience(Claims claims) {
        claims.of("H27g", AMD_WAITS, ENDS)
                .at(TWICE)
                .holds(
                        "The endless wait of e4fee66043 (2021), with an IOMMU that eventually takes each command. Every flush ends.");
        claims.of("H27h", AMD_WAITS, ENDS)
                .at(TWICE + ",answers=off")
                .open("The endless wait of e4fee66043 (2021), with an IOMMU that may stop.")
                .violated(
                        "the CPU waits for ever while it holds the IOMMU's lock or the guest's p2m lock: the fix gives up "
                                + "progress for isolation.");
        claims.of("H27i", AMD_GIVES_UP, ENDS)
                .at(TWICE + ",answers=off")
                .open("The design before e4fee66043 (2021), with an IOMMU that may stop.")
                .holds(
                        "every wait ends, some before the flush is done. The design of H27 has this property and violates "
                                + "isolation; with that of H27fix it is the other way round.");
    }
}
