package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmClaims.THREE;
import static dev.stalemate.systems.kvm.KvmDesigns.CD_WITH_PAT;
import static dev.stalemate.systems.kvm.KvmDesigns.DEVICES_ZAP;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_9;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_7;
import static dev.stalemate.systems.kvm.KvmLaws.NEVER_WEAKER;
import static dev.stalemate.systems.kvm.KvmLaws.NEVER_WEAKER_THAN_REPLACED;
import static dev.stalemate.systems.kvm.KvmLaws.PAT_IS_HONOURED;

import dev.stalemate.model.Claims;

/** Fixes of KVM's memory types (2023): the design before each of them violates a law, and for the one after it the law holds. */
final class KvmHistory {
    /** MTRRs are on, default WB, and a guest may make PAT entry 0 UC. */
    private static final String PAT_UC = "init=2ff:806,wrmsr=277:7040600070400";

    static final String ATTACH = "cd=off,hotplug=bare," + PAT_UC;
    private static final String BESIDE_PARENT = "replaces=linux-4.9,wrmsr=2ff:0/c06+250:0/606060606060606,init=2ff:c06";

    private KvmHistory() {}

    static void all(Claims claims) {
        claims.from();
        firstDevice(claims);
        cachesDisabled(claims);
        comparison(claims);
    }

    private static void firstDevice(Claims claims) {
        claims.of("H1", LINUX_4_9, NEVER_WEAKER)
                .at(ATTACH)
                .violated(
                        "Up to 362ff6dca541 (2023, Linux 6.7) nothing zapped leaves that ignore the guest's PAT when the first "
                                + "device with non-coherent DMA came. Memory that the guest then makes uncached for the device stays cached.");
        claims.of("H1fix", DEVICES_ZAP, NEVER_WEAKER)
                .at(ATTACH + THREE)
                .holds(
                        "362ff6dca541 (2023) zaps everything as the first such device comes and as the last one goes. Leaves are then built by"
                                + " the rule for devices.");
        claims.of("H1b", LINUX_4_9, NEVER_WEAKER)
                .at(ATTACH.replace("bare", "slots") + THREE)
                .open(
                        "The design before 362ff6dca541 (2023), with devices whose BARs are memory slots: does that hide the missing zap?")
                .violated(
                        "no. kvm_set_memslot() zaps for a slot that is deleted or moved; a device that is plugged in adds its slots, and nothing"
                                + " is zapped. That commit's message says so.");
        claims.of("H1c", LINUX_4_9, NEVER_WEAKER)
                .at(ATTACH.replace("bare", "slots-moved") + THREE)
                .open("The design before 362ff6dca541 (2023), where another slot is deleted or moved each time a device"
                        + " comes or goes. Few users saw the bug because of that.")
                .holds(
                        "a slot that is deleted or moved zaps everything anyway, so all leaves are new whenever a device is.");
    }

    private static void cachesDisabled(Claims claims) {
        claims.of("H2", LINUX_4_9, PAT_IS_HONOURED)
                .at(PAT_UC)
                .violated(
                        "Up to c9f65a3f2d92 (2023, Linux 6.7) leaves that were made while CR0.CD=1 ignored the guest's PAT, and "
                                + "clearing CD zapped nothing. Memory that a driver maps uncached later stays cached.");
        claims.of("H2fix", CD_WITH_PAT, PAT_IS_HONOURED)
                .at(PAT_UC + THREE)
                .holds("c9f65a3f2d92 (2023) makes those leaves WB with the guest's PAT. They may stay for ever.");
    }

    private static void comparison(Claims claims) {
        claims.of("H2b", CD_WITH_PAT, NEVER_WEAKER_THAN_REPLACED)
                .at(BESIDE_PARENT + ",hotplug=bare")
                .holds(
                        "The argument of c9f65a3f2d92 (2023): WB with PAT is never weaker than WB without it, so no guest can lose by the change."
                                + " Both designs run side by side, and their leaves are compared after every step.");
        claims.of("H2c", LINUX_6_7, NEVER_WEAKER_THAN_REPLACED)
                .at(BESIDE_PARENT + ",hotplug=bare")
                .open("Both 362ff6dca541 and c9f65a3f2d92 (2023): is Linux 6.7 never weaker than 6.6 on any path?")
                .violated(
                        "6.7 zaps a UC leaf as the last device goes, and may build it again while CD=1: as WB, whatever the MTRRs say, and it"
                                + " stays WB after CD=0 (K11b). 6.6 has kept the UC leaf. The argument is about one commit, and one more zap can"
                                + " lead to a weaker leaf.");
        claims.of("H2d", LINUX_6_7, NEVER_WEAKER_THAN_REPLACED)
                .at(BESIDE_PARENT + THREE)
                .open("Both 362ff6dca541 and c9f65a3f2d92 (2023), where no device comes or goes: is Linux 6.7 never"
                        + " weaker than 6.6 on any path?")
                .holds(
                        "without those zaps both designs build their leaves at the same moments, and they differ only in the PAT.");
    }
}
