package dev.stalemate.systems.kvm;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/**
 * What becomes of thread 001's claims where a vCPU starts as application processors do: parked, with CR0.CD=1 and its MTRRs disabled, until
 * INIT and SIPI start it.
 */
final class KvmParkedClaims extends ClaimList {
    private static final String QUIESCENT = "no-stale-quiescent";
    private static final String FOLLOWS = "leaf-follows-online-mtrrs";

    private static final String PARKED = ",parked=1";
    private static final String SDM = "guest=sdm,init=2ff:c06";
    /** As Linux starts application processors: each is given the MTRRs of the others before it clears CD. */
    private static final String LINUX = "guest=linux,init=2ff:c06,online=reprogrammed";
    /** Where a design is expected to hold, a larger machine is searched. */
    private static final String THREE = ",vcpus=3,frames=3";
    /** Nothing is touched between the first CD=1 and the last CD=0. */
    private static final String QUIET = ",touch=outside";

    private static final String DEFAULT_AND_FIXED =
            ",vcpus=3,frames=0x0+0x100000,wrmsr=2ff:6/806/c06/c00+250:0/606060606060606";

    private KvmParkedClaims(KvmSystem system) {
        super(system);
    }

    static List<Claim> of(KvmSystem system) {
        KvmParkedClaims claims = new KvmParkedClaims(system);
        claims.linux();
        claims.proposals();
        return claims.all();
    }

    private void linux() {
        answer(
                "K2c",
                KvmDesigns.LINUX_4_9_NO_QUIRK,
                QUIESCENT,
                SDM + THREE + PARKED,
                HOLDS,
                "K2, where one vCPU starts parked with CD=1, as application processors do after reset",
                "INIT and SIPI change no CD and zap nothing, but the vCPU has to clear CD, and with the quirk off that zaps everything.");
        answer(
                "K10e",
                KvmDesigns.LINUX_6_7,
                QUIESCENT,
                "cd=off,hotplug=bare" + PARKED,
                VIOLATED,
                "K10b, where one vCPU starts parked with CD=1: a guest that never sets CD itself",
                "after reset CD is set, and whatever an application processor touches before it clears CD gets WB. Clearing CD zaps"
                        + " nothing: K11b's leaf, without any update of MTRRs.");
        answer(
                "K11c",
                KvmDesigns.LINUX_6_7,
                "no-stale-igmt",
                "hotplug=bare" + THREE + PARKED,
                HOLDS,
                "K11, where one vCPU starts parked with CD=1",
                "its leaves are WB, too, but they don't ignore PAT.");
        answer(
                "K12h",
                KvmDesigns.LINUX_6_11,
                "no-stale",
                "hotplug=bare" + THREE + PARKED,
                HOLDS,
                "K12, where one vCPU starts parked with CD=1",
                "neither its CD nor its MTRRs mean anything to a leaf.");
    }

    private void proposals() {
        answer(
                "K4c",
                KvmDesigns.ZAP_ALL,
                QUIESCENT,
                "hotplug=bare" + THREE + PARKED,
                HOLDS,
                "K4, where one vCPU starts parked with CD=1",
                "that CD=0 zaps everything is enough, whether a guest or a reset had set CD.");
        answer(
                "K6q",
                KvmDesigns.VM_COPY_MARKED,
                QUIESCENT,
                LINUX + PARKED,
                VIOLATED,
                "the proposal with marks as in K6g, where one vCPU starts parked with CD=1 and its MTRRs disabled",
                "K6g holds because each update clears E and so marks the default type. A vCPU that comes out of reset has E=0 already: it"
                        + " never clears it, and writes what the copy has. Nothing is marked, and its CD=0 zaps nothing of what it touched.");
        answer(
                "K6r",
                KvmDesigns.VM_COPY_MARKED,
                QUIESCENT,
                LINUX + QUIET + DEFAULT_AND_FIXED + PARKED,
                HOLDS,
                "the same, if nothing is touched while a vCPU has CD=1",
                "then no leaf is built that CD=0 would have to zap for the vCPU's own sake; what it writes into the copy is marked as ever.");
        answer(
                "K8q",
                KvmDesigns.VM_COPY_AT_CD0,
                FOLLOWS,
                LINUX + QUIET + DEFAULT_AND_FIXED + PARKED,
                HOLDS,
                "a copy that is only written at CD=0, where one vCPU starts parked with CD=1",
                "it is given the MTRRs of the others before it clears CD, so at CD=0 it has what the copy has: the E=0 that it started with"
                        + " never gets there.");
    }
}
