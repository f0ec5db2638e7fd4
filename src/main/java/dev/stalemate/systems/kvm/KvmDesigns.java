package dev.stalemate.systems.kvm;

import dev.stalemate.model.Designs;
import dev.stalemate.systems.kvm.KvmDesign.Flush;
import dev.stalemate.systems.kvm.KvmDesign.Reuse;
import dev.stalemate.systems.kvm.LargePageProposals.Change;
import dev.stalemate.systems.kvm.LinuxGuestMtrrs.CdLeaf;
import dev.stalemate.systems.kvm.LinuxGuestMtrrs.ZapsAll;
import dev.stalemate.systems.kvm.LinuxHostTypes.GuestPat;
import dev.stalemate.systems.kvm.LinuxNpt.Release;
import dev.stalemate.systems.kvm.PerVmCopy.Writers;
import dev.stalemate.systems.kvm.PerVmCopy.Zaps;
import java.util.List;

/** The designs that come with the tool: Linux by version, and the thread's proposals. */
final class KvmDesigns {
    static final Designs<KvmDesign> ALL = new Designs<>(KvmDesign.class);

    static final KvmDesign LINUX_4_9 = ALL.add(new LinuxTo61(
            "linux-4.9",
            "Linux 4.9 to 4.15, quirk CD_NW_CLEARED on: CD=1 gives WB+IPAT, MTRR writes zap their range, changes of "
                    + "CD and of devices zap nothing; large pages of several types are split even without a device; reserved pages are MMIO",
            LinuxTo61.Release.V4_9,
            CdLeaf.WB_IPAT));
    static final KvmDesign LINUX_4_9_NO_QUIRK = ALL.add(new LinuxTo61(
            "linux-4.9-no-quirk",
            "Linux 4.9 to 4.15, quirk off: as linux-4.9, but CD=1 gives UC+IPAT, and every change of CD zaps everything",
            LinuxTo61.Release.V4_9,
            CdLeaf.UC_IPAT,
            ZapsAll.CD));
    static final KvmDesign LINUX_4_16 = ALL.add(new LinuxTo61(
            "linux-4.16",
            "Linux 4.16 to 5.1, quirk CD_NW_CLEARED on: as linux-4.9, but of reserved pages only those that the host maps uncached are MMIO",
            LinuxTo61.Release.V4_16,
            CdLeaf.WB_IPAT));
    static final KvmDesign LINUX_4_16_NO_QUIRK = ALL.add(new LinuxTo61(
            "linux-4.16-no-quirk",
            "Linux 4.16 to 5.1, quirk off: as linux-4.9-no-quirk, but of reserved pages only those that the host maps uncached are MMIO",
            LinuxTo61.Release.V4_16,
            CdLeaf.UC_IPAT,
            ZapsAll.CD));
    static final KvmDesign LINUX_5_2 = ALL.add(new LinuxTo61(
            "linux-5.2",
            "Linux 5.2 to 5.14, quirk CD_NW_CLEARED on: as linux-4.16, but a page without a struct is RAM if the e820 says so",
            LinuxTo61.Release.V5_2,
            CdLeaf.WB_IPAT));
    static final KvmDesign LINUX_5_2_NO_QUIRK = ALL.add(new LinuxTo61(
            "linux-5.2-no-quirk",
            "Linux 5.2 to 5.14, quirk off: as linux-4.16-no-quirk, but a page without a struct is RAM if the e820 says so",
            LinuxTo61.Release.V5_2,
            CdLeaf.UC_IPAT,
            ZapsAll.CD));
    static final KvmDesign LINUX_5_15 = ALL.add(new LinuxTo61(
            "linux-5.15",
            "Linux 5.15 to 5.17, quirk CD_NW_CLEARED on: as linux-5.2, but a zap makes page faults start again",
            LinuxTo61.Release.V5_15,
            CdLeaf.WB_IPAT));
    static final KvmDesign LINUX_5_15_NO_QUIRK = ALL.add(new LinuxTo61(
            "linux-5.15-no-quirk",
            "Linux 5.15 to 5.17, quirk off: as linux-5.2-no-quirk, but a zap makes page faults start again",
            LinuxTo61.Release.V5_15,
            CdLeaf.UC_IPAT,
            ZapsAll.CD));
    static final KvmDesign LINUX_5_18 = ALL.add(new LinuxTo61(
            "linux-5.18",
            "Linux 5.18 and 5.19, quirk CD_NW_CLEARED on: as linux-5.15, but large leaves are split as dirty logging starts",
            LinuxTo61.Release.V5_18,
            CdLeaf.WB_IPAT));
    static final KvmDesign LINUX_5_18_NO_QUIRK = ALL.add(new LinuxTo61(
            "linux-5.18-no-quirk",
            "Linux 5.18 and 5.19, quirk off: as linux-5.15-no-quirk, but large leaves are split as dirty logging starts",
            LinuxTo61.Release.V5_18,
            CdLeaf.UC_IPAT,
            ZapsAll.CD));
    static final KvmDesign LINUX_6_0 = ALL.add(new LinuxTo61(
            "linux-6.0",
            "Linux 6.0 and 6.1, quirk CD_NW_CLEARED on: as linux-5.18, but large pages are split only if there is a device",
            LinuxTo61.Release.V6_0,
            CdLeaf.WB_IPAT));
    static final KvmDesign LINUX_6_0_NO_QUIRK = ALL.add(new LinuxTo61(
            "linux-6.0-no-quirk",
            "Linux 6.0 and 6.1, quirk off: as linux-5.18-no-quirk, but large pages are split only if there is a device",
            LinuxTo61.Release.V6_0,
            CdLeaf.UC_IPAT,
            ZapsAll.CD));
    static final KvmDesign LINUX_6_2 = ALL.add(new LinuxGuestMtrrs(
            "linux-6.2",
            "Linux 6.2 to 6.6, quirk CD_NW_CLEARED on: as linux-6.0, but dirty logging splits a large leaf that is written",
            CdLeaf.WB_IPAT));
    static final KvmDesign LINUX_6_2_NO_QUIRK = ALL.add(new LinuxGuestMtrrs(
            "linux-6.2-no-quirk",
            "Linux 6.2 to 6.6, quirk off: as linux-6.0-no-quirk, but dirty logging splits a large leaf that is written",
            CdLeaf.UC_IPAT,
            ZapsAll.CD));
    static final KvmDesign DEVICES_ZAP = ALL.add(new LinuxGuestMtrrs(
            "devices-zap",
            "362ff6dca541 alone: as linux-6.2, but the first and last device zap everything",
            CdLeaf.WB_IPAT,
            ZapsAll.DEVICES));
    static final KvmDesign CD_WITH_PAT = ALL.add(new LinuxGuestMtrrs(
            "cd-with-pat", "c9f65a3f2d92 alone: as linux-6.2, but CD=1 gives WB with PAT", CdLeaf.WB));
    static final KvmDesign LINUX_6_7 = ALL.add(new LinuxGuestMtrrs(
            "linux-6.7",
            "Linux 6.7 to 6.10, quirk on: CD=1 gives WB with PAT, the first and last device zap everything",
            CdLeaf.WB,
            ZapsAll.DEVICES));
    static final KvmDesign LINUX_6_7_NO_QUIRK = ALL.add(new LinuxGuestMtrrs(
            "linux-6.7-no-quirk",
            "Linux 6.7 to 6.10, quirk off: CD=1 gives UC+IPAT, changes of CD and the first and last device zap everything",
            CdLeaf.UC_IPAT,
            ZapsAll.CD,
            ZapsAll.DEVICES));
    static final KvmDesign LINUX_6_11 = ALL.add(new LinuxHostTypes(
            "linux-6.11",
            "Linux 6.11, and 6.12 up to 6.12.77: guest MTRRs and CD are not honoured, PAT only with non-coherent DMA"));
    static final KvmDesign LINUX_6_12_78 = ALL.add(new LinuxHostTypes(
            "linux-6.12.78",
            "Linux 6.12.78 on of 6.12, quirk IGNORE_GUEST_PAT on: as linux-6.11",
            GuestPat.QUIRK,
            false));
    static final KvmDesign LINUX_6_12_78_NO_QUIRK = ALL.add(new LinuxHostTypes(
            "linux-6.12.78-no-quirk",
            "Linux 6.12.78 on of 6.12, quirk IGNORE_GUEST_PAT off from the start: PAT is always honoured",
            GuestPat.HONOURED,
            false));
    static final KvmDesign LINUX_6_13 = ALL.add(new LinuxHostTypes(
            "linux-6.13",
            "Linux 6.13 to 6.15: as linux-6.11, but the end of dirty logging makes large leaves of small ones",
            GuestPat.IGNORED,
            true));
    static final KvmDesign LINUX_6_16 = ALL.add(new LinuxHostTypes(
            "linux-6.16", "Linux 6.16 on, quirk IGNORE_GUEST_PAT on: as linux-6.13", GuestPat.QUIRK, true));
    static final KvmDesign LINUX_6_16_NO_QUIRK = ALL.add(new LinuxHostTypes(
            "linux-6.16-no-quirk",
            "Linux 6.16 on, quirk IGNORE_GUEST_PAT off from the start: PAT is always honoured",
            GuestPat.HONOURED,
            true));

