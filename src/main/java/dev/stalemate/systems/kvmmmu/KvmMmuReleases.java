package dev.stalemate.systems.kvmmmu;

import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.WRITES;

import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Releases;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.AtYield;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.InProgress;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.RootCheck;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.SeqCheck;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.ZappedRoots;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastFault;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.TableBit;

/**
 * Linux by release, of those that have a TDP MMU: 5.10 and later. Several bugs were in a release at the same time, so that the designs that
 * are named after one of them describe no release as a whole; the rows of parts say which releases had it.
 */
final class KvmMmuReleases {
    /** All designs of the system, with these. */
    static final ChosenDesigns<KvmMmuDesign> ALL_DESIGNS = KvmMmuWriteDesigns.ALL;

    private static final KvmMmuDesign LINUX_5_10_0 = ALL_DESIGNS
            .design(
                    "linux-5.10.0",
                    "Linux 5.10.0 to 5.10.29 and 5.11.0 to 5.11.13: faults ask how many invalidations there are and not of their range, "
                            + "none is fast, and all bugs of the TDP MMU up to 5.12 are there")
            .with(KvmMmuDesign.AT_YIELD, AtYield.OWED_FOR_ROOT)
            .with(KvmMmuDesign.HEEDS_ANSWER, false)
            .with(KvmMmuDesign.ROOT_CHECK, RootCheck.NEVER)
            .with(KvmMmuDesign.IN_PROGRESS, InProgress.COUNT)
            .with(WRITES.fastFault, FastFault.NONE)
            .with(WRITES.tableBit, TableBit.HARDWARE)
            .with(WRITES.startFlushes, false);
    private static final KvmMmuDesign LINUX_5_10_30 = LINUX_5_10_0
            .as(
                    "linux-5.10.30",
                    "Linux 5.10.30 to 5.10.94 and 5.11.14 on: as linux-5.10.0, with a835429cda and 048f49809c (2021)")
            .with(KvmMmuDesign.AT_YIELD, AtYield.OWED)
            .with(KvmMmuDesign.HEEDS_ANSWER, true);
    private static final KvmMmuDesign LINUX_5_10_95 = LINUX_5_10_30
            .as("linux-5.10.95", "Linux 5.10.95 on: as linux-5.10.30, with 7c8a4742c4ab (2022)")
            .with(WRITES.tableBit, TableBit.EITHER);
    private static final KvmMmuDesign LINUX_5_12 = LINUX_5_10_30
            .as("linux-5.12", "Linux 5.12 to 5.14: as linux-5.10.30, but faults ask for the range of invalidations")
            .with(KvmMmuDesign.IN_PROGRESS, InProgress.RANGE);
    private static final KvmMmuDesign LINUX_5_15_0 = LINUX_5_12
            .as("linux-5.15.0", "Linux 5.15.0 to 5.15.17: as linux-5.12, with fast faults")
            .with(WRITES.fastFault, FastFault.MMU_WRITABLE);
    private static final KvmMmuDesign LINUX_5_15_18 = LINUX_5_15_0
            .as("linux-5.15.18", "Linux 5.15.18 on: as linux-5.15.0, with 7c8a4742c4ab (2022)")
            .with(WRITES.tableBit, TableBit.EITHER);
    private static final KvmMmuDesign LINUX_5_16_0 = LINUX_5_15_0
            .as(
                    "linux-5.16.0",
                    "Linux 5.16.0 to 5.16.3: as linux-5.15.0, with a955cad84c (2021), which truncates the counter, and 7533377215b6 (2021), "
                            + "since which an invalidation skips dead roots")
            .with(KvmMmuDesign.ROOT_CHECK, RootCheck.UNDER_LOCK)
            .with(KvmMmuDesign.SEQ_CHECK, SeqCheck.TRUNCATED)
            .with(KvmMmuDesign.ZAPPED_ROOTS, ZappedRoots.LIVE);
    private static final KvmMmuDesign LINUX_5_16_4 = LINUX_5_16_0
            .as("linux-5.16.4", "Linux 5.16.4 to 5.16.18, 5.17.0 and 5.17.1: as linux-5.16.0, with 7c8a4742c4ab (2022)")
            .with(WRITES.tableBit, TableBit.EITHER);
    private static final KvmMmuDesign LINUX_5_18 = LINUX_5_16_4
            .as(
                    "linux-5.18",
                    "Linux 5.18 to 5.19.9, 5.17.2 on and 5.16.19 on: as linux-5.16.4, with d62007edf01f (2022)")
            .with(KvmMmuDesign.ZAPPED_ROOTS, ZappedRoots.ALL);

