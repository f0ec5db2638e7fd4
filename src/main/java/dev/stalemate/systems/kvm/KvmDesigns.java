package dev.stalemate.systems.kvm;

import dev.stalemate.systems.kvm.KvmDesign.Flush;
import dev.stalemate.systems.kvm.KvmDesign.Reuse;
import dev.stalemate.systems.kvm.PerVmCopy.Writers;
import dev.stalemate.systems.kvm.PerVmCopy.Zaps;
import java.util.List;

/** The designs that come with the tool: Linux by version, and the thread's proposals. */
final class KvmDesigns {
    static final KvmDesign LINUX_4_9 = new LinuxGuestMtrrs.To519(
            "linux-4.9",
            "Linux 4.9 to 5.19, quirk CD_NW_CLEARED on: CD=1 gives WB+IPAT, MTRR writes zap their range, CD and devices zap nothing;"
                    + " large pages of several types are split even without a device",
            LinuxGuestMtrrs.WB_IPAT,
            false);
    static final KvmDesign LINUX_4_9_NO_QUIRK = new LinuxGuestMtrrs.To519(
            "linux-4.9-no-quirk",
            "Linux 4.9 to 5.19, quirk off: as linux-4.9, but CD=1 gives UC+IPAT, and every change of CD zaps everything",
            LinuxGuestMtrrs.UC_IPAT,
            true);
    static final KvmDesign LINUX_6_0 = new LinuxGuestMtrrs(
            "linux-6.0",
            "Linux 6.0 to 6.6, quirk CD_NW_CLEARED on: as linux-4.9, but large pages are split with a device only",
            LinuxGuestMtrrs.WB_IPAT,
            false,
            false);
    static final KvmDesign LINUX_6_0_NO_QUIRK = new LinuxGuestMtrrs(
            "linux-6.0-no-quirk",
            "Linux 6.0 to 6.6, quirk off: as linux-4.9-no-quirk, but large pages are split with a device only",
            LinuxGuestMtrrs.UC_IPAT,
            true,
            false);
    static final KvmDesign DEVICES_ZAP = new LinuxGuestMtrrs(
            "devices-zap",
            "362ff6dca541 alone: as linux-6.0, but the first and last device zap everything",
            LinuxGuestMtrrs.WB_IPAT,
            false,
            true);
    static final KvmDesign CD_WITH_PAT = new LinuxGuestMtrrs(
            "cd-with-pat",
            "c9f65a3f2d92 alone: as linux-6.0, but CD=1 gives WB with PAT",
            LinuxGuestMtrrs.WB,
            false,
            false);
    static final KvmDesign LINUX_6_7 = new LinuxGuestMtrrs(
            "linux-6.7",
            "Linux 6.7 to 6.10, quirk on: CD=1 gives WB with PAT, the first and last device zap everything",
            LinuxGuestMtrrs.WB,
            false,
            true);
    static final KvmDesign LINUX_6_7_NO_QUIRK = new LinuxGuestMtrrs(
            "linux-6.7-no-quirk",
            "Linux 6.7 to 6.10, quirk off: CD=1 gives UC+IPAT, changes of CD and the first and last device zap everything",
            LinuxGuestMtrrs.UC_IPAT,
            true,
            true);
    static final KvmDesign LINUX_6_11 = new LinuxHostTypes(
            "linux-6.11",
            "Linux 6.11 to 6.15, of 6.12 up to 6.12.77: guest MTRRs and CD are not honoured, PAT only with non-coherent DMA",
            false,
            true);
    static final KvmDesign LINUX_6_16 = new LinuxHostTypes(
            "linux-6.16", "Linux 6.16 on, and 6.12.78 on, quirk IGNORE_GUEST_PAT on: as 6.11", true, true);
    static final KvmDesign LINUX_6_16_NO_QUIRK = new LinuxHostTypes(
            "linux-6.16-no-quirk",
            "Linux 6.16 on, and 6.12.78 on, quirk IGNORE_GUEST_PAT off from the start: PAT is always honoured",
            false,
            false);

