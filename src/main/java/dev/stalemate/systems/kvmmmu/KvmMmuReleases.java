package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Releases;

/** Which releases the designs describe, of those that have a TDP MMU: 5.10 and later; and which had a part that was wrong. */
final class KvmMmuReleases {
    private static final String ROOT_CHECK = "a955cad84cda";
    private static final String WHOLE_COUNTER = "ba6e3fe25543";

    /** The fix of the counter that 6.1 alone got. */
    private static final String WHOLE_COUNTER_6_1 = "82d811ff5665";

    /** The APIC's page is looked up again as the start hook asks. */
    private static final String STANDARD_HOOKS = "0a8a5f2c8c26";

    private static final String ALL_ROOTS = "d62007edf01f";
    /** The TDP MMU protects page tables, and the fix of that. */
    private static final String TABLES_PROTECTED = "46044f72c382";

    private static final String BOTH_BITS = "7c8a4742c4ab";
    private static final String RECOVERY_FIX = "048f49809c52";
    private static final String RECOVERY_FIX_5_10 = "be2c527b5d39";
    private static final String RECOVERY_FIX_5_11 = "e92475259667";

    static final Releases ALL = new Releases.Table("linux")
            .part(KvmMmuDesign.FORGETS_EARLIER_ROOTS.name(), "what a zap of several roots owes")
            .row("5.10.0", "5.10.29", "faaf05b00aec", "0aa4dd9e5132")
            .row("5.11.0", "5.11.13", "faaf05b00aec", "a71471ee61aa")
            .part(KvmMmuDesign.DROPS_ANSWER.name(), "the recovery of large pages")
            .row("5.10.0", "5.10.29", "29cf0f5007a2", RECOVERY_FIX_5_10)
            .row("5.11.0", "5.11.13", "29cf0f5007a2", RECOVERY_FIX_5_11)
            .of(KvmMmuDesign.IGNORES_DEAD_ROOTS.name())
            .row("5.10.30", "5.10.262", RECOVERY_FIX_5_10, null)
            .row("5.11.14", "5.11.22", RECOVERY_FIX_5_11, null)
            .row("5.12.0", "5.14.21", RECOVERY_FIX, null)
            .row("5.15.0", "5.15.215", RECOVERY_FIX, null)
            .of(KvmMmuDesign.TRUNCATES_COUNTER.name())
            .row("5.16.0", "6.0.19", ROOT_CHECK, null)
            .row("6.1.0", "6.1.49", ROOT_CHECK, WHOLE_COUNTER_6_1)
            .row("6.2.0", "6.2.16", ROOT_CHECK, null)
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
            .part(KvmMmuDesign.SKIPS_DEAD_ROOTS.name(), "which roots an invalidation zaps")
            .row("5.16.10", "5.16.18", "7533377215b6", ALL_ROOTS)
            .row("5.17.0", "5.17.0", "7533377215b6", null)
            .part(KvmMmuDesign.APIC_AT_START.name(), "when the APIC's page is looked up again")
            .row("4.19.78", "4.20.0", "b1394e745b94", null)
            .part(KvmMmuDesign.READS_COUNTER_LATE.name(), "Arm's faults")
            .row("6.2.0", "6.2.1", "94f8e6418d39", null)
            .part(KvmMmuWriteDesigns.HARDWARE_BIT.name(), "what protects a page table")
            .row("5.10.0", "5.10.94", TABLES_PROTECTED, BOTH_BITS)
            .row("5.11.0", "5.14.21", TABLES_PROTECTED, null)
            .row("5.15.0", "5.15.17", TABLES_PROTECTED, BOTH_BITS)
            .row("5.16.0", "5.16.3", TABLES_PROTECTED, BOTH_BITS)
            .part(KvmMmuWriteDesigns.START_UNFLUSHED.name(), "the start of dirty logging")
            .row("5.15.18", "5.15.145", BOTH_BITS, null)
            .row("5.16.4", "5.16.20", BOTH_BITS, null)
            .row("5.17.0", "5.19.17", BOTH_BITS, null)
            .all();

    private KvmMmuReleases() {}
}