    static final KvmDesign LINUX_4_9_NPT = ALL.add(new LinuxNpt(
            "linux-4.9-npt",
            "Linux 4.9 to 4.12 on AMD's nested paging: the guest's PAT is what it is after reset, whatever the guest writes",
            Release.TO_4_14,
            LINUX_4_9,
            false));
    static final KvmDesign LINUX_4_15_NPT = ALL.add(new LinuxNpt(
            "linux-4.15-npt",
            "Linux 4.15 to 5.19 on AMD's nested paging: the guest's PAT counts, its MTRRs only split large pages and zap",
            Release.TO_5_19,
            LINUX_4_9,
            false));
    static final KvmDesign LINUX_6_0_NPT = ALL.add(new LinuxNpt(
            "linux-6.0-npt",
            "Linux 6.0 to 6.6 on AMD's nested paging: as linux-4.15-npt, but large pages are installed whole",
            Release.TO_6_6,
            LINUX_6_0,
            false));
    static final KvmDesign LINUX_6_7_NPT = ALL.add(new LinuxNpt(
            "linux-6.7-npt",
            "Linux 6.7 on, on AMD's nested paging, quirk CD_NW_CLEARED on: the guest's PAT alone counts, and nothing is zapped",
            Release.FROM_6_7,
            LINUX_6_7,
            false));
    static final KvmDesign LINUX_6_7_NPT_NO_QUIRK = ALL.add(new LinuxNpt(
            "linux-6.7-npt-no-quirk",
            "Linux 6.7 on, on AMD's nested paging, quirk off: as linux-6.7-npt, but a vCPU with CR0.CD=1 caches nothing",
            Release.FROM_6_7,
            LINUX_6_7,
            true));

