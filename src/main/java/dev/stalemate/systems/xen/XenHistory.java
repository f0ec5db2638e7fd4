package dev.stalemate.systems.xen;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** Fixes of Xen's EPT types from 2013 to 2024, each as a design before it, which must be violated, and one after it, which must hold. */
final class XenHistory extends ClaimList {
    private static final String STALE = "no-stale";
    private static final String LARGE_TYPES = "large-page-types";
    private static final String GRANT_FRAMES = "grant-frames-wb";
    private static final String MAPS_WB = "other-domains-pages-wb";
    private static final String WC_BAR = "wc-bar";
    private static final String READ_ONLY_UC = "read-only-mmio-uc";
    private static final String GUARD = "guard-is-rule";
    private static final String CD = "cd-is-uncached";
    private static final String WORK = "work-within-limit";

    /** Large pages below and above 1 MiB; below, fixed ranges type single frames, of which one becomes UC. */
    private static final String FIXED =
            "iommu=yes,memory=large,bits=3,base=0xf0000,init=2ff:c06+26e:606060606060606,wrmsr=26e:606060606060006";

    private static final String LARGE_PINS = "iommu=yes,memory=large,pins=on,pin-types=UC/WT,wrmsr=2ff:806/800";
    /** The first frame is in a BAR whose MTRR type is UC. */
    private static final String BAR = "iommu=yes,init=2ff:806+200:100000+201:ffffff800,wrmsr=2ff:800/806";
    /** The same, for a table that marks nothing, and a guest that maps its BAR with PAT UC. */
    private static final String BAR_BY_PAT = "iommu=yes,init=2ff:806+200:100000+201:ffffff800,touch=off,pat-index=3";

    private static final String NEW_BAR = "iomem=1,maps=mmio";
    private static final String RANGES = "iommu=any,iomem=2,ioport=1,devices=1,wrmsr=2ff:800/806";
    private static final String MTRR = "iommu=yes,wrmsr=2ff:806/800";
    private static final String CACHE_DISABLE = "iommu=yes,devices=1,cd=on,memory=none,maps=ram,touch=off";
    /** A table has four entries, and there are two levels: a step of a guest that looks at one table of each is allowed. */
    private static final String COUNTED = "iommu=yes,devices=1,cd=on,bits=2,work=20,limit=8";

    private XenHistory(XenSystem system) {
        super(system);
    }

    static List<Claim> of(XenSystem system) {
        XenHistory history = new XenHistory(system);
        history.largePages();
        history.grantFrames();
        history.bars();
        history.guard();
        history.pins();
        history.pinnedAgain();
        history.recalculation();
        history.cacheDisable();
        return history.all();
    }

    private void largePages() {
        claim(
                "H3",
                XenPast.ONE_FRAMES_TYPE,
                LARGE_TYPES,
                FIXED,
                VIOLATED,
                "Up to 3d90d6e69f (2014) a type was looked up for one frame, whatever the entry's size. A large page, recomputed, gets the type"
                        + " of the frame that is touched, and one that the guest has made UC stays cached.");
        claim(
                "H3fix",
                XenPast.GUARD_ASKS_IOMMU,
                LARGE_TYPES,
                FIXED,
                HOLDS,
                "3d90d6e69f (2014) looks up a block, and leaves an entry invalid that has no one type. It is split once it is touched.");
        claim(
                "H3b",
                XenPast.PINS_LOOKED_UP_UNALIGNED,
                LARGE_TYPES,
                LARGE_PINS,
                VIOLATED,
                "Up to aaef67041b (2014) the pins of a large page were looked up from the frame that was touched on, not from its first. A pin that"
                        + " ends inside the page is missed.");
        claim(
                "H3c",
                XenDesigns.XEN_4_17_7,
                LARGE_TYPES,
                LARGE_PINS,
                HOLDS,
                "aaef67041b (2014) aligns the frame. A page that is pinned in part is split.");
        answer(
                "H3d",
                XenPast.GUARD_ASKS_IOMMU,
                LARGE_TYPES,
                "iommu=yes,memory=large,wrmsr=200:100001/101001+201:0/fffffe800/ffffff800",
                VIOLATED,
                "The fix of H3, with variable ranges.",
                "it widens a range's mask to the page, so a range over part of it counts as one over all of it: R3, which is so to this day.");
    }

