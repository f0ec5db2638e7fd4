package dev.stalemate.systems.kvm;

import dev.stalemate.model.Releases;
import java.util.List;

/**
 * The releases of Linux on kernel.org that each design describes. Distributions that backport more of KVM have other code.
 */
final class KvmReleases {
    /** The last change of mtrr.c before 4.9. */
    private static final String FIXED_LOOK_UP = "a7f2d7865720";

    private static final String MMIO_BY_PAT = "aa2e063aea92";
    private static final String MMIO_BY_E820 = "0c55671f84ff";
    private static final String ZAPS_COUNTED = "edb298c663fc";
    private static final String EAGER_SPLIT = "a3fe5dbda0a4";
    private static final String LARGE_WITH_DEVICE_ONLY = "d5e90a699875";
    private static final String SPLIT_AT_WRITE = "c4b33d28ea51";
    private static final String NO_IPAT_FOR_CD = "c9f65a3f2d92";
    private static final String GUEST_MTRRS_DROPPED = "9d70f3fec144";
    /** On AMD: from here on WRMSR of the PAT reaches the VMCB. Of the stable series only the releases that were read are listed. */
    private static final String GUEST_PAT_ON_SVM = "15038e147247";

    private static final String LARGE_RECOVERED = "13e2e4f62a4b";

    private static final String HONOURS_GUEST_MTRRS = "9a3768191d95";
    private static final String QUIRK = "c9c1e20b4c7d";
    private static final String QUIRK_IN_6_12 = "4055f250a329";

    static final Releases ALL = all();

    private KvmReleases() {}

    private static Releases all() {
        Releases.Table table = new Releases.Table("linux");
        for (KvmDesign design : List.of(KvmDesigns.LINUX_4_9, KvmDesigns.LINUX_4_9_NO_QUIRK)) {
            table.of(design.name()).row("4.9.0", "4.15.18", FIXED_LOOK_UP, null);
        }
        for (KvmDesign design : List.of(KvmDesigns.LINUX_4_16, KvmDesigns.LINUX_4_16_NO_QUIRK)) {
            table.of(design.name()).row("4.16.0", "5.1.21", MMIO_BY_PAT, null);
        }
        for (KvmDesign design : List.of(KvmDesigns.LINUX_5_2, KvmDesigns.LINUX_5_2_NO_QUIRK)) {
            table.of(design.name())
                    .row("5.2.0", "5.9.16", MMIO_BY_E820, null)
                    .row("5.10.0", "5.10.262", MMIO_BY_E820, null)
                    .row("5.11.0", "5.14.21", MMIO_BY_E820, null);
        }
        for (KvmDesign design : List.of(KvmDesigns.LINUX_5_15, KvmDesigns.LINUX_5_15_NO_QUIRK)) {
            table.of(design.name())
                    .row("5.15.0", "5.15.215", ZAPS_COUNTED, null)
                    .row("5.16.0", "5.17.15", ZAPS_COUNTED, null);
        }
        for (KvmDesign design : List.of(KvmDesigns.LINUX_5_18, KvmDesigns.LINUX_5_18_NO_QUIRK)) {
            table.of(design.name()).row("5.18.0", "5.19.17", EAGER_SPLIT, null);
        }
        for (KvmDesign design : List.of(KvmDesigns.LINUX_6_0, KvmDesigns.LINUX_6_0_NO_QUIRK)) {
            table.of(design.name())
                    .row("6.0.0", "6.0.19", LARGE_WITH_DEVICE_ONLY, null)
                    .row("6.1.0", "6.1.192", LARGE_WITH_DEVICE_ONLY, null);
        }
        for (KvmDesign design : List.of(KvmDesigns.LINUX_6_2, KvmDesigns.LINUX_6_2_NO_QUIRK)) {
            table.of(design.name())
                    .row("6.2.0", "6.5.13", SPLIT_AT_WRITE, null)
                    .row("6.6.0", "6.6.150", SPLIT_AT_WRITE, null);
        }
        for (KvmDesign design : List.of(KvmDesigns.LINUX_6_7, KvmDesigns.LINUX_6_7_NO_QUIRK)) {
            table.of(design.name()).row("6.7.0", "6.10.14", NO_IPAT_FOR_CD, null);
        }
        table.of(KvmDesigns.LINUX_6_11.name())
                .row("6.11.0", "6.11.11", GUEST_MTRRS_DROPPED, null)
                .row("6.12.0", "6.12.77", GUEST_MTRRS_DROPPED, QUIRK_IN_6_12);
        for (KvmDesign design : List.of(KvmDesigns.LINUX_6_12_78, KvmDesigns.LINUX_6_12_78_NO_QUIRK)) {
            table.of(design.name()).row("6.12.78", "6.12.117", QUIRK_IN_6_12, null);
        }
        table.of(KvmDesigns.LINUX_6_13.name()).row("6.13.0", "6.15.11", LARGE_RECOVERED, null);
        for (KvmDesign design : List.of(KvmDesigns.LINUX_6_16, KvmDesigns.LINUX_6_16_NO_QUIRK)) {
            table.of(design.name())
                    .row("6.16.0", "6.17.13", QUIRK, null)
                    .row("6.18.0", "6.18.33", QUIRK, null)
                    .row("6.19.0", "6.19.14", QUIRK, null)
                    .row("7.1.0", "7.2.8", QUIRK, null);
        }
        return table.all().and(npt());
    }