    static final KvmDesign ZAP_NON_WB = ALL.add(new Proposals.ZapNonWb());
    static final KvmDesign ZAP_ALL = ALL.add(new Proposals.ZapAll());
    static final KvmDesign ZAP_PRECISELY = ALL.add(new Proposals.ZapPrecisely());
    static final KvmDesign ZAP_FROM_ZERO = ALL.add(new Proposals.ZapFromZero());
    static final KvmDesign ZAP_OLD_AND_NEW = ALL.add(new Proposals.ZapOldAndNew());
    static final KvmDesign VM_COPY = ALL.add(new PerVmCopy(
            "vm-copy",
            "a per-VM copy of the MTRRs, written by every vCPU; CD=0 zaps the ranges that differ from what leaves were built with",
            Writers.ALL,
            Zaps.DIFFERING_RANGES));
    static final KvmDesign VM_COPY_ZAP_ALL = ALL.add(new PerVmCopy(
            "vm-copy-zap-all",
            "as vm-copy, but CD=0 zaps everything, if and only if the MTRRs differ",
            Writers.ALL,
            Zaps.EVERYTHING));
    static final KvmDesign VM_COPY_VCPU_0 = ALL.add(new PerVmCopy(
            "vm-copy-vcpu-0", "as vm-copy, written by vCPU 0 alone", Writers.VCPU_0, Zaps.DIFFERING_RANGES));
    static final KvmDesign VM_COPY_LOWEST_ONLINE = ALL.add(new PerVmCopy(
            "vm-copy-lowest-online",
            "as vm-copy, written by the vCPU with the lowest number that is on line",
            Writers.LOWEST_ONLINE,
            Zaps.DIFFERING_RANGES));
    static final KvmDesign VM_COPY_MARKED = ALL.add(new MarkedCopy());
    static final KvmDesign VM_COPY_AT_CD0 = ALL.add(new CopyAtCd0());
    static final KvmDesign LARGE_WHOLE = ALL.add(new Proposals.LargeWhole());
    static final KvmDesign SDM_LOOK_UP = ALL.add(new Proposals.SdmLookUp());
    static final KvmDesign DISABLING_ZAPS = ALL.add(new LinuxHostTypes(
            "linux-6.16-disabling-zaps",
            "Linux 6.16, but everything is zapped when the quirk IGNORE_GUEST_PAT is disabled",
            GuestPat.QUIRK_THAT_ZAPS,
            true));

