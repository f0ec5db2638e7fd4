package dev.stalemate.systems.xen;

import static dev.stalemate.systems.xen.XenLaws.GRANTED;
import static dev.stalemate.systems.xen.XenLaws.GUARD;
import static dev.stalemate.systems.xen.XenLaws.STALE;

import dev.stalemate.model.Claims;

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
                        "from 4.21 on an MTRR write of a domain with an IOMMU and without devices marks nothing, though guest types count");
        claims.of("R5b", XenReleases.XEN_4_17_7, STALE).at(MTRRS).holds("up to 4.20 it marks everything");
        claims.of("R5c", XenReleases.XEN_4_21, STALE)
                .at(ENABLED_LATER)
                .violated(
                        "from 4.21 on RAM that such a domain gets before its firmware enables the MTRRs is UC, and stays so");
        claims.of("R5d", XenReleases.XEN_4_17_7, STALE).at(ENABLED_LATER).holds("up to 4.20 it becomes WB");
        claims.of("R5e", XenReleases.XEN_4_21, GRANTED)
                .at(ENABLED_LATER + ",iomem=1")
                .violated(
                        "I/O memory that is granted afterwards opens the guard, but the grant calls nothing where there is an IOMMU: the RAM stays UC");
        claims.of("R5f", XenReleases.XEN_4_17_7, GRANTED)
                .at(ENABLED_LATER + ",iomem=1")
                .holds("up to 4.20 there is nothing for a grant to heal");
    }

    private static void pins(Claims claims) {
        claims.of("R9", XenReleases.XEN_4_21, STALE)
                .at(PINS + ",pin-types=UC")
                .violated(
                        "from 4.21 on (d63b2c60f7) a pin of UC, UC- or WC calls memory_type_changed(), whose guard such a domain finds closed: the pin is"
                                + " permitted, it counts, and touched leaves stay WB. It is H7b, merged eleven years later.");
        claims.of("R9b", XenReleases.XEN_4_21, STALE)
                .at(PINS + ",pin-types=WT")
                .violated(
                        "so does an unpin of WB, WT or WP: a leaf that was touched while it was pinned WT stays WT+IPAT");
        claims.of("R9c", XenReleases.XEN_4_17_7, STALE)
                .at(PINS + ALL_TYPES)
                .holds("up to 4.20 every pin and unpin marks every leaf, and nothing is stale");
        claims.of("R9d", XenReleases.XEN_4_21, STALE)
                .at("iommu=no,pins=on,revoke=on,wrmsr=none,iomem=0,ioport=0" + ALL_TYPES)
                .open("pins of 4.21 for a domain without an IOMMU")
                .holds(
                        "pins of UC, UC- and WC are refused (EPERM), and no other pin or unpin changes a leaf, which is WB+IPAT.");
    }

    private static void repairs(Claims claims) {
        claims.of("R5g", XenDesigns.GUARD_WITH_IOMMU, STALE)
                .at("iommu=yes" + EVERYTHING)
                .holds(
                        "is_iommu_enabled(d) back in the guard cures it all: MTRRs enabled later, pins of either kind, and what is granted");
        claims.of("R5i", XenDesigns.GUARD_WITH_IOMMU, GUARD)
                .at("iommu=any,iomem=2,ioport=1,devices=1,wrmsr=2ff:800/806")
                .holds("with it guard and rule are one condition again, for domains without an IOMMU, too");
        claims.of("R9e", XenDesigns.GUARD_WITH_IOMMU, STALE)
                .at(PINS + ALL_TYPES)
                .holds("with is_iommu_enabled(d) back in the guard no pin or unpin of any type leaves a stale leaf");
        claims.of("R9f", XenDesigns.MARKS_ALWAYS, STALE)
                .at(PINS + ALL_TYPES)
                .holds("nor does one if memory_type_changed() marks always, and the guard decides on the flush alone");
        claims.of("R5h", XenDesigns.MARKS_ALWAYS, STALE)
                .at("iommu=any" + EVERYTHING)
                .holds("marking always cures it all, too, and X1b besides: a revocation reaches the leaves");
    }
}
