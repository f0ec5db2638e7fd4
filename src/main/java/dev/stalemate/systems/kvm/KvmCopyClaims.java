package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmClaims.SDM;
import static dev.stalemate.systems.kvm.KvmDesigns.VM_COPY;
import static dev.stalemate.systems.kvm.KvmDesigns.VM_COPY_AT_CD0;
import static dev.stalemate.systems.kvm.KvmDesigns.VM_COPY_LOWEST_ONLINE;
import static dev.stalemate.systems.kvm.KvmDesigns.VM_COPY_MARKED;
import static dev.stalemate.systems.kvm.KvmDesigns.VM_COPY_VCPU_0;
import static dev.stalemate.systems.kvm.KvmDesigns.VM_COPY_ZAP_ALL;
import static dev.stalemate.systems.kvm.KvmDesigns.ZAP_ALL;
import static dev.stalemate.systems.kvm.KvmLaws.FOLLOWS_MTRRS;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE_QUIESCENT;
import static dev.stalemate.systems.kvm.KvmLaws.ONE_ZAP_A_ROUND;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.MailThreads;

/** What the thread claims of a per-VM copy of the MTRRs: which vCPUs write it, what marks it, when it is compared, and what CD=0 zaps. */
final class KvmCopyClaims {
    private static final String ON = ",init=2ff:c06";
    private static final String LINUX = "guest=linux" + ON;
    /** Nothing is touched between the first CD=1 and the last CD=0 of an update. */
    static final String QUIET = ",touch=outside";

    /** Updates that change the default type, FE or a fixed range, alone or together; E is cleared with the rest of its MSR left alone. */
    private static final String DEFAULT_AND_FIXED =
            ",frames=0x0+0x100000,wrmsr=2ff:6/806/c06/c00+250:0/606060606060606";
    /** From reset on: the first round sets E. */
    private static final String FROM_RESET =
            ",init=2ff:6,frames=0x0+0x100000,wrmsr=2ff:6/806/c06+250:0/606060606060606";
    /** One variable range that updates move, widen, shrink, and turn on and off. */
    private static final String VARIABLE = ",init=2ff:806+200:100000+201:ffff00800,frames=0x1ff000+0x200000+0x3ff000,"
            + "wrmsr=2ff:6/806+200:100000/200000+201:ffff00800/fffe00800/ffff00000";
    /** Updates that give three fixed registers and a variable range other types; frames at the ends of what each covers. */
    private static final String OTHER_TYPES =
            ",vcpus=1,init=2ff:c06+200:100000+201:ffff00800,frames=0x7f000+0x80000+0x9f000+0xff000+0x100000+0x1ff000,"
                    + "wrmsr=2ff:406/c06+250:0/606060606060606+258:0/606060606060606+26f:0/606060606060606+200:100000/100004";
    /** A guest that writes its MTRRs with CD=0. */
    private static final String AT_ONCE =
            "cd=off,init=2ff:c06,frames=0x0+0x7f000+0x100000,wrmsr=2ff:6/806/c06/c00+250:0/606060606060606";
    /** The code of the update is at 0x100000, which is WB whenever E=1; the other frame is touched between updates. */
    private static final String CODE = ",touch=code,frames=0x0+0x100000,wrmsr=2ff:6/806/c06+250:0/606060606060606";

    private static final String ROUNDS =
            LINUX + QUIET + ",vcpus=3,zaps=on,frames=0x0," + "wrmsr=2ff:6/806/c06/c00+250:0/606060606060606";
    private static final String ROUNDS_AT_ONCE = SDM + QUIET + ",vcpus=3,frames=1,zaps=on";
    private static final String OFFLINE = SDM + QUIET + ",offline=on,frames=1";

    private KvmCopyClaims() {}

    static void all(Claims claims) {
        claims.from(MailThreads.KVM_MTRRS);
        differingRanges(claims);
        differingRangesElsewhere(claims);
        asProposed(claims);
        chosenVcpu(claims);
        everyVcpu(claims);
        comparedAtCd0(claims);
    }

