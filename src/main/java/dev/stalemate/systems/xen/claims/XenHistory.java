package dev.stalemate.systems.xen.claims;

import static dev.stalemate.systems.xen.model.XenLaws.CD;
import static dev.stalemate.systems.xen.model.XenLaws.GRANT_FRAMES;
import static dev.stalemate.systems.xen.model.XenLaws.GUARD;
import static dev.stalemate.systems.xen.model.XenLaws.LARGE_TYPES;
import static dev.stalemate.systems.xen.model.XenLaws.MAPS_WB;
import static dev.stalemate.systems.xen.model.XenLaws.NO_CRASH;
import static dev.stalemate.systems.xen.model.XenLaws.READ_ONLY_UC;
import static dev.stalemate.systems.xen.model.XenLaws.STALE;
import static dev.stalemate.systems.xen.model.XenLaws.WC_BAR;
import static dev.stalemate.systems.xen.model.XenLaws.WORK;

import dev.stalemate.model.Claims;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.design.XenPast;
import dev.stalemate.systems.xen.design.XenReleases;

/** Fixes of Xen's EPT types from 2013 to 2024, each as a design before it, which must be violated, and one after it, which must hold. */
final class XenHistory {
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

    private XenHistory() {}

    static void all(Claims claims) {
        largePages(claims);
        grantFrames(claims);
        bars(claims);
        guard(claims);
        pins(claims);
        pinnedAgain(claims);
        recalculation(claims);
        cacheDisable(claims);
        XenFrameClaims.all(claims);
    }

    private static void largePages(Claims claims) {
        claims.of("H3", XenPast.ONE_FRAMES_TYPE, LARGE_TYPES)
                .at(FIXED)
                .violated(
                        "Up to 3d90d6e69f (2014) a type was looked up for one frame, whatever the entry's size. A large page that "
                                + "is recomputed gets the type of the frame that is touched, and another frame, which the guest has made "
                                + "UC, stays cached.");
        claims.of("H3fix", XenPast.GUARD_ASKS_IOMMU, LARGE_TYPES)
                .at(FIXED)
                .holds(
                        "3d90d6e69f (2014) looks up a whole block, and leaves an entry without a single type invalid. It is split "
                                + "when it is touched.");
        claims.of("H3b", XenPast.PINS_LOOKED_UP_UNALIGNED, LARGE_TYPES)
                .at(LARGE_PINS)
                .violated(
                        "Up to aaef67041b (2014) the pins of a large page were looked up from the frame that was touched on, not from its"
                                + " first. A pin that ends inside the page is missed.");
        claims.of("H3c", XenDesigns.XEN_4_17_7, LARGE_TYPES)
                .at(LARGE_PINS)
                .holds(
                        "aaef67041b (2014) looks pins up from a large page's first frame. A page that is pinned in part is"
                                + " split.");
        claims.of("H3d", XenPast.GUARD_ASKS_IOMMU, LARGE_TYPES)
                .at("iommu=yes,memory=large,wrmsr=200:100001/101001+201:0/fffffe800/ffffff800")
                .open("The design after 3d90d6e69f (2014), with variable ranges.")
                .violated(
                        "the look-up widens a range's mask to the page, so a range over part of it counts as one over all"
                                + " of it: R3, which is still so.");
    }

    private static void grantFrames(Claims claims) {
        claims.of("H4", XenReleases.XEN_4_13_0, GRANT_FRAMES)
                .at(BAR + ",maps=grant-table")
                .violated(
                        "Up to ca24b2ffdb (2020) frames of the grant table had the MTRR type of the place where the guest put "
                                + "them, such as the platform device's BAR. With an IOMMU they are UC.");
        claims.of("H4fix", XenReleases.XEN_4_13_2, GRANT_FRAMES)
                .at(BAR + ",maps=grant-table,pat-index=3")
                .holds(
                        "ca24b2ffdb (2020, in 4.13.2, 4.14.1 and 4.15.0) makes Xen's own pages WB+IPAT. They are WB wherever they are, even"
                                + " if the guest's PAT says UC.");
        claims.of("H4b", XenReleases.XEN_4_13_0, GRANT_FRAMES)
                .at("init=2ff:806+200:100000+201:ffffff800,maps=grant-table,pat-index=3,touch=off")
                .open("The design before ca24b2ffdb (2020), without an IOMMU.")
                .holds(
                        "Without an IOMMU everything is WB+IPAT, which is why the mistake showed with passthrough alone.");
        claims.of("H4c", XenReleases.XEN_4_15_0, MAPS_WB)
                .at(BAR + ",maps=grant+foreign")
                .violated(
                        "Up to 8af4b47f06 (2021) other domains' pages, mapped by their grants or as foreign, had the MTRR"
                                + " type of the place where the guest put them. Over holes that MTRRs leave UC they are UC.");
        claims.of("H4d", XenReleases.XEN_4_16_0, MAPS_WB)
                .at(BAR + ",maps=grant+foreign,pat-index=3")
                .holds("8af4b47f06 (2021) makes other domains' pages, mapped by their grants or as foreign, WB+IPAT.");
        claims.of("H4e", XenDesigns.NPT, MAPS_WB)
                .at(BAR_BY_PAT + ",maps=grant+foreign")
                .violated(
                        "AMD's tables have no IPAT, as the messages of ca24b2ffdb (2020) and 8af4b47f06 (2021) say: another"
                                + " domain's page that a guest maps with PAT UC is UC there.");
    }