    private void grantFrames() {
        claim(
                "H4",
                XenReleases.XEN_4_13_0,
                GRANT_FRAMES,
                BAR + ",maps=grant-table",
                VIOLATED,
                "Up to ca24b2ffdb (2020) frames of the grant table had the type of where the guest put them, such as the platform device's BAR, as"
                        + " its MTRRs have it. With an IOMMU they are UC.");
        claim(
                "H4fix",
                XenReleases.XEN_4_13_2,
                GRANT_FRAMES,
                BAR + ",maps=grant-table,pat-index=3",
                HOLDS,
                "ca24b2ffdb (2020, in 4.13.2, 4.14.1 and 4.15.0) makes Xen's own pages WB+IPAT. They are WB wherever they are, even if the guest's PAT says UC.");
        answer(
                "H4b",
                XenReleases.XEN_4_13_0,
                GRANT_FRAMES,
                "init=2ff:806+200:100000+201:ffffff800,maps=grant-table,pat-index=3,touch=off",
                HOLDS,
                "The design of H4, without an IOMMU.",
                "everything is WB+IPAT then, which is why the mistake showed with passthrough alone.");
        claim(
                "H4c",
                XenReleases.XEN_4_15_0,
                MAPS_WB,
                BAR + ",maps=grant+foreign",
                VIOLATED,
                "Up to 8af4b47f06 (2021) the same was so of other domains' pages, mapped by their grants or as foreign, over holes that MTRRs leave UC.");
        claim(
                "H4d",
                XenReleases.XEN_4_16_0,
                MAPS_WB,
                BAR + ",maps=grant+foreign,pat-index=3",
                HOLDS,
                "8af4b47f06 (2021) makes them WB+IPAT.");
        claim(
                "H4e",
                XenDesigns.NPT,
                MAPS_WB,
                BAR_BY_PAT + ",maps=grant+foreign",
                VIOLATED,
                "AMD's tables have no IPAT, as both messages say: what a guest maps with PAT UC is UC there.");
    }

    private void bars() {
        claim(
                "H5",
                XenReleases.XEN_4_17_1,
                WC_BAR,
                NEW_BAR,
                VIOLATED,
                "From 81fd0d3ca4 (2020) to 4fdd8d7556 (2024) an mfn without a page struct was UC+IPAT before anyone asked whether it is device memory."
                        + " A frame buffer that the guest maps WC is plain UC.");
        claim(
                "H5fix",
                XenDesigns.XEN_4_17_7,
                WC_BAR,
                NEW_BAR,
                HOLDS,
                "4fdd8d7556 (2024) drops the question. Device memory is UC with the guest's PAT, so WC works.");
        claim(
                "H5b",
                XenPast.NO_PAGE_STRUCT_2016,
                WC_BAR,
                NEW_BAR,
                VIOLATED,
                "c61a6f74f8 (2016, XSA-154) brought it, for the sake of read-only device memory, and took WC from all that has no page struct.");
        claim(
                "H5c",
                XenReleases.XEN_4_13_0,
                WC_BAR,
                NEW_BAR,
                HOLDS,
                "30921dc2df (2017) asks for device memory first. WC works, until 81fd0d3ca4 (2020) undoes it as a simplification.");
        claim(
                "H5d",
                XenPast.GUARD_ASKS_IOMMU,
                WC_BAR,
                "iommu=yes," + NEW_BAR,
                HOLDS,
                "Before c61a6f74f8 (2016) an mfn without a page struct was UC with the guest's PAT. WC worked.");
        claim(
                "H5e",
                XenPast.GUARD_ASKS_IOMMU,
                READ_ONLY_UC,
                "iomem=1,maps=mmio-ro",
                VIOLATED,
                "What c61a6f74f8 (2016, XSA-154, CVE-2016-2270) was for: read-only device memory that a guest maps WC, and others UC.");
        claim(
                "H5f",
                XenDesigns.XEN_4_17_7,
                READ_ONLY_UC,
                "iomem=1,maps=mmio+mmio-ro",
                HOLDS,
                "4fdd8d7556 (2024) keeps that: read-only device memory is UC+IPAT by a check of its own.");
    }

    private void guard() {
        claim(
                "H6",
                XenPast.GUARD_ASKS_IOMMU,
                GUARD,
                RANGES,
                VIOLATED,
                "Up to f3d880bf2b (2019) a leaf's type asked for an IOMMU or a range, and memory_type_changed() for an IOMMU alone. Of a domain with"
                        + " a range and without an IOMMU nothing is marked.");
        claim(
                "H6fix",
                XenReleases.XEN_4_13_0,
                GUARD,
                RANGES,
                HOLDS,
                "f3d880bf2b (2019) asks the same twice. Guard and rule are one condition.");
        claim(
                "H6b",
                XenReleases.XEN_4_21,
                GUARD,
                RANGES,
                VIOLATED,
                "8333e358e4 and 2d779cabdd (2025) took them apart again, the other way round: R5, by the same property.");
        claim(
                "H6c",
                XenPast.GUARD_ASKS_IOMMU,
                STALE,
                "iomem=1,wrmsr=2ff:806/800",
                VIOLATED,
                "What comes of it: leaves keep WB+IPAT as the first range is permitted, and as the guest makes the frame UC.");
        claim(
                "H6d",
                XenReleases.XEN_4_13_0,
                STALE,
                "iomem=1,wrmsr=2ff:806/800",
                HOLDS,
                "f3d880bf2b (2019): both mark every leaf. A range that is taken back is another matter, X1b.");
    }