    private static void differingRanges(Claims claims) {
        claims.of("K6", VM_COPY, NO_STALE_QUIESCENT)
                .at(SDM + QUIET + ",vcpus=3" + DEFAULT_AND_FIXED)
                .holds(
                        "a per-VM copy that CD=0 compares with what leaves were built with leaves nothing stale, if nothing is touched during"
                                + " updates");
        claims.of("K6b", VM_COPY, NO_STALE_QUIESCENT)
                .at(SDM)
                .open("a per-VM copy that CD=0 compares with what leaves were built with leaves nothing stale, even if"
                        + " frames may be touched while CD=1")
                .violated(
                        "a frame touched while CD=1 gets WB whatever its range. The update has cleared E and set it again. So at CD=0 no register"
                                + " differs from what leaves were built with, and nothing is zapped.");
        claims.of("K6c", VM_COPY, NO_STALE_QUIESCENT)
                .at("init=2ff:c06")
                .open(
                        "a per-VM copy that CD=0 compares with what leaves were built with leaves nothing stale for guests"
                                + " that do not follow the SDM's procedure")
                .violated(
                        "setting and clearing CD without an MTRR change is enough: a frame touched in between keeps its WB"
                                + " leaf.");
        claims.of("K6d", VM_COPY, FOLLOWS_MTRRS)
                .at("guest=sdm" + QUIET + FROM_RESET)
                .holds(
                        "a copy that CD=0 compares gives leaves the types of the guest's MTRRs after each round, from reset on, where the first"
                                + " round sets E");
        claims.of("K6e", VM_COPY, FOLLOWS_MTRRS)
                .at("guest=sdm" + QUIET + VARIABLE)
                .holds("a copy that CD=0 compares gives leaves the types of the guest's MTRRs where a variable range"
                        + " moves, grows, shrinks, or is turned on or off");
        claims.of("K6f", VM_COPY, NO_STALE_QUIESCENT)
                .at(LINUX + CODE)
                .open(
                        "a copy that CD=0 compares, where only the code of the update is fetched during updates, from a frame that is WB whenever"
                                + " E=1")
                .violated(
                        "a vCPU with CD=0 fetches it while another vCPU has cleared E in the copy, and gets a UC leaf. E is set again, nothing"
                                + " differs at CD=0, and the leaf stays. That code is slow from then on.");
    }

    /** Claims of K6 about what else the copy and its zaps must include. */
    private static void differingRangesElsewhere(Claims claims) {
        claims.of("K6m", VM_COPY, FOLLOWS_MTRRS)
                .at("guest=sdm" + QUIET + OTHER_TYPES)
                .holds("a copy that CD=0 compares zaps all of each range whose type differs");
        claims.of("K6n", VM_COPY, FOLLOWS_MTRRS)
                .at(AT_ONCE)
                .holds("a copy that CD=0 compares is compared at each write of a guest that writes MTRRs with CD=0");
    }