    private static void bars(Claims claims) {
        claims.of("H5", XenReleases.XEN_4_17_1, WC_BAR)
                .at(NEW_BAR)
                .violated(
                        "From 81fd0d3ca4 (2020) to 4fdd8d7556 (2024) an mfn without a page struct was UC+IPAT, before the check "
                                + "for device memory. A frame buffer that the guest maps WC is plain UC.");
        claims.of("H5fix", XenDesigns.XEN_4_17_7, WC_BAR)
                .at(NEW_BAR)
                .holds(
                        "4fdd8d7556 (2024) drops the check for page structs. Device memory is UC with the guest's PAT, so WC "
                                + "works.");
        claims.of("H5b", XenPast.NO_PAGE_STRUCT_2016, WC_BAR)
                .at(NEW_BAR)
                .violated(
                        "c61a6f74f8 (2016, XSA-154) brought a check for page structs, for read-only device memory, and so"
                                + " took WC from everything that has no page struct.");
        claims.of("H5c", XenReleases.XEN_4_13_0, WC_BAR)
                .at(NEW_BAR)
                .holds("30921dc2df (2017) checks for device memory before it checks for a page struct. WC works, until"
                        + " 81fd0d3ca4 (2020) undoes this as a simplification.");
        claims.of("H5d", XenPast.GUARD_ASKS_IOMMU, WC_BAR)
                .at("iommu=yes," + NEW_BAR)
                .holds("Before c61a6f74f8 (2016) an mfn without a page struct was UC with the guest's PAT. WC worked.");
        claims.of("H5e", XenPast.GUARD_ASKS_IOMMU, READ_ONLY_UC)
                .at("iomem=1,maps=mmio-ro")
                .violated(
                        "What c61a6f74f8 (2016, XSA-154, CVE-2016-2270) was for: read-only device memory that a guest maps WC, and others UC.");
        claims.of("H5f", XenDesigns.XEN_4_17_7, READ_ONLY_UC)
                .at("iomem=1,maps=mmio+mmio-ro")
                .holds("4fdd8d7556 (2024) keeps fixed what c61a6f74f8 (2016, XSA-154) fixed: read-only device memory is"
                        + " UC+IPAT by a separate check.");
    }

    private static void guard(Claims claims) {
        claims.of("H6", XenPast.GUARD_ASKS_IOMMU, GUARD)
                .at(RANGES)
                .violated(
                        "Up to f3d880bf2b (2019) the rule for a leaf's type asked for an IOMMU or a range, but "
                                + "memory_type_changed() only for an IOMMU. In a domain with a range and without an IOMMU nothing is marked.");
        claims.of("H6fix", XenReleases.XEN_4_13_0, GUARD)
                .at(RANGES)
                .holds(
                        "f3d880bf2b (2019) asks for an IOMMU or a range in both places. Guard and rule are one condition.");
        claims.of("H6b", XenReleases.XEN_4_21, GUARD)
                .at(RANGES)
                .violated(
                        "8333e358e4 and 2d779cabdd (2025) took guard and rule apart the other way round than they had been"
                                + " up to f3d880bf2b (2019): R5, by another property.");
        claims.of("H6c", XenPast.GUARD_ASKS_IOMMU, STALE)
                .at("iomem=1,wrmsr=2ff:806/800")
                .violated(
                        "Up to f3d880bf2b (2019), in a domain with a range and without an IOMMU, leaves keep WB+IPAT when"
                                + " the first range is permitted, and when the guest makes the frame UC.");
        claims.of("H6d", XenReleases.XEN_4_13_0, STALE)
                .at("iomem=1,wrmsr=2ff:806/800")
                .holds(
                        "f3d880bf2b (2019) marks every leaf when the first range is permitted, and when the guest writes an"
                                + " MTRR. A range that is taken back is another matter, X1b.");
    }

    private static void pins(Claims claims) {
        claims.of("H7", XenPast.PINS_FORGOTTEN, STALE)
                .at("pins=on,revoke=on")
                .violated(
                        "aa9114edd9 (2014) recomputes leaves when types change, but forgot pins (35d1c20b85, 2014). A frame that "
                                + "is pinned keeps its type.");
        claims.of("H7fix", XenReleases.XEN_4_14_6, STALE)
                .at("iommu=any,pins=on,pin-types=UC/WT,revoke=on,wrmsr=2ff:806/800")
                .holds(
                        "35d1c20b85 (2014) marks every leaf when a range is pinned or unpinned, and ab2d47eb13 (2023) when it is pinned"
                                + " again (H7d).");
        claims.of("H7b", XenPast.PINS_ASK_GUARD, STALE)
                .at("pins=on,revoke=on")
                .violated(
                        "A pin that calls the obvious helper: memory_type_changed(), which 35d1c20b85 (2014) says must not"
                                + " be used. It asks for an IOMMU, but pins count without one.");
        claims.of("H7c", XenPast.PINS_ASK_GUARD, STALE)
                .at("iommu=yes,pins=on,pin-types=UC/WT,revoke=on,wrmsr=2ff:806/800")
                .open(
                        "A pin that calls memory_type_changed(), which 35d1c20b85 (2014) says must not be used, in a domain"
                                + " with an IOMMU.")
                .holds("The guard is open there, so a test with a device passed through would not have found it.");
    }