    static final KvmDesign WC_IS_MMIO = ALL.add(new LinuxGuestMtrrs(
            "wc-is-mmio",
            "Linux 6.7, but all memory that the host maps WC is taken for MMIO",
            MmioRule.WC_TOO,
            CdLeaf.WB,
            ZapsAll.DEVICES));
    static final KvmDesign UNTRACKED_BY_MTRR = ALL.add(new LinuxGuestMtrrs(
            "untracked-by-mtrr",
            "Linux 6.7, but of a reserved page whose type the host does not track, its MTRRs say whether it is MMIO",
            MmioRule.UNTRACKED_BY_MTRR,
            CdLeaf.WB,
            ZapsAll.DEVICES));
    static final KvmDesign MMIO_BY_MTRR = ALL.add(new LinuxHostTypes(
            "mmio-by-mtrr",
            "Linux 6.16 with its quirk on, but MMIO is what the host's MTRRs have as UC",
            GuestPat.QUIRK,
            true,
            MmioRule.BY_MTRR));
    static final KvmDesign SLOT_FLAG = ALL.add(new Proposals.SlotFlag());

    static final KvmDesign COUNT_FIRST = large(
            "linux-6.7-count-first",
            "Linux 6.7 to 6.10, but a fault reads the count of invalidations before it checks a large page",
            Change.COUNT_FIRST);
    static final KvmDesign COUNT_FIRST_UNCOUNTED = large(
            "count-first-zaps-uncounted",
            "mutant of linux-6.7-count-first: zaps are not counted as invalidations",
            Change.COUNT_FIRST,
            Change.UNCOUNTED_ZAPS);
    static final KvmDesign COUNT_FIRST_ZAP_FIRST = large(
            "count-first-zap-first",
            "mutant of linux-6.7-count-first: a device is counted after the zap for it",
            Change.COUNT_FIRST,
            Change.ZAP_FIRST);
    static final KvmDesign ALWAYS_CHECKED = large(
            "linux-6.7-always-checks",
            "Linux 6.7 to 6.10, but large pages are checked whether there is a device or not, as up to 5.19",
            Change.ALWAYS_CHECKED);
    static final KvmDesign RECOVERS = large(
            "linux-6.7-recovers",
            "Linux 6.7 to 6.10, but the end of dirty logging makes large leaves of small ones, as since 6.13",
            Change.RECOVERED);
    static final KvmDesign SPLITS_BY_RULE = ALL.add(new LargePageProposals.Changed(
            "linux-6.2-splits-by-rule",
            "Linux 6.2 to 6.6, but the leaves that dirty logging splits get the types of now",
            CdLeaf.WB_IPAT,
            List.of(Change.SPLIT_BY_RULE)));
    static final KvmDesign SPLITS_BY_FIRST = ALL.add(new LargePageProposals.Changed(
            "linux-6.2-splits-by-first",
            "mutant of linux-6.2-splits-by-rule: all leaves get the type of the first",
            CdLeaf.WB_IPAT,
            List.of(Change.SPLIT_BY_FIRST)));
    static final KvmDesign DROPS_LARGE = ALL.add(new LargePageProposals.Changed(
            "linux-6.2-drops-large",
            "Linux 6.2 to 6.6, but dirty logging drops large leaves instead of splitting them",
            CdLeaf.WB_IPAT,
            List.of(Change.DROPPED)));
    static final KvmDesign ZAP_FIRST_6_11 = ALL.add(new LargePageProposals.ZapFirst());

    static final KvmDesign UNMAP_FLUSH_ALL = unmap(
            "unmap-flush-all", "a page is freed once every vCPU has flushed", Flush.EVERY_CPU, Reuse.FREED_AFTER_FLUSH);
    static final KvmDesign UNMAP_FREE_EARLY = unmap(
            "unmap-free-early",
            "a page is freed before the flush, but a new owner writes after it",
            Flush.EVERY_CPU,
            Reuse.WRITTEN_AFTER_FLUSH);
    static final KvmDesign UNMAP_WRITE_EARLY =
            unmap("unmap-write-early", "no one waits for the flush", Flush.EVERY_CPU, Reuse.AT_ONCE);
    static final KvmDesign UNMAP_FLUSH_ONE =
            unmap("unmap-flush-one", "only vCPU 0 is flushed", Flush.ONE_CPU, Reuse.FREED_AFTER_FLUSH);
    static final KvmDesign UNMAP_FLUSH_NONE =
            unmap("unmap-flush-none", "no vCPU is flushed", Flush.NO_CPU, Reuse.FREED_AFTER_FLUSH);

    private KvmDesigns() {}

    private static KvmDesign large(String name, String says, Change... changes) {
        return ALL.add(new LargePageProposals.Changed(name, says, CdLeaf.WB, List.of(changes), ZapsAll.DEVICES));
    }

    private static KvmDesign unmap(String name, String says, Flush flush, Reuse reuse) {
        return ALL.add(new Proposals.Unmap(name, says, flush, reuse));
    }
}
