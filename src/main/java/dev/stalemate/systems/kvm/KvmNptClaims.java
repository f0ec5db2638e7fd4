package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmClaims.SDM;
import static dev.stalemate.systems.kvm.KvmClaims.THREE;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_15_NPT;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_9_NPT;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_0_NPT;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_7_NPT;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_7_NPT_NO_QUIRK;
import static dev.stalemate.systems.kvm.KvmFrameClaims.BUFFERS;
import static dev.stalemate.systems.kvm.KvmFrameClaims.DEVICE_MEMORY;
import static dev.stalemate.systems.kvm.KvmFrameClaims.EMULATED_BAR;
import static dev.stalemate.systems.kvm.KvmFrameClaims.TOUCHED;
import static dev.stalemate.systems.kvm.KvmLaws.DEVICE_MEMORY_IS_UNCACHED;
import static dev.stalemate.systems.kvm.KvmLaws.NEVER_WEAKER;
import static dev.stalemate.systems.kvm.KvmLaws.NEVER_WEAKER_WHILE_OFF;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE;
import static dev.stalemate.systems.kvm.KvmLaws.ONE_ZAP_A_ROUND;
import static dev.stalemate.systems.kvm.KvmLaws.PAT_IS_HONOURED;
import static dev.stalemate.systems.kvm.KvmLaws.RAM_NO_SLOWER;
import static dev.stalemate.systems.kvm.KvmLaws.UNCACHED_FOR_DEVICE;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;
import dev.stalemate.sources.LinuxCommits;

/**
 * KVM on AMD's nested paging. Of the tables of memtype.Npt the claims need these cells alone: an access is uncached if any side is, and what
 * the guest's PAT says where the host's PAT and MTRRs are WB.
 */
final class KvmNptClaims {
    /** MTRRs are on, default WB, and a guest may make PAT entry 0 UC. */
    private static final String PAT_UC = "init=2ff:806,wrmsr=277:7040600070400";

    private KvmNptClaims() {}

    static void all(Claims claims) {
        claims.from(LinuxCommits.GUEST_PAT_ON_SVM);
        claims.of("K19", LINUX_4_9_NPT, PAT_IS_HONOURED)
                .at(PAT_UC)
                .violated(
                        "On AMD up to 15038e147247 (2017) WRMSR of the PAT changed what RDMSR reads, and not the VMCB's g_pat. Accesses had"
                                + " the types that the PAT has after reset: what the guest made UC stayed WB.");
        claims.of("K19fix", LINUX_4_15_NPT, PAT_IS_HONOURED)
                .at(PAT_UC + THREE)
                .holds("On AMD 15038e147247 (2017) writes the guest's PAT to the VMCB, so that it counts.");
        claims.from(Code.LINUX_SVM);
        claims.of("K19b", LINUX_6_7_NPT, PAT_IS_HONOURED)
                .at(PAT_UC + ",hotplug=bare" + THREE)
                .holds(
                        "On AMD the guest's PAT always counts, whatever devices come and go: no leaf can make the processor ignore it.");
        claims.of("K19c", LINUX_6_7_NPT, NO_STALE)
                .at("hotplug=bare" + THREE)
                .holds("On AMD no leaf becomes stale: all leaves select the same entry of the host's PAT.");
        claims.of("K19d", LINUX_6_7_NPT, NEVER_WEAKER)
                .at("init=2ff:c06")
                .violated(
                        "On AMD guest MTRRs have never meant anything: a guest that relies on MTRRs alone gets WB where it believes UC.");
        claims.of("K19e", LINUX_6_7_NPT, NEVER_WEAKER_WHILE_OFF)
                .at(SDM)
                .violated(
                        "On AMD with the quirk CD_NW_CLEARED on, a vCPU that has set CR0.CD and disabled its MTRRs still caches: svm_set_cr0()"
                                + " clears CD in the VMCB.");
        claims.of("K19f", LINUX_6_7_NPT_NO_QUIRK, NEVER_WEAKER_WHILE_OFF)
                .at(SDM + THREE)
                .holds(
                        "On AMD with the quirk CD_NW_CLEARED off, VMRUN loads the guest's CR0.CD, and no zap is needed for it to count.");
        claims.of("K19g", LINUX_6_0_NPT, ONE_ZAP_A_ROUND)
                .at("guest=linux,touch=outside,init=2ff:c06,zaps=on")
                .violated(
                        "On AMD up to Linux 6.6 each vCPU's write of its MTRRs zapped as on Intel, although no leaf depends on them:"
                                + " update_mtrr() did not ask.");
        frames(claims);
    }

    private static void frames(Claims claims) {
        claims.of("K19h", LINUX_6_7_NPT, UNCACHED_FOR_DEVICE)
                .at(BUFFERS)
                .holds(
                        "On AMD a virtio GPU's buffers are as uncached as the guest maps them, though KVM is told of no device: its PAT always"
                                + " counts (on Intel: H33).");
        claims.of("K19i", LINUX_6_7_NPT, DEVICE_MEMORY_IS_UNCACHED)
                .at(DEVICE_MEMORY)
                .holds(
                        "On AMD no access to VGA memory of /dev/mem or to a BAR is cached, whatever KVM takes it for: the host's MTRRs count, and"
                                + " say UC (on Intel: H34).");
        claims.of("K19j", LINUX_6_7_NPT, DEVICE_MEMORY_IS_UNCACHED)
                .at(TOUCHED + "frames=0x80000000+0x100000,memory=bar-mtrr.wb")
                .open("KVM on AMD, where the host's firmware left a BAR WB in its MTRRs.")
                .violated(
                        "KVM does not ask on AMD what is MMIO, and each leaf selects WB: it is the guest that must map that BAR uncached.");
        claims.of("K19k", LINUX_6_7_NPT, RAM_NO_SLOWER)
                .at(EMULATED_BAR)
                .open("An emulated BAR in RAM that the guest maps UC, as the bochs driver does (H35), on AMD.")
                .violated("accesses are UC there as well, and always were: on AMD KVM can't force WB.");
    }
}
