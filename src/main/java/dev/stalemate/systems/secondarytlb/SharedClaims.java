package dev.stalemate.systems.secondarytlb;

import static dev.stalemate.systems.secondarytlb.SharedDesign.EMPTY_TABLE;
import static dev.stalemate.systems.secondarytlb.SharedDesign.EVERY_FLUSH;
import static dev.stalemate.systems.secondarytlb.SharedDesign.LOOKS_AT_BLOCK;
import static dev.stalemate.systems.secondarytlb.SharedDesign.NOT_UPGRADES;
import static dev.stalemate.systems.secondarytlb.SharedDesign.ONE_CPU;
import static dev.stalemate.systems.secondarytlb.SharedDesign.ONE_CPU_TRUSTS;
import static dev.stalemate.systems.secondarytlb.SharedDesign.RANGE_END;
import static dev.stalemate.systems.secondarytlb.SharedDesign.RANGE_START;
import static dev.stalemate.systems.secondarytlb.SharedDesign.REMOVALS;
import static dev.stalemate.systems.secondarytlb.SharedDesign.SETTLES_ALL;
import static dev.stalemate.systems.secondarytlb.SharedLaws.CPU_ENDS;
import static dev.stalemate.systems.secondarytlb.SharedLaws.CURRENT;
import static dev.stalemate.systems.secondarytlb.SharedLaws.ENDS;
import static dev.stalemate.systems.secondarytlb.SharedLaws.PERMISSION;
import static dev.stalemate.systems.secondarytlb.SharedLaws.RETAINED;

import dev.stalemate.model.Claims;

/** Faults of devices that do not end, and what IOMMUs' TLBs keep: Linux before and after its fixes, and other times of an invalidation. */
final class SharedClaims {
    private static final String ALL_CHANGES = "hosts=2,changes=2,migrates=on,protects=fork";
    private static final String HARDWARE_DIRTY = "cpus=1,pages=2,unmaps=off,hardware-dirty=on";

    private SharedClaims() {}

    static void all(Claims claims) {
        upgrades(claims);
        removals(claims);
        otherTimes(claims);
        blocks(claims);
        oneCpu(claims);
    }

    private static void upgrades(Claims claims) {
        claims.of("H43", NOT_UPGRADES, ENDS)
                .violated(
                        "Up to 6bbd42e2df8f (2023) a fault made an entry writable and flushed the CPUs' TLBs, and told no IOMMU. On Arm an"
                                + " IOMMU's TLB may keep the read-only entry, so the device's next try faults again, for ever.");
        claims.of("H43fix", EVERY_FLUSH, ENDS)
                .at("devices=2,pages=2,protects=clean")
                .holds(
                        "With 6bbd42e2df8f (2023) each flush of the CPUs' TLBs also invalidates the IOMMUs' TLBs. The next try walks again.");
        claims.of("H43b", NOT_UPGRADES, ENDS)
                .at("walks-again=all,protects=clean")
                .holds(
                        "The design before 6bbd42e2df8f (2023) on x86, where CPUs and IOMMUs walk the tables again before a write faults on a"
                                + " read-only entry.");
        claims.of("H43c", NOT_UPGRADES, ENDS)
                .at("broadcast=on,protects=clean")
                .holds(
                        "The design before 6bbd42e2df8f (2023) with an IOMMU that hears the CPUs' flushes by itself (Arm's BTM).");
        claims.of("H43d", EVERY_FLUSH, ENDS)
                .at("walks-again=cpus")
                .open(
                        "6bbd42e2df8f (2023) ties IOMMUs to the flushes that CPUs need. What if CPUs need no flush after an entry was made"
                                + " writable, and an IOMMU does?")
                .violated(
                        "there is no flush that could tell the IOMMU. The fix is right only where IOMMUs follow the CPUs' rules.");
        claims.of("H43e", NOT_UPGRADES, CPU_ENDS)
                .at("cpus=2,protects=clean")
                .holds("In the design before 6bbd42e2df8f (2023) faults of CPUs end: their TLBs are flushed.");
        claims.of("H43f", SETTLES_ALL, ENDS)
                .at("protects=clean")
                .holds(
                        "A fix that was not made instead of 6bbd42e2df8f (2023): a fault that finds its access permitted flushes and tells the"
                                + " IOMMUs, at the price of a second fault.");
    }

