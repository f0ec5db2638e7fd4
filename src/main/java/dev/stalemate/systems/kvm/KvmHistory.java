package dev.stalemate.systems.kvm;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** KVM's fixes of 2023 to its memory types, each as a design before it, which must be violated, and one after it, which must hold. */
final class KvmHistory extends ClaimList {
    private static final String WEAKER = "never-weaker";
    private static final String PAT = "pat-is-honoured";
    private static final String COMPARED = "never-weaker-than-replaced";

    /** MTRRs are on, default WB, and a guest may make PAT entry 0 UC. */
    private static final String PAT_UC = "init=2ff:806,wrmsr=277:7040600070400";

    private static final String ATTACH = "cd=off,hotplug=bare," + PAT_UC;
    private static final String LARGER = ",vcpus=3,frames=3";
    private static final String BESIDE_PARENT = "replaces=linux-4.9,wrmsr=2ff:0/c06+250:0/606060606060606,init=2ff:c06";

    private KvmHistory(KvmSystem system) {
        super(system);
    }

    static List<Claim> of(KvmSystem system) {
        KvmHistory history = new KvmHistory(system);
        history.firstDevice();
        history.cachesDisabled();
        history.comparison();
        return history.all();
    }

    private void firstDevice() {
        claim(
                "H1",
                KvmDesigns.LINUX_4_9,
                WEAKER,
                ATTACH,
                VIOLATED,
                "Up to 362ff6dca541 (2023, Linux 6.7) the first device with non-coherent DMA found leaves that ignore the guest's PAT, and nobody"
                        + " zapped them. What the guest then makes uncached for the device stays cached.");
        claim(
                "H1fix",
                KvmDesigns.DEVICES_ZAP,
                WEAKER,
                ATTACH + LARGER,
                HOLDS,
                "362ff6dca541 (2023) zaps everything as the first such device comes and as the last one goes. Leaves are rebuilt by the rule for"
                        + " devices.");
        answer(
                "H1b",
                KvmDesigns.LINUX_4_9,
                WEAKER,
                ATTACH.replace("bare", "slots") + LARGER,
                VIOLATED,
                "The design before 362ff6dca541 (2023), with devices whose BARs are memory slots: does that hide the missing zap?",
                "no. kvm_set_memslot() zaps for a slot that is deleted or moved; a device that is plugged in adds its slots, and nothing is"
                        + " zapped. That commit's message says so.");
        answer(
                "H1c",
                KvmDesigns.LINUX_4_9,
                WEAKER,
                ATTACH.replace("bare", "slots-moved") + LARGER,
                HOLDS,
                "The same, where another slot is deleted or moved each time a device comes or goes: why few saw it.",
                "a slot that is deleted or moved zaps everything for reasons of its own, so the leaves are new whenever a device is.");
    }

    private void cachesDisabled() {
        claim(
                "H2",
                KvmDesigns.LINUX_4_9,
                PAT,
                PAT_UC,
                VIOLATED,
                "Up to c9f65a3f2d92 (2023, Linux 6.7) leaves that were made while CR0.CD=1 ignored the guest's PAT, and clearing CD zaps nothing."
                        + " What a driver maps uncached later stays cached.");
        claim(
                "H2fix",
                KvmDesigns.CD_WITH_PAT,
                PAT,
                PAT_UC + LARGER,
                HOLDS,
                "c9f65a3f2d92 (2023) makes those leaves WB with the guest's PAT. They may stay for ever.");
    }

    private void comparison() {
        claim(
                "H2b",
                KvmDesigns.CD_WITH_PAT,
                COMPARED,
                BESIDE_PARENT + ",hotplug=bare",
                HOLDS,
                "The argument of c9f65a3f2d92 (2023): WB with PAT is never weaker than WB without, so no guest can lose by it. Both designs run side"
                        + " by side, and their leaves are compared after every step.");
        answer(
                "H2c",
                KvmDesigns.LINUX_6_7,
                COMPARED,
                BESIDE_PARENT + ",hotplug=bare",
                VIOLATED,
                "The same of 362ff6dca541 and c9f65a3f2d92 together (2023): is Linux 6.7 never weaker than 6.6 on any path?",
                "6.7 zaps a UC leaf as the last device goes, and may build it again while CD=1, as WB whatever the MTRRs say, to stay so after CD=0"
                        + " (K11b). 6.6 has kept the UC leaf. The argument is about one commit, and a zap more is a way to a weaker leaf.");
        answer(
                "H2d",
                KvmDesigns.LINUX_6_7,
                COMPARED,
                BESIDE_PARENT + LARGER,
                HOLDS,
                "The same, where devices neither come nor go.",
                "without those zaps both designs have built their leaves at the same moments, and only the PAT tells them apart.");
    }
}
