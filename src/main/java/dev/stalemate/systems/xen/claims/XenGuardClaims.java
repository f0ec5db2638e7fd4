package dev.stalemate.systems.xen.claims;

import static dev.stalemate.systems.xen.model.XenLaws.GRANTED;
import static dev.stalemate.systems.xen.model.XenLaws.GUARD;
import static dev.stalemate.systems.xen.model.XenLaws.STALE;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.XenCommits;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.design.XenReleases;

/**
 * The guard of memory_type_changed() in 4.21 and 4.22, which is closed for a domain with an IOMMU and without devices, I/O memory and ports,
 * though the types of its leaves follow from MTRRs and pins. A real 4.21.2 does what R5c, R9 and R9b say, and a real 4.20.4 doesn't.
 */
final class XenGuardClaims {
    private static final String MTRRS = "iommu=yes,devices=1,wrmsr=2ff:800/806";
    /** Firmware enables the MTRRs once there is RAM. */
    private static final String ENABLED_LATER = "iommu=yes,memory=none,maps=ram,init=2ff:6,wrmsr=2ff:806";

    private static final String PINS = "iommu=yes,pins=on,revoke=on,wrmsr=none,iomem=0,ioport=0";
    private static final String ALL_TYPES = ",pin-types=UC/UC-/WC/WT/WP/WB";
    /** All of it together. */
    private static final String EVERYTHING =
            ",memory=none,maps=ram,init=2ff:6,wrmsr=2ff:800/806,devices=1,iomem=1,revoke=on,pins=on,pin-types=UC/WT";

    private XenGuardClaims() {}

    static void all(Claims claims) {
        mtrrs(claims);
        pins(claims);
        repairs(claims);
    }

    private static void mtrrs(Claims claims) {
        claims.of("R5", XenReleases.XEN_4_21, STALE)
                .at(MTRRS)
                .violated(
                        "From 4.21 on an MTRR write of a domain with an IOMMU and without devices marks nothing, though guest "
                                + "types count.");
        claims.of("R5b", XenReleases.XEN_4_17_7, STALE)
                .at(MTRRS)
                .holds("Up to 4.20 an MTRR write of a domain with an IOMMU and without devices marks everything.");
        claims.of("R5c", XenReleases.XEN_4_21, STALE)
                .at(ENABLED_LATER)
                .violated(
                        "From 4.21 on RAM that a domain with an IOMMU and without devices gets before its firmware enables"
                                + " the MTRRs is UC, and stays UC.");
        claims.of("R5d", XenReleases.XEN_4_17_7, STALE)
                .at(ENABLED_LATER)
                .holds("Up to 4.20 RAM that a domain with an IOMMU and without devices gets before its firmware enables"
                        + " the MTRRs becomes WB.");
        claims.of("R5e", XenReleases.XEN_4_21, GRANTED)
                .at(ENABLED_LATER + ",iomem=1")
                .violated(
                        "From 4.21 on I/O memory that a domain with an IOMMU is granted opens the guard, but the grant"
                                + " calls nothing: RAM that was UC stays UC.");
        claims.of("R5f", XenReleases.XEN_4_17_7, GRANTED)
                .at(ENABLED_LATER + ",iomem=1")
                .holds("Up to 4.20 RAM of a domain with an IOMMU and without devices is WB before I/O memory is granted"
                        + " and after it.");
    }

    private static void pins(Claims claims) {
        claims.from(XenCommits.PINS_ASK_GUARD);
        claims.of("R9", XenReleases.XEN_4_21, STALE)
                .at(PINS + ",pin-types=UC")
                .violated("From 4.21 on (d63b2c60f7) a pin of UC, UC- or WC calls memory_type_changed(), whose guard is"
                        + " closed for a domain with an IOMMU and without devices. The pin is permitted and it counts, but"
                        + " touched leaves stay WB. H7b has the same bug, eleven years earlier.");
        claims.of("R9b", XenReleases.XEN_4_21, STALE)
                .at(PINS + ",pin-types=WT")
                .violated(
                        "From 4.21 on (d63b2c60f7) an unpin of WB, WT or WP calls memory_type_changed(), whose guard is"
                                + " closed for a domain with an IOMMU and without devices: a leaf that was touched while it was"
                                + " pinned WT stays WT+IPAT.");
        claims.of("R9c", XenReleases.XEN_4_17_7, STALE)
                .at(PINS + ALL_TYPES)
                .holds("Up to 4.20 every pin and unpin marks every leaf, and nothing is stale.");
        claims.of("R9d", XenReleases.XEN_4_21, STALE)
                .at("iommu=no,pins=on,revoke=on,wrmsr=none,iomem=0,ioport=0" + ALL_TYPES)
                .open("From 4.21 on (d63b2c60f7) no pin or unpin leaves a stale leaf in a domain without an IOMMU.")
                .holds("Pins of UC, UC- and WC are refused (EPERM), and no other pin or unpin changes a leaf, which is "
                        + "WB+IPAT.");
    }

    private static void repairs(Claims claims) {
        claims.of("R5g", XenDesigns.GUARD_WITH_IOMMU, STALE)
                .at("iommu=yes" + EVERYTHING)
                .holds("With is_iommu_enabled(d) back in the guard of 4.21 nothing is stale: not after MTRRs that are"
                        + " enabled later, pins of either kind, or grants.");
        claims.of("R5i", XenDesigns.GUARD_WITH_IOMMU, GUARD)
                .at("iommu=any,iomem=2,ioport=1,devices=1,wrmsr=2ff:800/806")
                .holds(
                        "With is_iommu_enabled(d) back in the guard of 4.21, guard and rule are one condition, for domains"
                                + " with and without an IOMMU.");
        claims.of("R9e", XenDesigns.GUARD_WITH_IOMMU, STALE)
                .at(PINS + ALL_TYPES)
                .holds("With is_iommu_enabled(d) back in the guard of 4.21 no pin or unpin of any type leaves a stale"
                        + " leaf.");
        claims.of("R9f", XenDesigns.MARKS_ALWAYS, STALE)
                .at(PINS + ALL_TYPES)
                .holds(
                        "If memory_type_changed() always marks, and its guard decides on the flush alone, no pin or unpin"
                                + " leaves a stale leaf.");
        claims.of("R5h", XenDesigns.MARKS_ALWAYS, STALE)
                .at("iommu=any" + EVERYTHING)
                .holds(
                        "If memory_type_changed() always marks, nothing is stale: not after MTRRs that are enabled later,"
                                + " pins, grants, or revocations, which X1b is about.");
    }
}
