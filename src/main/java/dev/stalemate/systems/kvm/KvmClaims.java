package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmDesigns.DISABLING_ZAPS;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_9;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_9_NO_QUIRK;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_11;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_16;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_16_NO_QUIRK;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_7;
import static dev.stalemate.systems.kvm.KvmDesigns.ZAP_ALL;
import static dev.stalemate.systems.kvm.KvmDesigns.ZAP_NON_WB;
import static dev.stalemate.systems.kvm.KvmLaws.NEVER_WEAKER;
import static dev.stalemate.systems.kvm.KvmLaws.NEVER_WEAKER_WHILE_OFF;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE_IGMT;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE_QUIESCENT;
import static dev.stalemate.systems.kvm.KvmLaws.PAT_IS_HONOURED;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.MailThreads;

/** What the thread claims of CR0.CD and of devices, and of Linux by version. */
final class KvmClaims {
    /** A guest whose MTRRs are on (E and FE, default WB), and which updates them as SDM 11.11.8 says. */
    static final String SDM = "guest=sdm,init=2ff:c06";
    /** Where a design is expected to hold, a larger machine is searched. */
    static final String THREE = ",vcpus=3,frames=3";
    /** One variable range that guests move, widen, shrink, switch on and off, and give other types. */
    private static final String RANGE = ",frames=0x100000+0x200000+0x3ff000,init=2ff:800+200:200006+201:fffe00800,"
            + "wrmsr=2ff:0/800+200:100006/200006/200000+201:ffff00800/fffe00800/fffe00000";
    /** A variable range that has been there from the start, under which fixed ranges and the default type change. */
    private static final String RANGES_STAY =
            ",vcpus=3,frames=0x0+0x100000+0x200000,init=2ff:c06+200:100000+201:ffff00800,"
                    + "wrmsr=2ff:0/806/c06/c00+250:0/606060606060606";
    /** The first and the last page under one fixed-range MTRR. */
    private static final String ENDS_OF_RANGE = ",frames=0x0+0x7f000";

    private KvmClaims() {}

    static void all(Claims claims) {
        claims.from(MailThreads.KVM_MTRRS);
        cacheDisable(claims);
        versions(claims);
    }

    private static void cacheDisable(Claims claims) {
        claims.of("K1", LINUX_4_9, NO_STALE_IGMT)
                .at("cd=on")
                .violated("up to Linux 6.6, leaves made while CD=1 ignore the guest's PAT and survive CD=0");
        claims.of("K1b", LINUX_4_9, NO_STALE_IGMT)
                .at("hotplug=slots")
                .violated(
                        "up to Linux 6.6, leaves made before the first device survive its arrival, even if its BARs are memory slots: a slot that"
                                + " is added zaps nothing");
        claims.of("K2", LINUX_4_9_NO_QUIRK, NO_STALE_QUIESCENT)
                .at(SDM + THREE)
                .holds(
                        "with the quirk off every change of CD zaps everything, so nothing is stale as long as no device comes or goes");
        claims.of("K2b", LINUX_4_9_NO_QUIRK, NO_STALE_QUIESCENT)
                .at(SDM + ",hotplug=bare")
                .violated(
                        "even with the quirk off, up to Linux 6.6 a device that comes zaps nothing, and leaves become stale");
        claims.of("K3", ZAP_NON_WB, NO_STALE_QUIESCENT)
                .at(SDM + ",vcpus=1")
                .violated(
                        "zapping only what is not WB when CD clears leaves a UC leaf whose range was made WB meanwhile");
        claims.of("K4", ZAP_ALL, NO_STALE_QUIESCENT)
                .at("hotplug=bare" + THREE)
                .holds("zapping everything when CD clears is enough if guests write fixed ranges only");
        claims.of("K4b", ZAP_ALL, NO_STALE_QUIESCENT)
                .at("hotplug=bare" + ENDS_OF_RANGE)
                .holds("zapping everything when CD clears is enough for the first and the last page of a fixed range");
        claims.of("K4d", ZAP_ALL, NO_STALE_QUIESCENT)
                .at("guest=sdm,hotplug=bare" + RANGE)
                .holds(
                        "zapping everything when CD clears is enough for guests that update as the SDM says, whatever they do with variable ranges");
        claims.of("K4e", ZAP_ALL, NO_STALE_QUIESCENT)
                .at("hotplug=bare" + RANGES_STAY)
                .holds(
                        "zapping everything when CD clears is enough if variable ranges stay as they are, in whatever order a guest updates"
                                + " other MTRRs");
        claims.of("K4f", ZAP_ALL, NO_STALE_QUIESCENT)
                .at("vcpus=1" + RANGE)
                .open(
                        "K4 for guests that write all of their MTRRs in any order: is it enough to zap everything when CD clears?")
                .violated(
                        "with CD=0 the proposal is Linux, which zaps only the new range as the base of a valid one moves (K13). The frames that the"
                                + " range has left keep its type until CD clears the next time.");
        claims.of("K4g", ZAP_ALL, NO_STALE_QUIESCENT)
                .at("hotplug=bare,ranges=unmoved" + RANGE)
                .open(
                        "K4 for guests that write their MTRRs in any order, but move no valid variable range with CD=0 and E=1")
                .holds("where a valid range moves is the only hole (K13). Guests that follow the SDM move none.");
        claims.of("K5", ZAP_ALL, NEVER_WEAKER_WHILE_OFF)
                .at(SDM + ",vcpus=1")
                .violated(
                        "without a zap when the MTRRs are disabled, an access that the guest believes UC stays cached");
        claims.of("K5b", LINUX_4_9, NEVER_WEAKER_WHILE_OFF)
                .at(SDM + ",vcpus=1")
                .expectedToHold("up to Linux 6.6 disabling the MTRRs zaps, and leaves are rebuilt as UC")
                .violated(
                        "disabling the MTRRs does zap, but while CD=1 the quirk decides before the MTRRs do: the leaf is"
                                + " rebuilt as WB+IPAT (vmx_get_mt_mask() tests CR0.CD first). On a real Linux 6.1 leaves that were"
                                + " touched after that zap were WB+IPAT.");
        claims.of("K5c", LINUX_4_9_NO_QUIRK, NEVER_WEAKER_WHILE_OFF)
                .at(SDM + ",vcpus=1")
                .holds(
                        "with the quirk off, leaves that are zapped as the MTRRs are disabled are rebuilt as UC: CD=1 gives"
                                + " UC+IPAT, and every change of CD zaps");
    }