    private static final String TDP_MMU = "faaf05b00aec";
    private static final String RECOVERY_FIX = "048f49809c52";
    private static final String RECOVERY_FIX_5_10 = "be2c527b5d39";
    private static final String RECOVERY_FIX_5_11 = "e92475259667";
    private static final String FAST_FAULTS = "6e8eb2060cc7";
    private static final String ROOT_CHECK = "a955cad84cda";
    private static final String SKIPS_ROOTS = "7533377215b6";
    private static final String ALL_ROOTS = "d62007edf01f";
    /** The TDP MMU protects page tables, and the fix of that. */
    private static final String TABLES_PROTECTED = "46044f72c382";

    private static final String BOTH_BITS = "7c8a4742c4ab";
    /** Dirty logging flushes as it starts; the same in 5.19.10. */
    private static final String START_FLUSHED = "b64d740ea7dd";

    private static final String START_FLUSHED_5_19 = "50a1ffa557cf";
    private static final String WHOLE_COUNTER = "ba6e3fe25543";
    /** The fix of the counter that 6.1 alone got. */
    private static final String WHOLE_COUNTER_6_1 = "82d811ff5665";

    /** The APIC's page is looked up again as the start hook asks. */
    private static final String STANDARD_HOOKS = "0a8a5f2c8c26";

    /** The snapshots that were read: 5.10.13, 5.11.4 and .14, 5.12.9, 5.14.2, 5.15.16 to .215, 5.16.10, 5.17-rc5, 5.18.12, 5.19.0 and .6, 6.x. */
    static final Releases ALL = wholes().and(parts());

    private KvmMmuReleases() {}

    private static Releases wholes() {
        return new Releases.Table("linux")
                .of(LINUX_5_10_0.name())
                .row("5.10.0", "5.10.29", TDP_MMU, RECOVERY_FIX_5_10)
                .row("5.11.0", "5.11.13", TDP_MMU, RECOVERY_FIX_5_11)
                .of(LINUX_5_10_30.name())
                .row("5.10.30", "5.10.94", RECOVERY_FIX_5_10, BOTH_BITS)
                .row("5.11.14", "5.11.22", RECOVERY_FIX_5_11, null)
                .of(LINUX_5_10_95.name())
                .row("5.10.95", "5.10.262", BOTH_BITS, null)
                .of(LINUX_5_12.name())
                .row("5.12.0", "5.14.21", RECOVERY_FIX, null)
                .of(LINUX_5_15_0.name())
                .row("5.15.0", "5.15.17", FAST_FAULTS, BOTH_BITS)
                .of(LINUX_5_15_18.name())
                .row("5.15.18", "5.15.215", BOTH_BITS, null)
                .of(LINUX_5_16_0.name())
                .row("5.16.0", "5.16.3", ROOT_CHECK, BOTH_BITS)
                .of(LINUX_5_16_4.name())
                .row("5.16.4", "5.16.18", BOTH_BITS, ALL_ROOTS)
                .row("5.17.0", "5.17.1", BOTH_BITS, ALL_ROOTS)
                .of(LINUX_5_18.name())
                .row("5.16.19", "5.16.20", ALL_ROOTS, null)
                .row("5.17.2", "5.17.15", ALL_ROOTS, null)
                .row("5.18.0", "5.18.19", ALL_ROOTS, null)
                .row("5.19.0", "5.19.9", ALL_ROOTS, START_FLUSHED_5_19)
                .of(KvmMmuDesign.TRUNCATES_COUNTER.name())
                .row("5.19.10", "5.19.17", START_FLUSHED_5_19, null)
                .row("6.0.0", "6.0.19", START_FLUSHED, null)
                .row("6.1.0", "6.1.49", START_FLUSHED, WHOLE_COUNTER_6_1)
                .row("6.2.0", "6.2.16", START_FLUSHED, null)
                .of(KvmMmuDesign.LINUX_6_3.name())
                .row("6.1.50", "6.1.192", WHOLE_COUNTER_6_1, null)
                .row("6.3.0", "6.4.16", WHOLE_COUNTER, STANDARD_HOOKS)
                .of(KvmMmuDesign.LINUX_6_5.name())
                .row("6.5.0", "6.5.13", STANDARD_HOOKS, null)
                .row("6.6.0", "6.6.150", STANDARD_HOOKS, null)
                .row("6.7.0", "6.11.11", STANDARD_HOOKS, null)
                .row("6.12.0", "6.12.117", STANDARD_HOOKS, null)
                .row("6.13.0", "6.17.13", STANDARD_HOOKS, null)
                .row("6.18.0", "6.18.33", STANDARD_HOOKS, null)
                .row("6.19.0", "6.19.14", STANDARD_HOOKS, null)
                .row("7.1.0", "7.1.8", STANDARD_HOOKS, null)
                .row("7.2.0", "7.2.8", STANDARD_HOOKS, null)
                .all();
    }

