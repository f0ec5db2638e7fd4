package dev.stalemate.systems.iotlb;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/**
 * Fixes of Xen's IOMMU flushes from 2013 to 2021, each as a design before it, which must be violated, and one after it, which must hold; and
 * what goes wrong without a part of them.
 */
final class IotlbClaims extends ClaimList {
    private static final String RETAINED = "no-retained-mapping";
    private static final String TRANSLATES = "mapped-translates";
    private static final String NOTES = "notes-suffice";
    private static final String ENDS = "flush-ends";

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

    private IotlbClaims(IotlbSystem system) {
        super(system);
    }

    static List<Claim> of(IotlbSystem system) {
        IotlbClaims claims = new IotlbClaims(system);
        claims.skipped();
        claims.cachingMode();
        claims.displaced();
        claims.moved();
        claims.noted();
        claims.givenUp();
        claims.reported();
        claims.patience();
        return claims.all();
    }

    private void skipped() {
        claim(
                "H19",
                IotlbDesigns.UNMAP_SAYS_ABSENT,
                RETAINED,
                ONE_FRAME,
                VIOLATED,
                "From c312ccdeaf (2011) to 85c72f9fe7 (2013, XSA-78) VT-d's unmap told the flush that the entry had been absent, and nothing"
                        + " is flushed then. The frame is freed and given away, and a device goes on writing to it.");
        claim(
                "H19fix",
                IotlbDesigns.ABSENT_UNDER_ID_0,
                RETAINED,
                LARGER,
                HOLDS,
                "85c72f9fe7 (2013, XSA-78) says that it was present: unmap returned early otherwise. The frame is flushed, then freed.");
        answer(
                "H19b",
                IotlbDesigns.UNMAP_SAYS_ABSENT,
                RETAINED,
                "frames=1,caching-mode=on",
                VIOLATED,
                "XSA-78 on hardware that keeps absent entries, where a flush of an absent entry does flush something.",
                "the flush goes to domain id 0, which was thought to be what absent entries are kept under, so the guest's translation stays.");
    }

    private void cachingMode() {
        claim(
                "H19c",
                IotlbDesigns.ABSENT_UNDER_ID_0,
                TRANSLATES,
                CACHING_MODE,
                VIOLATED,
                "Up to c5c84e9766 (2021) VT-d flushed entries that were absent under domain id 0, and the IOMMU keeps them under the guest's."
                        + " With caching mode a dfn that is mapped goes on faulting.");
        claim(
                "H19d",
                IotlbDesigns.XEN_4_16,
                TRANSLATES,
                LARGER_CACHING_MODE,
                HOLDS,
                "c5c84e9766 (2021) flushes absent entries under the guest's own id. What is mapped translates.");
        claim(
                "H19e",
                IotlbDesigns.ALL_IS_PAGE_0,
                RETAINED,
                RACE,
                VIOLATED,
                "From c312ccdeaf (2011) to fd3102e5d2 (2015) VT-d's flush of everything passed page 0 and a count of 0, and was taken for a flush of that one page,"
                        + " which had been absent. A batch that relies on it flushes nothing at its end.");
        claim(
                "H19f",
                IotlbDesigns.ALL_AT_END,
                RETAINED,
                LARGER_RACE,
                HOLDS,
                "fd3102e5d2 (2015) makes it flush the whole domain. A batch can end with it.");
    }

    private void displaced() {
        claim(
                "H20",
                IotlbDesigns.DEFERS_ALL,
                RETAINED,
                MOVE,
                VIOLATED,
                "From cf95b2a9fd (2011) to dea460d869 (2020, XSA-346) a move of a range put all flushes off to its end, also that of the page"
                        + " which it displaces and frees. Until then a device writes to that page, even where it has a new owner.");
        claim(
                "H20fix",
                IotlbDesigns.DISPLACED_FLUSHED,
                RETAINED,
                LARGER_MOVE,
                HOLDS,
                "dea460d869 (2020, XSA-346) lets guest_remove_page() flush whatever is put off. With one CPU that is enough.");
        claim(
                "H20b",
                IotlbDesigns.EACH_PAGE,
                RETAINED,
                LARGER_RACE,
                HOLDS,
                "Before cf95b2a9fd (2011), and for a single page ever since, each change flushes under the p2m lock. Nothing is retained.");
        claim(
                "H20c",
                IotlbDesigns.MOVED_HELD,
                RETAINED,
                MOVE,
                VIOLATED,
                "5777a3742d (2020, XSA-346), the other half of the fix, without this one. Pages that are moved are held; the displaced one is not.");
    }

    private void moved() {
        claim(
                "H21",
                IotlbDesigns.DISPLACED_FLUSHED,
                RETAINED,
                RACE,
                VIOLATED,
                "With dea460d869 alone (2020, XSA-346) the page that was moved is still in the IOTLB under its old dfn, and another CPU removes it"
                        + " under its new one. That flushes the new dfn, and frees a page that the device still reaches by the old one.");
        claim(
                "H21fix",
                IotlbDesigns.XEN_4_16,
                RETAINED,
                LARGER_RACE,
                HOLDS,
                "5777a3742d (2020, XSA-346) holds each moved page until the old dfns are flushed. The new ones may be flushed later, as its comment"
                        + " argues: who removes a page there flushes by itself.");
        answer(
                "H21b",
                IotlbDesigns.DISPLACED_FLUSHED,
                RETAINED,
                "moves=1,frames=3",
                HOLDS,
                "The design of H21 with one CPU, on which calls come one after the other.",
                "the move has flushed both ends before the removal begins, so the bug needs two CPUs.");
        claim(
                "H21c",
                IotlbDesigns.DROPS_EARLY,
                RETAINED,
                RACE,
                VIOLATED,
                "One-step mutant of 5777a3742d (2020): pages are let go just before the flush. The removal that comes in between frees one.");
    }

