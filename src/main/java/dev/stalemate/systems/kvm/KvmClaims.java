package dev.stalemate.systems.kvm;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 001 claims of CR0.CD and of devices, and of Linux by version. */
final class KvmClaims extends ClaimList {
    private static final String STALE_IGMT = "no-stale-igmt";
    private static final String QUIESCENT = "no-stale-quiescent";
    private static final String WEAKER = "never-weaker";
    private static final String WEAKER_OFF = "never-weaker-while-off";

    /** A guest whose MTRRs are on (E and FE, default WB) and which updates them as SDM 11.11.8 says. */
    private static final String SDM = "guest=sdm,init=2ff:c06";
    /** Where a design is expected to hold, a larger machine is searched. */
    private static final String THREE = ",vcpus=3,frames=3";
    /** The first and the last page under one fixed-range MTRR. */
    private static final String ENDS_OF_RANGE = ",frames=0x0+0x7f000";

    private KvmClaims(KvmSystem system) {
        super(system);
    }

    static List<Claim> of(KvmSystem system) {
        KvmClaims claims = new KvmClaims(system);
        claims.cacheDisable();
        claims.versions();
        return claims.all();
    }

    private void cacheDisable() {
        claim(
                "K1",
                KvmDesigns.LINUX_4_9,
                STALE_IGMT,
                "cd=on",
                VIOLATED,
                "up to Linux 6.6, leaves made while CD=1 ignore the guest's PAT and survive CD=0");
        claim(
                "K1b",
                KvmDesigns.LINUX_4_9,
                STALE_IGMT,
                "hotplug=slots",
                VIOLATED,
                "up to Linux 6.6, leaves made before the first device survive its coming, even where its BARs are memory slots: a slot that is added zaps"
                        + " nothing");
        claim(
                "K2",
                KvmDesigns.LINUX_4_9_NO_QUIRK,
                QUIESCENT,
                SDM + THREE,
                HOLDS,
                "with the quirk off every change of CD zaps everything, so nothing is stale while devices neither come nor go");
        claim(
                "K2b",
                KvmDesigns.LINUX_4_9_NO_QUIRK,
                QUIESCENT,
                SDM + ",hotplug=bare",
                VIOLATED,
                "with the quirk off a device that comes still zaps nothing up to Linux 6.6, and leaves get stale");
        claim(
                "K3",
                KvmDesigns.ZAP_NON_WB,
                QUIESCENT,
                SDM + ",vcpus=1",
                VIOLATED,
                "zapping only what is not WB when CD clears leaves a UC leaf whose range was made WB meanwhile");
        claim(
                "K4",
                KvmDesigns.ZAP_ALL,
                QUIESCENT,
                "hotplug=bare" + THREE,
                HOLDS,
                "zapping everything when CD clears is enough, where guests write fixed ranges alone");
        claim(
                "K4b",
                KvmDesigns.ZAP_ALL,
                QUIESCENT,
                "hotplug=bare" + ENDS_OF_RANGE,
                HOLDS,
                "the same for the first and the last page of a fixed range");
        claim(
                "K5",
                KvmDesigns.ZAP_ALL,
                WEAKER_OFF,
                SDM + ",vcpus=1",
                VIOLATED,
                "without a zap when the MTRRs are disabled, an access that the guest takes for UC stays cached");
        finding(
                "K5b",
                KvmDesigns.LINUX_4_9,
                WEAKER_OFF,
                SDM + ",vcpus=1",
                HOLDS,
                "up to Linux 6.6 disabling the MTRRs zaps, and leaves are rebuilt as UC",
                VIOLATED,
                "disabling the MTRRs does zap, but while CD=1 the quirk decides before the MTRRs do: the leaf is rebuilt as WB+IPAT"
                        + " (vmx_get_mt_mask() tests CR0.CD first). A real Linux 6.1 does the same: touched after that zap, its"
                        + " leaves were WB+IPAT.");
        claim(
                "K5c",
                KvmDesigns.LINUX_4_9_NO_QUIRK,
                WEAKER_OFF,
                SDM + ",vcpus=1",
                HOLDS,
                "with the quirk off they are: CD=1 gives UC+IPAT, and every change of CD zaps");
    }