    private static void asProposed(Claims claims) {
        claims.of("K6g", VM_COPY_MARKED, NO_STALE_QUIESCENT)
                .at(LINUX)
                .open(
                        "a copy whose entries are marked by writes that differ, as proposed, where vCPUs update one after the other and frames"
                                + " are touched at any moment")
                .holds(
                        "a mark stays when the register gets its old value again. The E bit that every update clears marks the default type, so"
                                + " each vCPU's CD=0 zaps everything.");
        claims.of("K6h", VM_COPY, NO_STALE_QUIESCENT)
                .at(LINUX)
                .open(
                        "a copy that CD=0 compares with what leaves were built with leaves nothing stale where vCPUs update"
                                + " one after the other and frames are touched at any moment")
                .violated(
                        "each update clears E and sets it again, so at CD=0 no register differs from what leaves were built"
                                + " with. Nothing is zapped, and a frame that was touched meanwhile keeps its leaf.");
        claims.of("K6i", VM_COPY_MARKED, NO_STALE_QUIESCENT)
                .at(SDM)
                .open("the proposal with marks, where vCPUs update at the same time, as SDM 11.11.8 lets them")
                .violated(
                        "a vCPU that clears CD zaps, and removes the marks of all vCPUs. What another vCPU touches after"
                                + " that, while it still has CD=1, gets WB and keeps it: at its own CD=0 nothing is marked.");
        claims.of("K6j", VM_COPY_MARKED, ONE_ZAP_A_ROUND)
                .at(ROUNDS)
                .open(
                        "the proposal with marks: \"In theory, only one vCPU will trigger this zap in each round of MTRR update\"")
                .violated(
                        "each vCPU clears E in the copy and sets it again, and both differ from what the copy has: each CD=0 zaps.");
        claims.of("K6k", VM_COPY_MARKED, FOLLOWS_MTRRS)
                .at("guest=sdm,vcpus=3,init=2ff:c06" + CODE)
                .open("the proposal with marks, where only the code of the update is fetched during updates")
                .holds(
                        "the code's frame is WB for a vCPU with CD=1, and for one with CD=0 it is UC only while E is clear in the copy. When E is"
                                + " set again, the default type is marked, and a later CD=0 zaps.");
        claims.of("K6l", VM_COPY_MARKED, FOLLOWS_MTRRS)
                .at(AT_ONCE)
                .holds(
                        "the proposal with marks, for guests that write MTRRs with CD=0: each write zaps at once what it changes");
        claims.of("K6p", VM_COPY_MARKED, FOLLOWS_MTRRS)
                .at(
                        "cd=off,init=2ff:806+200:200000+201:ffff00000,frames=0x200000+0x2ff000,wrmsr=200:200000/200006+201:ffff00000/ffff00800")
                .holds(
                        "the proposal with marks, for guests that write MTRRs with CD=0: a variable range is zapped at once"
                                + " when it gets another type or is switched on or off");
        claims.of("K6o", VM_COPY_MARKED, FOLLOWS_MTRRS)
                .at("cd=off" + OTHER_TYPES)
                .holds("the proposal with marks, for guests that write MTRRs with CD=0: all of each range whose type"
                        + " changes is zapped");
    }

    private static void chosenVcpu(Claims claims) {
        claims.of("K7", VM_COPY_VCPU_0, FOLLOWS_MTRRS)
                .at(OFFLINE)
                .violated("a copy that one chosen vCPU writes stops following the guest once that vCPU goes off line");
        claims.of("K7b", VM_COPY_LOWEST_ONLINE, FOLLOWS_MTRRS)
                .at(OFFLINE)
                .open("\"the lowest online vCPU\" writes the copy: \"Will that work for kexec()?\"")
                .violated(
                        "no, if a vCPU that comes back on line keeps the MTRRs that it had. When the others then return to these values, all are"
                                + " equal again. But their writes do not count, and the lowest vCPU has nothing to write: the copy keeps the"
                                + " values that they left.");
        claims.of("K7c", VM_COPY_LOWEST_ONLINE, FOLLOWS_MTRRS)
                .at(OFFLINE + ",online=reprogrammed,vcpus=3")
                .open("\"the lowest online vCPU\" writes the copy, where a vCPU that comes back on line is given the"
                        + " MTRRs of the others, as Linux guests do")
                .holds("the vCPU writes them itself, by the whole procedure, so if it is the lowest vCPU then, the copy"
                        + " has them.");
    }