    private static Releases parts() {
        return new Releases.Table("linux")
                .part(KvmMmuDesign.FORGETS_EARLIER_ROOTS.name(), "what a zap of several roots owes")
                .row("5.10.0", "5.10.29", TDP_MMU, "0aa4dd9e5132")
                .row("5.11.0", "5.11.13", TDP_MMU, "a71471ee61aa")
                .part(KvmMmuDesign.DROPS_ANSWER.name(), "the recovery of large pages")
                .row("5.10.0", "5.10.29", "29cf0f5007a2", RECOVERY_FIX_5_10)
                .row("5.11.0", "5.11.13", "29cf0f5007a2", RECOVERY_FIX_5_11)
                .part(KvmMmuDesign.IGNORES_DEAD_ROOTS.name(), "what faults check")
                .row("5.12.0", "5.14.21", RECOVERY_FIX, null)
                .row("5.15.0", "5.15.215", RECOVERY_FIX, null)
                .part(KvmMmuDesign.SKIPS_DEAD_ROOTS.name(), "which roots an invalidation zaps")
                .row("5.16.0", "5.16.18", SKIPS_ROOTS, ALL_ROOTS)
                .row("5.17.0", "5.17.1", SKIPS_ROOTS, ALL_ROOTS)
                .part(KvmMmuDesign.APIC_AT_START.name(), "when the APIC's page is looked up again")
                .row("4.19.78", "4.20.0", "b1394e745b94", null)
                .part(KvmMmuDesign.READS_COUNTER_LATE.name(), "Arm's faults")
                .row("6.2.0", "6.2.1", "94f8e6418d39", null)
                .part(KvmMmuWriteDesigns.HARDWARE_BIT.name(), "what protects a page table")
                .row("5.15.0", "5.15.17", FAST_FAULTS, BOTH_BITS)
                .row("5.16.0", "5.16.3", TABLES_PROTECTED, BOTH_BITS)
                .part(KvmMmuWriteDesigns.START_UNFLUSHED.name(), "the start of dirty logging")
                .row("5.15.18", "5.15.215", BOTH_BITS, null)
                .row("5.16.4", "5.16.20", BOTH_BITS, null)
                .row("5.17.0", "5.18.19", BOTH_BITS, null)
                .row("5.19.0", "5.19.9", BOTH_BITS, START_FLUSHED_5_19)
                .all();
    }
}