    private void pins() {
        claim(
                "H7",
                XenPast.PINS_FORGOTTEN,
                STALE,
                "pins=on,revoke=on",
                VIOLATED,
                "aa9114edd9 (2014) has leaves recomputed when types change, and forgot pins (35d1c20b85, 2014). A frame that is pinned keeps its type.");
        claim(
                "H7fix",
                XenReleases.XEN_4_14_6,
                STALE,
                "iommu=any,pins=on,pin-types=UC/WT,revoke=on,wrmsr=2ff:806/800",
                HOLDS,
                "35d1c20b85 (2014) marks every leaf when a range is pinned or unpinned, and ab2d47eb13 (2023) when it is pinned again (H7d).");
        claim(
                "H7b",
                XenPast.PINS_ASK_GUARD,
                STALE,
                "pins=on,revoke=on",
                VIOLATED,
                "The obvious helper instead, memory_type_changed(), as 35d1c20b85 (2014) says it must not be. It asks for an IOMMU, and pins count"
                        + " without one.");
        answer(
                "H7c",
                XenPast.PINS_ASK_GUARD,
                STALE,
                "iommu=yes,pins=on,pin-types=UC/WT,revoke=on,wrmsr=2ff:806/800",
                HOLDS,
                "The same for a domain with an IOMMU.",
                "the guard is open there, so a test with a device passed through would not have found it.");
    }

    private void pinnedAgain() {
        claim(
                "H7d",
                XenReleases.XEN_4_17_0,
                STALE,
                "iommu=yes,pins=on,pin-types=UC/WT,revoke=on",
                VIOLATED,
                "From 35d1c20b85 (2014) to ab2d47eb13 (2023, XSA-428) a range that is pinned again with another type marked nothing: a leaf that was"
                        + " touched in between keeps the first type. 4.14.5, 4.15.4, 4.16.3 and 4.17.0 are the last that do it.");
        claim(
                "H7e",
                XenReleases.XEN_4_17_1,
                STALE,
                "iommu=yes,pins=on,pin-types=UC/UC-/WC/WT/WP/WB,revoke=on",
                HOLDS,
                "ab2d47eb13 (2023, in 4.14.6, 4.15.5, 4.16.4 and 4.17.1) marks every leaf whatever the list of pins held. Its message tells of locks"
                        + " alone.");
        answer(
                "H7f",
                XenReleases.XEN_4_17_0,
                STALE,
                "iommu=yes,pins=on,revoke=on",
                HOLDS,
                "The design of H7d, with one type.",
                "a pin that is refused marks nothing either, and nothing changes then. Only a second type shows the mistake.");
    }

    private void recalculation() {
        claim(
                "H8",
                XenPast.NEVER_RECOMPUTED,
                STALE,
                MTRR,
                VIOLATED,
                "Up to aa9114edd9 (2014) a leaf was typed as it was written, and never again. A frame that firmware makes UC by an MTRR, after the"
                        + " domain was built, stays WB.");
        claim(
                "H8fix",
                XenPast.PINS_FORGOTTEN,
                STALE,
                MTRR,
                HOLDS,
                "aa9114edd9 (2014) marks the top-level table, and recomputes what is touched.");
        claim(
                "H8b",
                XenDesigns.NO_SPURIOUS_EXITS,
                "no-crash",
                "iommu=yes,vcpus=2,wrmsr=2ff:800/806,exits=interleaved",
                VIOLATED,
                "One-step mutant of aa9114edd9 (2014), without its flag for exits that may be spurious. Of two vCPUs that exit on one mark the second"
                        + " finds nothing to do, and the domain is crashed.");
        claim(
                "H8c",
                XenPast.PINS_FORGOTTEN,
                "no-crash",
                "iommu=yes,vcpus=2,wrmsr=2ff:800/806,exits=interleaved",
                HOLDS,
                "aa9114edd9 (2014) with the flag: whoever resolves a mark sets it for every vCPU.");
    }

    private void cacheDisable() {
        claim(
                "H9",
                XenPast.REWRITES_FOR_CD,
                CD,
                CACHE_DISABLE,
                VIOLATED,
                "Up to 62652c00ef (2013, XSA-60) CR0.CD=1 rewrote every entry as UC, and gave UC to what was mapped later only if a vCPU of the domain's"
                        + " asked. What the toolstack maps is WB, and the guest reads it from caches.");
        claim(
                "H9fix",
                XenPast.NEVER_RECOMPUTED,
                CD,
                CACHE_DISABLE,
                HOLDS,
                "62652c00ef (2013, XSA-60) makes the guest's PAT all UC instead. No entry is touched, and whatever is mapped is UC.");
        claim(
                "H9b",
                XenPast.REWRITES_FOR_CD,
                WORK,
                COUNTED,
                VIOLATED,
                "1c84d04673 (2013, XSA-60, CVE-2013-2212): one MOV to CR0 looked at every gfn up to the highest, with the p2m lock held and without a"
                        + " break. A guest with one page far up stops a CPU of the host.");
        claim(
                "H9c",
                XenPast.NEVER_RECOMPUTED,
                WORK,
                COUNTED + ",touch=off",
                HOLDS,
                "62652c00ef (2013, XSA-60): a change of CR0.CD looks at no entry.");
        claim(
                "H9d",
                XenPast.GUARD_ASKS_IOMMU,
                WORK,
                COUNTED + ",wrmsr=2ff:806/800",
                HOLDS,
                "Nor does recalculation (aa9114edd9, 2014) bring it back: an MTRR write looks at one table, a touch at one of each level.");
    }
}