    private void noted() {
        claim(
                "H21d",
                IotlbDesigns.LOOKS_LATE,
                NOTES,
                SHORT_ARRAY,
                VIOLATED,
                "5777a3742d noted the pages that it holds in an array of 16, and asked one page too late whether that was full"
                        + " (9b156bcc3f, 2020, XSA-355). The 17th is written beyond it, on the hypervisor's stack.");
        claim(
                "H21e",
                IotlbDesigns.XEN_4_16,
                NOTES,
                SHORT_ARRAY + ",cpus=2",
                HOLDS,
                "9b156bcc3f (2020, XSA-355) stops as soon as the array is full. The hypercall flushes, lets go, and is continued.");
        answer(
                "H21f",
                IotlbDesigns.XEN_4_16,
                RETAINED,
                RACE + ",errors=on",
                VIOLATED,
                "The design of H21fix, where the flush of the old dfns may fail.",
                "xenmem_add_to_physmap() of 5777a3742d lets go of the pages whatever the flush has returned; a domain other than the hardware"
                        + " domain is crashed then, which doesn't stop its devices.");
        answer(
                "H21g",
                IotlbDesigns.KEEPS_AFTER_ERROR,
                RETAINED,
                RACE + ",errors=on",
                HOLDS,
                "The same, if a move whose flush has failed keeps its pages for good, as a removal does.",
                "what may still be reachable is never free. The price is the memory, which nobody gets back.");
    }

    private void givenUp() {
        claim(
                "H27",
                IotlbDesigns.AMD_GIVES_UP,
                RETAINED,
                QUEUE,
                VIOLATED,
                "Up to e4fee66043 (2021, XSA-373, CVE-2021-28692) AMD's flush looked 1000 times for its completion, then returned as if it had come."
                        + " The frame is freed with its invalidation still in the queue.");
        claim(
                "H27fix",
                IotlbDesigns.AMD_WAITS,
                RETAINED,
                LARGER_QUEUE,
                HOLDS,
                "e4fee66043 (2021, XSA-373) waits however long it takes, and only logs. A flush that returns is done.");
        claim(
                "H27b",
                IotlbDesigns.AMD_REPORTS,
                RETAINED,
                TWICE,
                VIOLATED,
                "One-step mutant of AMD's design before e4fee66043 (2021, XSA-373): giving up is an error, and the frame is kept. The completion that"
                        + " was given up comes later, and ends the wait for the next flush too early.");
    }

    private void reported() {
        claim(
                "H27c",
                IotlbDesigns.VTD_REPORTS,
                RETAINED,
                TWICE,
                VIOLATED,
                "From dca07f3002 (2016) to 7c893abc4e (2021, XSA-373, CVE-2021-28692) VT-d's flush returned an error after its time, and left its wait descriptor in the"
                        + " queue. That writes the same value to the same word that the CPU's next flush looks at.");
        claim(
                "H27d",
                IotlbDesigns.XEN_4_16,
                RETAINED,
                LARGER_QUEUE,
                HOLDS,
                "7c893abc4e (2021, XSA-373) has no time limits on flushes any more. Each word belongs to one CPU, and its flushes come one by one.");
        claim(
                "H27e",
                IotlbDesigns.LAST_RESULT,
                RETAINED,
                ERRORS + ",frames=1",
                VIOLATED,
                "From c1cee3ff93 (2016) to e7059776f9 (2021) the success of a second IOMMU's flush took the place of the first one's error. The frame is freed though one"
                        + " of them still has it.");
        claim(
                "H27f",
                IotlbDesigns.XEN_4_16,
                RETAINED,
                ERRORS + ",cpus=2",
                HOLDS,
                "e7059776f9 (2021) keeps the first error, and flushes the other IOMMUs all the same. A frame whose flush failed is kept.");
    }

    private void patience() {
        claim(
                "H27g",
                IotlbDesigns.AMD_WAITS,
                ENDS,
                TWICE,
                HOLDS,
                "The endless wait of e4fee66043 (2021), with an IOMMU that comes to each command some day. Every flush ends.");
        answer(
                "H27h",
                IotlbDesigns.AMD_WAITS,
                ENDS,
                TWICE + ",answers=off",
                VIOLATED,
                "The same, with an IOMMU that may stop.",
                "the CPU waits for ever, with the IOMMU's lock or the guest's p2m lock in its hands: the fix gives up progress for isolation.");
        answer(
                "H27i",
                IotlbDesigns.AMD_GIVES_UP,
                ENDS,
                TWICE + ",answers=off",
                HOLDS,
                "The design before it, with an IOMMU that may stop.",
                "every wait that has begun ends, as it should not: the property that H27fix fails is the one for which H27 breaks the other.");
    }
}