    private static void everyVcpu(Claims claims) {
        claims.of("K8", VM_COPY_ZAP_ALL, NO_STALE_QUIESCENT)
                .at(SDM + QUIET + ",vcpus=3" + DEFAULT_AND_FIXED)
                .holds("every vCPU writes the copy, and CD=0 zaps if and only if the MTRRs differ: nothing is stale");
        claims.of("K8b", VM_COPY_ZAP_ALL, ONE_ZAP_A_ROUND)
                .at(ROUNDS)
                .holds("a copy that every vCPU writes costs one zap for each round of updates, instead of one for each"
                        + " vCPU, if vCPUs update one after the other");
        claims.of("K8c", VM_COPY_ZAP_ALL, NO_STALE_QUIESCENT)
                .at(SDM)
                .open(
                        "a copy that every vCPU writes, with a zap at CD=0 if and only if the MTRRs differ, leaves nothing"
                                + " stale even if frames may be touched while CD=1")
                .violated("if no register differs at CD=0 nothing is zapped, whatever was touched while CD=1.");
        claims.of("K8d", ZAP_ALL, ONE_ZAP_A_ROUND)
                .at(ROUNDS)
                .violated("without a copy each vCPU's CD=0 zaps once more");
        claims.of("K8e", VM_COPY_ZAP_ALL, ONE_ZAP_A_ROUND)
                .at(ROUNDS_AT_ONCE)
                .open("a copy that every vCPU writes at once costs one zap for each round of updates even where vCPUs"
                        + " update at the same time, as SDM 11.11.8 lets them")
                .violated(
                        "a vCPU that clears CD while another has just disabled the copy zaps because of that difference, and the other one zaps"
                                + " again. The enable bit belongs to the copy.");
        claims.of("K8f", VM_COPY_ZAP_ALL, FOLLOWS_MTRRS)
                .at("guest=sdm" + QUIET + FROM_RESET)
                .holds(
                        "a copy that every vCPU writes gives leaves the types of the guest's MTRRs after each round, from"
                                + " reset on");
        claims.of("K8g", VM_COPY_ZAP_ALL, FOLLOWS_MTRRS)
                .at("guest=sdm" + QUIET + VARIABLE)
                .holds(
                        "a copy that every vCPU writes gives leaves the types of the guest's MTRRs where a variable range"
                                + " moves, grows, shrinks, or is turned on or off");
        claims.of("K8h", VM_COPY_ZAP_ALL, NO_STALE_QUIESCENT)
                .at(LINUX + CODE)
                .open("a copy that every vCPU writes leaves nothing stale where only the code of the update is fetched"
                        + " during updates")
                .violated(
                        "a vCPU with CD=0 fetches the code while the copy has E=0, and gets a UC leaf. E is set again,"
                                + " nothing differs at CD=0, and the leaf stays.");
    }

    private static void comparedAtCd0(Claims claims) {
        claims.of("K8i", VM_COPY_AT_CD0, ONE_ZAP_A_ROUND)
                .at(ROUNDS_AT_ONCE)
                .holds("a copy that is only written at CD=0 costs one zap for each round of updates, even where vCPUs"
                        + " update at the same time");
        claims.of("K8j", VM_COPY_AT_CD0, FOLLOWS_MTRRS)
                .at(SDM + ",vcpus=3" + CODE)
                .holds(
                        "a copy that is only written at CD=0 never has E=0 during updates: leaves follow the MTRRs even if the code of the update"
                                + " is fetched at any moment");
        claims.of("K8k", VM_COPY_AT_CD0, FOLLOWS_MTRRS)
                .at(SDM + QUIET + DEFAULT_AND_FIXED)
                .holds("a copy that is only written at CD=0 follows changes of the default type and of FE");
        claims.of("K8l", VM_COPY_AT_CD0, FOLLOWS_MTRRS)
                .at("guest=sdm" + QUIET + FROM_RESET)
                .holds("a copy that is only written at CD=0 follows the first round after reset");
        claims.of("K8m", VM_COPY_AT_CD0, FOLLOWS_MTRRS)
                .at("guest=sdm" + QUIET + VARIABLE)
                .holds("a copy that is only written at CD=0 follows a variable range");
        claims.of("K8o", VM_COPY_AT_CD0, FOLLOWS_MTRRS)
                .at("guest=sdm" + QUIET + OTHER_TYPES)
                .holds("a copy that is only written at CD=0 follows the types of fixed and variable ranges");
        claims.of("K8p", VM_COPY_AT_CD0, FOLLOWS_MTRRS)
                .at(AT_ONCE)
                .holds("a copy that is only written at CD=0 is compared at each write of a guest that writes MTRRs with"
                        + " CD=0");
        claims.of("K8n", VM_COPY_AT_CD0, NO_STALE_QUIESCENT)
                .at(LINUX)
                .open("a copy that is only written at CD=0, if frames may be touched while CD=1")
                .violated("if no register differs at CD=0 nothing is zapped, whatever was touched while CD=1.");
    }
}
