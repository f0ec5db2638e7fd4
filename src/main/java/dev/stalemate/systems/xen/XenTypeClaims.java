package dev.stalemate.systems.xen;

import static dev.stalemate.model.Verdict.HOLDS;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/**
 * That releases type pages as they are meant to: no-stale compares a leaf with what the same design would install now, and so says nothing of
 * a design that is always wrong. Each release is asked about the kinds of pages that it has right.
 */
final class XenTypeClaims extends ClaimList {
    /** Ranges and MTRRs come and go; the first frame is in a range of WC. */
    private static final String DOMAIN = "iomem=1,wrmsr=2ff:0/800/806,init=2ff:806+200:100001+201:ffffff800,pins=on";

    private static final String READ_ONLY = ",maps=mmio-ro+grant-table";
    private static final String ALL_BUT_BARS = READ_ONLY + "+grant+foreign";
    private static final String ALL = ALL_BUT_BARS + "+mmio";
    private static final String TWO_TYPES = ",pin-types=UC/WT";
    private static final String ANY = ",iommu=any";

    private XenTypeClaims(XenSystem system) {
        super(system);
    }

    static List<Claim> of(XenSystem system) {
        XenTypeClaims claims = new XenTypeClaims(system);
        claims.up();
        claims.now();
        return claims.all();
    }

    private void up() {
        meant(
                "R10",
                XenReleases.XEN_4_13_0,
                ANY + ",maps=mmio+mmio-ro",
                "4.13.0 types RAM by pins and MTRRs, and device memory UC; frames of the grant table are H4");
        meant(
                "R10b",
                XenReleases.XEN_4_13_2,
                ANY + ",maps=mmio+mmio-ro+grant-table",
                "4.13.2 has frames of the grant table right, too; other domains' pages are H4c");
        meant(
                "R10c",
                XenReleases.XEN_4_14_6,
                ANY + ",maps=mmio+mmio-ro+grant-table" + TWO_TYPES,
                "so has 4.14.6, and a range that is pinned again gets its second type");
        meant("R10d", XenReleases.XEN_4_15_0, ANY + READ_ONLY, "4.15.0 has the same right but for BARs, which are R6");
        meant("R10e", XenReleases.XEN_4_15_5, ANY + READ_ONLY + TWO_TYPES, "so has 4.15.5, with two types of pins");
        meant("R10f", XenReleases.XEN_4_16_0, ANY + ALL_BUT_BARS, "4.16.0 has other domains' pages right, too");
        meant("R10g", XenReleases.XEN_4_16_4, ANY + ALL_BUT_BARS + TWO_TYPES, "so has 4.16.4, with two types of pins");
        meant("R10h", XenReleases.XEN_4_17_0, ANY + ALL_BUT_BARS, "so has 4.17.0, which calls less often");
        meant("R10i", XenReleases.XEN_4_17_1, ANY + ALL_BUT_BARS + TWO_TYPES, "so has 4.17.1, with two types of pins");
    }

    private void now() {
        meant(
                "R10j",
                XenReleases.XEN_4_17_7,
                ANY + ALL + TWO_TYPES,
                "4.17.7, 4.18.3, 4.19 and 4.20 have all of them right");
        meant(
                "R10k",
                XenReleases.XEN_4_21,
                ",iommu=no" + ALL + TWO_TYPES,
                "so have 4.21 and 4.22 for a domain without an IOMMU; with one there are R5 and R9");
        meant(
                "R10l",
                XenDesigns.GUARD_WITH_IOMMU,
                ANY + ALL + TWO_TYPES,
                "with is_iommu_enabled(d) back in the guard they have for any domain");
        meant("R10m", XenDesigns.MARKS_ALWAYS, ANY + ALL + TWO_TYPES, "and so they have if leaves are marked always");
    }

    private void meant(String id, XenDesign design, String scope, String says) {
        claim(id, design, "types-as-meant", DOMAIN + scope, HOLDS, says);
    }
}
