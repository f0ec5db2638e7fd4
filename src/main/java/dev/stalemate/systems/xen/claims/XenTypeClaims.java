package dev.stalemate.systems.xen.claims;

import static dev.stalemate.systems.xen.model.XenLaws.MEANT;

import dev.stalemate.model.Claims;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.design.XenReleases;

/**
 * That releases type pages as they are meant to: no-stale compares a leaf with what the same design would install now, and so says nothing of
 * a design that is always wrong. Each release is asked about the kinds of pages that it has right.
 */
final class XenTypeClaims {
    /** Ranges and MTRRs come and go; the first frame is in a range of WC. */
    private static final String DOMAIN = "iomem=1,wrmsr=2ff:0/800/806,init=2ff:806+200:100001+201:ffffff800,pins=on";

    private static final String READ_ONLY = ",maps=mmio-ro+grant-table";
    private static final String ALL_BUT_BARS = READ_ONLY + "+grant+foreign";
    private static final String ALL = ALL_BUT_BARS + "+mmio";
    private static final String TWO_TYPES = ",pin-types=UC/WT";
    private static final String ANY = ",iommu=any";

    private XenTypeClaims() {}

    static void all(Claims claims) {
        up(claims);
        now(claims);
    }

    private static void up(Claims claims) {
        claims.of("R10", XenReleases.XEN_4_13_0, MEANT)
                .at(DOMAIN + ANY + ",maps=mmio+mmio-ro")
                .holds("4.13.0 types RAM by pins and MTRRs, and device memory UC. Frames of the grant table are H4.");
        claims.of("R10b", XenReleases.XEN_4_13_2, MEANT)
                .at(DOMAIN + ANY + ",maps=mmio+mmio-ro+grant-table")
                .holds(
                        "4.13.2 types RAM, device memory and frames of the grant table as meant. Other domains' pages are"
                                + " H4c.");
        claims.of("R10c", XenReleases.XEN_4_14_6, MEANT)
                .at(DOMAIN + ANY + ",maps=mmio+mmio-ro+grant-table" + TWO_TYPES)
                .holds(
                        "4.14.6 types RAM, device memory and frames of the grant table as meant, and a range that is pinned"
                                + " again gets its second type.");
        claims.of("R10d", XenReleases.XEN_4_15_0, MEANT)
                .at(DOMAIN + ANY + READ_ONLY)
                .holds("4.15.0 types RAM and frames of the grant table as meant. BARs are R6.");
        claims.of("R10e", XenReleases.XEN_4_15_5, MEANT)
                .at(DOMAIN + ANY + READ_ONLY + TWO_TYPES)
                .holds("4.15.5 types RAM and frames of the grant table as meant, with two types of pins.");
        claims.of("R10f", XenReleases.XEN_4_16_0, MEANT)
                .at(DOMAIN + ANY + ALL_BUT_BARS)
                .holds("4.16.0 types RAM, frames of the grant table and other domains' pages as meant.");
        claims.of("R10g", XenReleases.XEN_4_16_4, MEANT)
                .at(DOMAIN + ANY + ALL_BUT_BARS + TWO_TYPES)
                .holds(
                        "4.16.4 types RAM, frames of the grant table and other domains' pages as meant, with two types of"
                                + " pins.");
        claims.of("R10h", XenReleases.XEN_4_17_0, MEANT)
                .at(DOMAIN + ANY + ALL_BUT_BARS)
                .holds("4.17.0, which calls memory_type_changed() less often, types RAM, frames of the grant table and"
                        + " other domains' pages as meant.");
        claims.of("R10i", XenReleases.XEN_4_17_1, MEANT)
                .at(DOMAIN + ANY + ALL_BUT_BARS + TWO_TYPES)
                .holds(
                        "4.17.1 types RAM, frames of the grant table and other domains' pages as meant, with two types of"
                                + " pins.");
    }

    private static void now(Claims claims) {
        claims.of("R10j", XenReleases.XEN_4_17_7, MEANT)
                .at(DOMAIN + ANY + ALL + TWO_TYPES)
                .holds("4.17.7, 4.18.3, 4.19 and 4.20 have all kinds of pages right.");
        claims.of("R10k", XenReleases.XEN_4_21, MEANT)
                .at(DOMAIN + ",iommu=no" + ALL + TWO_TYPES)
                .holds(
                        "4.21 and 4.22 have all kinds of pages right for a domain without an IOMMU. Domains with one are R5"
                                + " and R9.");
        claims.of("R10l", XenDesigns.GUARD_WITH_IOMMU, MEANT)
                .at(DOMAIN + ANY + ALL + TWO_TYPES)
                .holds("With is_iommu_enabled(d) back in the guard, 4.21 has all kinds of pages right for any domain.");
        claims.of("R10m", XenDesigns.MARKS_ALWAYS, MEANT)
                .at(DOMAIN + ANY + ALL + TWO_TYPES)
                .holds("If memory_type_changed() always marks, 4.21 has all kinds of pages right.");
    }
}