    private static Releases npt() {
        Releases.Table table = new Releases.Table("linux");
        table.of(KvmDesigns.LINUX_4_9_NPT.name())
                .row("4.9.0", "4.9.0", FIXED_LOOK_UP, null)
                .row("4.10.0", "4.12.14", FIXED_LOOK_UP, null)
                .of(KvmDesigns.LINUX_4_15_NPT.name())
                .row("4.9.115", "4.9.337", GUEST_PAT_ON_SVM, null)
                .row("4.14.177", "4.14.336", GUEST_PAT_ON_SVM, null)
                .row("4.15.0", "5.9.16", GUEST_PAT_ON_SVM, null)
                .row("5.10.0", "5.10.262", GUEST_PAT_ON_SVM, null)
                .row("5.11.0", "5.14.21", GUEST_PAT_ON_SVM, null)
                .row("5.15.0", "5.15.215", GUEST_PAT_ON_SVM, null)
                .row("5.16.0", "5.19.17", GUEST_PAT_ON_SVM, null)
                .of(KvmDesigns.LINUX_6_0_NPT.name())
                .row("6.0.0", "6.0.19", LARGE_WITH_DEVICE_ONLY, null)
                .row("6.1.0", "6.1.192", LARGE_WITH_DEVICE_ONLY, null)
                .row("6.2.0", "6.5.13", LARGE_WITH_DEVICE_ONLY, null)
                .row("6.6.0", "6.6.150", LARGE_WITH_DEVICE_ONLY, null);
        for (KvmDesign design : List.of(KvmDesigns.LINUX_6_7_NPT, KvmDesigns.LINUX_6_7_NPT_NO_QUIRK)) {
            table.of(design.name())
                    .row("6.7.0", "6.11.11", HONOURS_GUEST_MTRRS, null)
                    .row("6.12.0", "6.12.117", HONOURS_GUEST_MTRRS, null)
                    .row("6.13.0", "6.17.13", HONOURS_GUEST_MTRRS, null)
                    .row("6.18.0", "6.18.33", HONOURS_GUEST_MTRRS, null)
                    .row("6.19.0", "6.19.14", HONOURS_GUEST_MTRRS, null)
                    .row("7.1.0", "7.2.8", HONOURS_GUEST_MTRRS, null);
        }
        return table.all();
    }
}