    private static void pinnedAgain(Claims claims) {
        claims.of("H7d", XenReleases.XEN_4_17_0, STALE)
                .at("iommu=yes,pins=on,pin-types=UC/WT,revoke=on")
                .violated(
                        "From 35d1c20b85 (2014) to ab2d47eb13 (2023, XSA-428) a range that is pinned again with another type marked"
                                + " nothing: a leaf that was touched in between keeps the first type. 4.14.5, 4.15.4, 4.16.3 and 4.17.0 are"
                                + " the last that do it.");
        claims.of("H7e", XenReleases.XEN_4_17_1, STALE)
                .at("iommu=yes,pins=on,pin-types=UC/UC-/WC/WT/WP/WB,revoke=on")
                .holds(
                        "ab2d47eb13 (2023, in 4.14.6, 4.15.5, 4.16.4 and 4.17.1) marks every leaf whatever the list of pins held. Its"
                                + " message is about locks alone.");
        claims.of("H7f", XenReleases.XEN_4_17_0, STALE)
                .at("iommu=yes,pins=on,revoke=on")
                .open("The design from 35d1c20b85 (2014) to ab2d47eb13 (2023, XSA-428), with pins of one type.")
                .holds(
                        "A pin that is refused marks nothing, and with one type it would change nothing. Only a second type"
                                + " shows the mistake.");
    }

    private static void recalculation(Claims claims) {
        claims.of("H8", XenPast.NEVER_RECOMPUTED, STALE)
                .at(MTRR)
                .violated(
                        "Up to aa9114edd9 (2014) a leaf got its type when it was written, and never again. A frame that firmware "
                                + "makes UC by an MTRR, after the domain was built, stays WB.");
        claims.of("H8fix", XenPast.PINS_FORGOTTEN, STALE)
                .at(MTRR)
                .holds("aa9114edd9 (2014) marks the top-level table, and recomputes what is touched.");
        claims.of("H8b", XenDesigns.NO_SPURIOUS_EXITS, NO_CRASH)
                .at("iommu=yes,vcpus=2,wrmsr=2ff:800/806,exits=interleaved")
                .violated(
                        "One-step mutant of aa9114edd9 (2014), without its flag for exits that may be spurious. If two vCPUs exit "
                                + "on one mark, the second finds nothing to do, and the domain is crashed.");
        claims.of("H8c", XenPast.PINS_FORGOTTEN, NO_CRASH)
                .at("iommu=yes,vcpus=2,wrmsr=2ff:800/806,exits=interleaved")
                .holds(
                        "aa9114edd9 (2014) with its flag for exits that may be spurious: the vCPU that resolves a mark sets"
                                + " the flag for every vCPU, and no domain is crashed.");
    }

    private static void cacheDisable(Claims claims) {
        claims.of("H9", XenPast.REWRITES_FOR_CD, CD)
                .at(CACHE_DISABLE)
                .violated(
                        "Up to 62652c00ef (2013, XSA-60) CR0.CD=1 rewrote every entry as UC, but gave UC to a page that was "
                                + "mapped later only if a vCPU of the domain itself asked for its type. A page that the toolstack maps is "
                                + "WB, and the guest reads it from caches.");
        claims.of("H9fix", XenPast.NEVER_RECOMPUTED, CD)
                .at(CACHE_DISABLE)
                .holds("62652c00ef (2013, XSA-60) makes the guest's PAT all UC while CR0.CD=1. No entry is touched, and"
                        + " whatever is mapped is UC.");
        claims.of("H9b", XenPast.REWRITES_FOR_CD, WORK)
                .at(COUNTED)
                .violated(
                        "1c84d04673 (2013, XSA-60, CVE-2013-2212): one MOV to CR0 looked at every gfn up to the highest, with the "
                                + "p2m lock held and without preemption. A guest with one page at a high gfn stops a CPU of the host.");
        claims.of("H9c", XenPast.NEVER_RECOMPUTED, WORK)
                .at(COUNTED + ",touch=off")
                .holds("62652c00ef (2013, XSA-60): a change of CR0.CD looks at no entry.");
        claims.of("H9d", XenPast.GUARD_ASKS_IOMMU, WORK)
                .at(COUNTED + ",wrmsr=2ff:806/800")
                .holds(
                        "Recalculation (aa9114edd9, 2014) does not bring back the work without a limit of XSA-60: an MTRR"
                                + " write looks at one table, a touch at one table of each level.");
    }
}
