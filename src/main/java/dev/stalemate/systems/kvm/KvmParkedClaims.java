package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmClaims.SDM;
import static dev.stalemate.systems.kvm.KvmClaims.THREE;
import static dev.stalemate.systems.kvm.KvmCopyClaims.QUIET;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_9_NO_QUIRK;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_11;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_7;
import static dev.stalemate.systems.kvm.KvmDesigns.VM_COPY_AT_CD0;
import static dev.stalemate.systems.kvm.KvmDesigns.VM_COPY_MARKED;
import static dev.stalemate.systems.kvm.KvmDesigns.ZAP_ALL;
import static dev.stalemate.systems.kvm.KvmLaws.FOLLOWS_MTRRS;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE_IGMT;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE_QUIESCENT;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.MailThreads;

/**
 * The thread's claims if a vCPU starts as application processors do: parked, with CR0.CD=1 and its MTRRs disabled, until INIT and SIPI
 * start it.
 */
final class KvmParkedClaims {
    private static final String PARKED = ",parked=1";
    /** As Linux starts application processors: each is given the MTRRs of the others before it clears CD. */
    private static final String LINUX = "guest=linux,init=2ff:c06,online=reprogrammed";

    private static final String DEFAULT_AND_FIXED =
            ",vcpus=3,frames=0x0+0x100000,wrmsr=2ff:6/806/c06/c00+250:0/606060606060606";

    private KvmParkedClaims() {}

    static void all(Claims claims) {
        claims.from(MailThreads.KVM_MTRRS);
        linux(claims);
        proposals(claims);
    }

    private static void linux(Claims claims) {
        claims.of("K2c", LINUX_4_9_NO_QUIRK, NO_STALE_QUIESCENT)
                .at(SDM + THREE + PARKED)
                .open("K2, where one vCPU starts parked with CD=1, as application processors do after reset")
                .holds(
                        "INIT and SIPI do not change CD and zap nothing, but the vCPU has to clear CD, and with the quirk off that zaps everything.");
        claims.of("K10e", LINUX_6_7, NO_STALE_QUIESCENT)
                .at("cd=off,hotplug=bare" + PARKED)
                .open("K10b, where one vCPU starts parked with CD=1: a guest that never sets CD itself")
                .violated(
                        "after reset CD is set, and whatever an application processor touches before it clears CD gets WB."
                                + " To clear CD zaps nothing, so the leaf stays, as in K11b, without any update of MTRRs.");
        claims.of("K11c", LINUX_6_7, NO_STALE_IGMT)
                .at("hotplug=bare" + THREE + PARKED)
                .open("K11, where one vCPU starts parked with CD=1")
                .holds("the leaves that the parked vCPU builds are WB, but they do not ignore the guest's PAT.");
        claims.of("K12h", LINUX_6_11, NO_STALE)
                .at("hotplug=bare" + THREE + PARKED)
                .open("K12, where one vCPU starts parked with CD=1")
                .holds("neither the CD of the parked vCPU nor its MTRRs mean anything to a leaf.");
    }

    private static void proposals(Claims claims) {
        claims.of("K4c", ZAP_ALL, NO_STALE_QUIESCENT)
                .at("hotplug=bare" + THREE + PARKED)
                .open("K4, where one vCPU starts parked with CD=1")
                .holds("CD=0 zaps everything, whether a guest or a reset had set CD, and that is enough.");
        claims.of("K6q", VM_COPY_MARKED, NO_STALE_QUIESCENT)
                .at(LINUX + PARKED)
                .open(
                        "the proposal with marks as in K6g, where one vCPU starts parked with CD=1 and its MTRRs disabled")
                .violated(
                        "K6g holds because each update clears E and so marks the default type. A vCPU that comes out of reset has E=0 already, so"
                                + " it never clears E, and it writes what the copy has. Nothing is marked, and its CD=0 zaps nothing of what it"
                                + " touched.");
        claims.of("K6r", VM_COPY_MARKED, NO_STALE_QUIESCENT)
                .at(LINUX + QUIET + DEFAULT_AND_FIXED + PARKED)
                .open("the proposal with marks, where one vCPU starts parked with CD=1 and its MTRRs disabled, and"
                        + " nothing is touched while a vCPU has CD=1")
                .holds("no leaf is built that the vCPU's CD=0 would have to zap. What the vCPU writes into the copy is"
                        + " marked.");
        claims.of("K8q", VM_COPY_AT_CD0, FOLLOWS_MTRRS)
                .at(LINUX + QUIET + DEFAULT_AND_FIXED + PARKED)
                .open("a copy that is only written at CD=0, where one vCPU starts parked with CD=1")
                .holds("the vCPU is given the MTRRs of the others before it clears CD, so at CD=0 it has what the copy"
                        + " has. The E=0 that it started with never gets into the copy.");
    }
}