    private static void versions(Claims claims) {
        claims.of("K9", LINUX_4_9, NEVER_WEAKER)
                .at("mtrrs=off,wrmsr=none,cd=off")
                .violated("a guest without the MTRR feature gets WB with PAT, and believes UC");
        claims.from(LinuxCommits.DEVICES_ZAP);
        claims.of("K10", LINUX_4_9, NO_STALE_QUIESCENT)
                .at("cd=off,hotplug=bare")
                .violated("up to Linux 6.6 devices attach and detach without a zap");
        claims.of("K10b", LINUX_6_7, NO_STALE_QUIESCENT)
                .at("cd=off,hotplug=bare" + THREE)
                .holds("with a zap as the first device comes and as the last one goes, nothing is stale");
        claims.of("K10c", LINUX_6_7, NO_STALE_QUIESCENT)
                .at("cd=off,hotplug=bare" + ENDS_OF_RANGE)
                .holds(
                        "with a zap as the first device comes and as the last one goes, neither the first nor the last page"
                                + " of a fixed range is stale");
        claims.of("K10d", LINUX_6_7, NO_STALE_QUIESCENT)
                .at(
                        "cd=off,frames=0x200000+0x2ff000,init=2ff:806+200:200000+201:ffff00000,wrmsr=201:ffff00000/ffff00800")
                .holds(
                        "a variable range that is switched on and off leaves nothing stale: its range is zapped whether its"
                                + " V bit is set or not");
        claims.of("K10f", LINUX_6_7, NO_STALE_QUIESCENT)
                .at("cd=off,hotplug=bare,ranges=unmoved" + RANGE)
                .open("K10b for guests that also write variable ranges, but move no valid one with E=1")
                .holds("where a valid range moves is the only hole (K13).");
        claims.from(LinuxCommits.CD_WITH_PAT);
        claims.of("K11", LINUX_6_7, NO_STALE_IGMT)
                .at("hotplug=bare" + THREE)
                .holds("Linux 6.7 to 6.10: leaves made while CD=1 do not ignore the guest's PAT");
        claims.of("K11b", LINUX_6_7, NO_STALE_QUIESCENT)
                .at(SDM)
                .violated(
                        "Linux 6.7 to 6.10: a page touched between enabling the MTRRs again and CD=0 keeps a stale WB leaf");
        claims.from(LinuxCommits.NO_GUEST_MTRRS);
        claims.of("K12", LINUX_6_11, NO_STALE)
                .at("hotplug=bare" + THREE)
                .holds("Linux 6.11 on: MTRRs and CD mean nothing, so nothing becomes stale");
        claims.of("K12b", LINUX_6_11, NEVER_WEAKER)
                .at("init=2ff:c06")
                .violated("Linux 6.11 on: a guest that relies on MTRRs alone gets weaker types than it believes");
        claims.from(LinuxCommits.PAT_QUIRK);
        claims.of("K12c", LINUX_6_16_NO_QUIRK, NO_STALE)
                .at("hotplug=bare" + THREE)
                .holds(
                        "Linux 6.16 with IGNORE_GUEST_PAT disabled before the first leaf: one type for ever, so no zap is needed");
        claims.of("K12d", LINUX_6_16, NO_STALE)
                .at("cd=off,wrmsr=none,devices=0,disable-quirk=on")
                .violated(
                        "Linux 6.16: disabling IGNORE_GUEST_PAT at run time zaps nothing, so leaves that ignore the PAT stay");
        claims.of("K12e", LINUX_6_16, PAT_IS_HONOURED)
                .at("cd=off,hotplug=slots,init=2ff:806,wrmsr=277:7040600070400,disable-quirk=on")
                .violated(
                        "Linux 6.16: once IGNORE_GUEST_PAT is disabled, a device with non-coherent DMA zaps nothing as it comes. What the guest"
                                + " then makes uncached stays cached");
        claims.of("K12f", DISABLING_ZAPS, NO_STALE)
                .at("hotplug=bare,disable-quirk=on" + THREE)
                .holds("if disabling the quirk zapped everything, no leaf would be stale");
        claims.of("K12g", DISABLING_ZAPS, PAT_IS_HONOURED)
                .at("cd=off,hotplug=slots,init=2ff:806,wrmsr=277:7040600070400,disable-quirk=on")
                .holds("if disabling the quirk zapped everything, the guest's PAT would count from then on");
    }
}