    private static void removals(Claims claims) {
        claims.of("H43g", NOT_UPGRADES, RETAINED)
                .at(ALL_CHANGES)
                .holds(
                        "The design before 6bbd42e2df8f (2023) loses progress alone: no device keeps a page that another process gets.");
        claims.of("H43h", NOT_UPGRADES, PERMISSION)
                .at(ALL_CHANGES)
                .holds(
                        "The design before 6bbd42e2df8f (2023): once a range has ended, no device can write what was made read-only.");
        claims.of("H43i", EVERY_FLUSH, RETAINED)
                .at(ALL_CHANGES)
                .holds("With 6bbd42e2df8f (2023) an IOMMU is told before a page is freed, and not as the range ends.");
        claims.of("H43j", EVERY_FLUSH, PERMISSION)
                .at(ALL_CHANGES)
                .holds(
                        "With 6bbd42e2df8f (2023) the flush of a page that was made read-only tells IOMMUs. The end has nothing left to do.");
        claims.of("H43k", EVERY_FLUSH, CURRENT)
                .at(ALL_CHANGES)
                .holds("With 6bbd42e2df8f (2023) devices have the new page of each that is copied or moved.");
        claims.of("H43l", REMOVALS, PERMISSION)
                .at("cpus=1,unmaps=off,protects=fork")
                .violated(
                        "Half of the series of 6bbd42e2df8f (2023): IOMMUs are not told of ranges' ends any more, and not yet of every flush. A"
                                + " device goes on writing to a page that a child has since the fork.");
    }

    private static void otherTimes(Claims claims) {
        claims.of("H43m", RANGE_START, RETAINED)
                .violated(
                        "IOMMUs are told as a range begins, the first of the two hooks there were before 0f0a327fa12c (2014). A device walks"
                                + " again before the entry is cleared.");
        claims.of("H43n", RANGE_END, RETAINED)
                .violated(
                        "IOMMUs are told as a range ends, the other of the two hooks there were before 0f0a327fa12c (2014). The page is free"
                                + " by then.");
        claims.of("H43o", EMPTY_TABLE, RETAINED)
                .at(ALL_CHANGES)
                .holds(
                        "AMD's driver before 0f0a327fa12c (2014): while a range is invalidated, the IOMMU walks an empty table.");
        claims.of("H43p", EMPTY_TABLE, ENDS)
                .at("walks-again=all,protects=clean,hosts=2")
                .holds(
                        "AMD's driver before 0f0a327fa12c (2014): a device faults until the range has ended, and no longer.");
    }

    private static void blocks(Claims claims) {
        claims.of("H43q", LOOKS_AT_BLOCK, ENDS)
                .at(HARDWARE_DIRTY)
                .violated(
                        "Up to 97c5550b7631 (2026) a fault took the dirty bit of any page in a block for that of its own. If a CPU has set one"
                                + " by itself, the fault does nothing, and the device faults for ever.");
        claims.of("H43r", LOOKS_AT_BLOCK, ENDS)
                .at("cpus=1,pages=2,protects=clean")
                .holds(
                        "The design before 97c5550b7631 (2026) with CPUs that set no dirty bits: faults make the whole block writable.");
        claims.of("H43s", EVERY_FLUSH, ENDS)
                .at(HARDWARE_DIRTY)
                .holds(
                        "97c5550b7631 (2026): a fault looks at the entry as it is stored. A dirty bit that a CPU has set is not noted there, so"
                                + " the fault flushes.");
    }

    private static void oneCpu(Claims claims) {
        claims.of("H43t", ONE_CPU, ENDS)
                .at("cpus=1,protects=clean")
                .holds(
                        "Since cb1fa2e99955 (2025) a fault flushes the TLB of its own CPU alone, and still tells IOMMUs.");
        claims.of("H43u", ONE_CPU, CPU_ENDS)
                .at("cpus=2,protects=clean")
                .holds("Since cb1fa2e99955 (2025) another CPU may fault once more, and then flushes its own TLB.");
        claims.of("H43v", ONE_CPU_TRUSTS, ENDS)
                .at("broadcast=on")
                .open(
                        "cb1fa2e99955 (2025) with a driver that sends an IOMMU with BTM no commands, as up to Linux 6.9: does the IOMMU hear"
                                + " of the flush?")
                .violated("the flush of one CPU is not broadcast, and the driver relies on the broadcast.");
    }
}