    static final KvmDesign ZAP_NON_WB = new Proposals.ZapNonWb();
    static final KvmDesign ZAP_ALL = new Proposals.ZapAll();
    static final KvmDesign ZAP_PRECISELY = new Proposals.ZapPrecisely();
    static final KvmDesign ZAP_FROM_ZERO = new Proposals.ZapFromZero();
    static final KvmDesign ZAP_OLD_AND_NEW = new Proposals.ZapOldAndNew();
    static final KvmDesign VM_COPY = new PerVmCopy(
            "vm-copy",
            "a per-VM copy of the MTRRs, written by every vCPU; CD=0 zaps the ranges that differ from what leaves were built with",
            Writers.ALL,
            Zaps.DIFFERING_RANGES);
    static final KvmDesign VM_COPY_ZAP_ALL = new PerVmCopy(
            "vm-copy-zap-all",
            "as vm-copy; CD=0 zaps everything, if and only if the MTRRs are actually different",
            Writers.ALL,
            Zaps.EVERYTHING);
    static final KvmDesign VM_COPY_VCPU_0 = new PerVmCopy(
            "vm-copy-vcpu-0", "as vm-copy, written by vCPU 0 alone", Writers.VCPU_0, Zaps.DIFFERING_RANGES);
    static final KvmDesign VM_COPY_LOWEST_ONLINE = new PerVmCopy(
            "vm-copy-lowest-online",
            "as vm-copy, written by the lowest vCPU that is on line at that moment",
            Writers.LOWEST_ONLINE,
            Zaps.DIFFERING_RANGES);
    static final KvmDesign VM_COPY_MARKED = new MarkedCopy();
    static final KvmDesign VM_COPY_AT_CD0 = new CopyAtCd0();
    static final KvmDesign LARGE_WHOLE = new Proposals.LargeWhole();
    static final KvmDesign SDM_LOOK_UP = new Proposals.SdmLookUp();
    static final KvmDesign DISABLING_ZAPS = new LinuxHostTypes(
            "linux-6.16-disabling-zaps",
            "Linux 6.16 with everything zapped as the quirk IGNORE_GUEST_PAT is disabled",
            true,
            true,
            true);

    static final KvmDesign UNMAP_FLUSH_ALL = unmap(
            "unmap-flush-all", "a page is freed once every vCPU has flushed", Flush.EVERY_CPU, Reuse.FREED_AFTER_FLUSH);
    static final KvmDesign UNMAP_FREE_EARLY = unmap(
            "unmap-free-early",
            "a page is freed before the flush, but a new owner writes after it",
            Flush.EVERY_CPU,
            Reuse.WRITTEN_AFTER_FLUSH);
    static final KvmDesign UNMAP_WRITE_EARLY =
            unmap("unmap-write-early", "nobody waits for the flush", Flush.EVERY_CPU, Reuse.AT_ONCE);
    static final KvmDesign UNMAP_FLUSH_ONE =
            unmap("unmap-flush-one", "only vCPU 0 is flushed", Flush.ONE_CPU, Reuse.FREED_AFTER_FLUSH);
    static final KvmDesign UNMAP_FLUSH_NONE =
            unmap("unmap-flush-none", "nobody is flushed", Flush.NO_CPU, Reuse.FREED_AFTER_FLUSH);

    static final List<KvmDesign> ALL = List.of(
            LINUX_4_9,
            LINUX_4_9_NO_QUIRK,
            LINUX_6_0,
            LINUX_6_0_NO_QUIRK,
            DEVICES_ZAP,
            CD_WITH_PAT,
            LINUX_6_7,
            LINUX_6_7_NO_QUIRK,
            LINUX_6_11,
            LINUX_6_16,
            LINUX_6_16_NO_QUIRK,
            ZAP_NON_WB,
            ZAP_ALL,
            ZAP_PRECISELY,
            ZAP_FROM_ZERO,
            ZAP_OLD_AND_NEW,
            VM_COPY,
            VM_COPY_ZAP_ALL,
            VM_COPY_VCPU_0,
            VM_COPY_LOWEST_ONLINE,
            VM_COPY_MARKED,
            VM_COPY_AT_CD0,
            LARGE_WHOLE,
            SDM_LOOK_UP,
            DISABLING_ZAPS,
            UNMAP_FLUSH_ALL,
            UNMAP_FREE_EARLY,
            UNMAP_WRITE_EARLY,
            UNMAP_FLUSH_ONE,
            UNMAP_FLUSH_NONE);

    private KvmDesigns() {}

    private static KvmDesign unmap(String name, String says, Flush flush, Reuse reuse) {
        return new Proposals.Unmap(LINUX_6_11, name, says, flush, reuse);
    }
}
