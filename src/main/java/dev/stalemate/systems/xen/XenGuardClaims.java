package dev.stalemate.systems.xen;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/**
 * The guard of memory_type_changed() in 4.21 and 4.22, which is closed for a domain with an IOMMU and without devices, I/O memory and ports,
 * though the types of its leaves follow from MTRRs and pins. A real 4.21.2 does what R5c, R9 and R9b say, and a real 4.20.4 doesn't.
 */
final class XenGuardClaims extends ClaimList {
    private static final String STALE = "no-stale";

    private static final String MTRRS = "iommu=yes,devices=1,wrmsr=2ff:800/806";
    /** Firmware enables the MTRRs once there is RAM. */
    private static final String ENABLED_LATER = "iommu=yes,memory=none,maps=ram,init=2ff:6,wrmsr=2ff:806";

    private static final String PINS = "iommu=yes,pins=on,revoke=on,wrmsr=none,iomem=0,ioport=0";
    private static final String ALL_TYPES = ",pin-types=UC/UC-/WC/WT/WP/WB";
    /** All of it together. */
    private static final String EVERYTHING =
            ",memory=none,maps=ram,init=2ff:6,wrmsr=2ff:800/806,devices=1,iomem=1,revoke=on,pins=on,pin-types=UC/WT";

    private XenGuardClaims(XenSystem system) {
        super(system);
    }

    static List<Claim> of(XenSystem system) {
        XenGuardClaims claims = new XenGuardClaims(system);
        claims.mtrrs();
        claims.pins();
        claims.repairs();
        return claims.all();
    }

    private void mtrrs() {
        claim(
                "R5",
                XenReleases.XEN_4_21,
                STALE,
                MTRRS,
                VIOLATED,
                "from 4.21 on an MTRR write of a domain with an IOMMU and without devices marks nothing, though guest types count");
        claim("R5b", XenReleases.XEN_4_17_7, STALE, MTRRS, HOLDS, "up to 4.20 it marks everything");
        claim(
                "R5c",
                XenReleases.XEN_4_21,
                STALE,
                ENABLED_LATER,
                VIOLATED,
                "from 4.21 on RAM that such a domain gets before its firmware enables the MTRRs is UC, and stays so");
        claim("R5d", XenReleases.XEN_4_17_7, STALE, ENABLED_LATER, HOLDS, "up to 4.20 it becomes WB");
        claim(
                "R5e",
                XenReleases.XEN_4_21,
                "no-stale-granted",
                ENABLED_LATER + ",iomem=1",
                VIOLATED,
                "I/O memory that is granted afterwards opens the guard, but the grant calls nothing where there is an IOMMU: the RAM stays UC");
        claim(
                "R5f",
                XenReleases.XEN_4_17_7,
                "no-stale-granted",
                ENABLED_LATER + ",iomem=1",
                HOLDS,
                "up to 4.20 there is nothing for a grant to heal");
    }

    private void pins() {
        claim(
                "R9",
                XenReleases.XEN_4_21,
                STALE,
                PINS + ",pin-types=UC",
                VIOLATED,
                "from 4.21 on (d63b2c60f7) a pin of UC, UC- or WC calls memory_type_changed(), whose guard such a domain finds closed: the pin is"
                        + " permitted, it counts, and touched leaves stay WB. It is H7b, merged eleven years later.");
        claim(
                "R9b",
                XenReleases.XEN_4_21,
                STALE,
                PINS + ",pin-types=WT",
                VIOLATED,
                "so does an unpin of WB, WT or WP: a leaf that was touched while it was pinned WT stays WT+IPAT");
        claim(
                "R9c",
                XenReleases.XEN_4_17_7,
                STALE,
                PINS + ALL_TYPES,
                HOLDS,
                "up to 4.20 every pin and unpin marks every leaf, and nothing is stale");
        answer(
                "R9d",
                XenReleases.XEN_4_21,
                STALE,
                "iommu=no,pins=on,revoke=on,wrmsr=none,iomem=0,ioport=0" + ALL_TYPES,
                HOLDS,
                "pins of 4.21 for a domain without an IOMMU",
                "pins of UC, UC- and WC are refused (EPERM), and no other pin or unpin changes a leaf, which is WB+IPAT.");
    }

    private void repairs() {
        claim(
                "R5g",
                XenDesigns.GUARD_WITH_IOMMU,
                STALE,
                "iommu=yes" + EVERYTHING,
                HOLDS,
                "is_iommu_enabled(d) back in the guard cures it all: MTRRs enabled later, pins of either kind, and what is granted");
        claim(
                "R5i",
                XenDesigns.GUARD_WITH_IOMMU,
                "guard-is-rule",
                "iommu=any,iomem=2,ioport=1,devices=1,wrmsr=2ff:800/806",
                HOLDS,
                "with it guard and rule are one condition again, for domains without an IOMMU, too");
        claim(
                "R9e",
                XenDesigns.GUARD_WITH_IOMMU,
                STALE,
                PINS + ALL_TYPES,
                HOLDS,
                "with is_iommu_enabled(d) back in the guard no pin or unpin of any type leaves a stale leaf");
        claim(
                "R9f",
                XenDesigns.MARKS_ALWAYS,
                STALE,
                PINS + ALL_TYPES,
                HOLDS,
                "nor does one if memory_type_changed() marks always, and the guard decides on the flush alone");
        claim(
                "R5h",
                XenDesigns.MARKS_ALWAYS,
                STALE,
                "iommu=any" + EVERYTHING,
                HOLDS,
                "marking always cures it all, too, and X1b besides: a revocation reaches the leaves");
    }
}