    private void versions() {
        claim(
                "K9",
                KvmDesigns.LINUX_4_9,
                WEAKER,
                "mtrrs=off,wrmsr=none,cd=off",
                VIOLATED,
                "a guest without the MTRR feature gets WB with PAT, and believes UC");
        claim(
                "K10",
                KvmDesigns.LINUX_4_9,
                QUIESCENT,
                "cd=off,hotplug=bare",
                VIOLATED,
                "up to Linux 6.6 devices attach and detach without a zap");
        claim(
                "K10b",
                KvmDesigns.LINUX_6_7,
                QUIESCENT,
                "cd=off,hotplug=bare" + THREE,
                HOLDS,
                "with a zap at the first attach and the last detach nothing is stale");
        claim(
                "K10c",
                KvmDesigns.LINUX_6_7,
                QUIESCENT,
                "cd=off,hotplug=bare" + ENDS_OF_RANGE,
                HOLDS,
                "the same for the first and the last page of a fixed range");
        claim(
                "K10d",
                KvmDesigns.LINUX_6_7,
                QUIESCENT,
                "cd=off,frames=0x200000+0x2ff000,init=2ff:806+200:200000+201:ffff00000,wrmsr=201:ffff00000/ffff00800",
                HOLDS,
                "and of a variable range that is switched on and off: its V bit doesn't matter for what is zapped");
        claim(
                "K11",
                KvmDesigns.LINUX_6_7,
                STALE_IGMT,
                "hotplug=bare" + THREE,
                HOLDS,
                "Linux 6.7 to 6.10: leaves made while CD=1 don't ignore PAT");
        claim(
                "K11b",
                KvmDesigns.LINUX_6_7,
                QUIESCENT,
                SDM,
                VIOLATED,
                "but a page touched between enabling the MTRRs again and CD=0 keeps a stale WB leaf");
        claim(
                "K12",
                KvmDesigns.LINUX_6_11,
                "no-stale",
                "hotplug=bare" + THREE,
                HOLDS,
                "Linux 6.11 on: MTRRs and CD mean nothing, so nothing gets stale");
        claim(
                "K12b",
                KvmDesigns.LINUX_6_11,
                WEAKER,
                "init=2ff:c06",
                VIOLATED,
                "but a guest that relies on MTRRs alone gets weaker types than it believes");
        claim(
                "K12c",
                KvmDesigns.LINUX_6_16_NO_QUIRK,
                "no-stale",
                "hotplug=bare" + THREE,
                HOLDS,
                "Linux 6.16 with IGNORE_GUEST_PAT disabled before the first leaf: one type for ever, so no zap is needed");
        claim(
                "K12d",
                KvmDesigns.LINUX_6_16,
                "no-stale",
                "cd=off,wrmsr=none,devices=0,disable-quirk=on",
                VIOLATED,
                "Linux 6.16: disabling IGNORE_GUEST_PAT at run time zaps nothing, so that leaves which ignore the PAT stay");
        claim(
                "K12e",
                KvmDesigns.LINUX_6_16,
                "pat-is-honoured",
                "cd=off,hotplug=slots,init=2ff:806,wrmsr=277:7040600070400,disable-quirk=on",
                VIOLATED,
                "Linux 6.16: once IGNORE_GUEST_PAT is disabled, a device with non-coherent DMA zaps nothing as it comes: what the guest then makes"
                        + " uncached stays cached");
        claim(
                "K12f",
                KvmDesigns.DISABLING_ZAPS,
                "no-stale",
                "hotplug=bare,disable-quirk=on" + THREE,
                HOLDS,
                "if disabling the quirk zapped everything, no leaf would be stale");
        claim(
                "K12g",
                KvmDesigns.DISABLING_ZAPS,
                "pat-is-honoured",
                "cd=off,hotplug=slots,init=2ff:806,wrmsr=277:7040600070400,disable-quirk=on",
                HOLDS,
                "and the guest's PAT would count from then on");
    }
}
