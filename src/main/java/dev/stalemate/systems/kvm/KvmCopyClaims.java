package dev.stalemate.systems.kvm;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 001 claims of a per-VM copy of the MTRRs: which vCPUs write it, what marks it, when it is compared, and what CD=0 zaps. */
final class KvmCopyClaims extends ClaimList {
    private static final String QUIESCENT = "no-stale-quiescent";
    private static final String FOLLOWS = "leaf-follows-online-mtrrs";
    private static final String ONE_ZAP = "one-zap-a-round";

    private static final String ON = ",init=2ff:c06";
    private static final String SDM = "guest=sdm" + ON;
    private static final String LINUX = "guest=linux" + ON;
    /** Nothing is touched between the first CD=1 and the last CD=0 of an update. */
    private static final String QUIET = ",touch=outside";

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

    private KvmCopyClaims(KvmSystem system) {
        super(system);
    }

    static List<Claim> of(KvmSystem system) {
        KvmCopyClaims claims = new KvmCopyClaims(system);
        claims.differingRanges();
        claims.differingRangesElsewhere();
        claims.asProposed();
        claims.chosenVcpu();
        claims.everyVcpu();
        claims.comparedAtCd0();
        return claims.all();
    }

    private void differingRanges() {
        claim(
                "K6",
                KvmDesigns.VM_COPY,
                QUIESCENT,
                SDM + QUIET + ",vcpus=3" + DEFAULT_AND_FIXED,
                HOLDS,
                "a per-VM copy that CD=0 compares with what leaves were built with leaves nothing stale, if nothing is touched during updates");
        answer(
                "K6b",
                KvmDesigns.VM_COPY,
                QUIESCENT,
                SDM,
                VIOLATED,
                "the same, if frames may be touched while CD=1",
                "a frame touched while CD=1 gets WB whatever its range. The update has cleared E and set it again, so that at CD=0 no register"
                        + " differs from what leaves were built with, and nothing is zapped.");
        answer(
                "K6c",
                KvmDesigns.VM_COPY,
                QUIESCENT,
                "init=2ff:c06",
                VIOLATED,
                "the same, for guests that don't follow the SDM's procedure",
                "setting and clearing CD without an MTRR change is enough: a frame touched in between keeps its WB leaf.");
        claim(
                "K6d",
                KvmDesigns.VM_COPY,
                FOLLOWS,
                "guest=sdm" + QUIET + FROM_RESET,
                HOLDS,
                "a copy that CD=0 compares gives leaves the types of the guest's MTRRs after each round, from reset on, where the first round sets E");
        claim(
                "K6e",
                KvmDesigns.VM_COPY,
                FOLLOWS,
                "guest=sdm" + QUIET + VARIABLE,
                HOLDS,
                "a copy that CD=0 compares does so where a variable range moves, grows, shrinks, or is turned on or off");
        answer(
                "K6f",
                KvmDesigns.VM_COPY,
                QUIESCENT,
                LINUX + CODE,
                VIOLATED,
                "a copy that CD=0 compares, where only the code of the update is fetched during updates, from a frame that is WB whenever E=1",
                "a vCPU with CD=0 fetches it while another has cleared E in the copy, and gets a UC leaf. E is set again, nothing differs at"
                        + " CD=0, and the leaf stays: that code is slow from then on.");
    }

    /** Of K6: what else the copy and its zaps must not forget. */
    private void differingRangesElsewhere() {
        claim(
                "K6m",
                KvmDesigns.VM_COPY,
                FOLLOWS,
                "guest=sdm" + QUIET + OTHER_TYPES,
                HOLDS,
                "a copy that CD=0 compares zaps all of each range whose type differs");
        claim(
                "K6n",
                KvmDesigns.VM_COPY,
                FOLLOWS,
                AT_ONCE,
                HOLDS,
                "a copy that CD=0 compares is compared at each write of a guest that writes MTRRs with CD=0");
    }

    private void asProposed() {
        answer(
                "K6g",
                KvmDesigns.VM_COPY_MARKED,
                QUIESCENT,
                LINUX,
                HOLDS,
                "a copy whose entries are marked by writes that differ, as proposed, where vCPUs update one after the other and frames are touched at"
                        + " any moment",
                "a mark stays when the register gets its old value again. The E bit that every update clears marks the default type,"
                        + " so each vCPU's CD=0 zaps everything.");
        answer(
                "K6h",
                KvmDesigns.VM_COPY,
                QUIESCENT,
                LINUX,
                VIOLATED,
                "a copy that CD=0 compares with what leaves were built with, in the same scope",
                "as K6b: clearing E and setting it again leaves no difference.");
        answer(
                "K6i",
                KvmDesigns.VM_COPY_MARKED,
                QUIESCENT,
                SDM,
                VIOLATED,
                "the proposal with marks, where vCPUs update at the same time, as SDM 11.11.8 lets them",
                "a vCPU that clears CD zaps, and takes the marks of the others with it. What another vCPU touches after that, while it still has CD=1,"
                        + " gets WB and keeps it: at its own CD=0 nothing is marked.");
        answer(
                "K6j",
                KvmDesigns.VM_COPY_MARKED,
                ONE_ZAP,
                ROUNDS,
                VIOLATED,
                "the proposal with marks: \"In theory, only one vCPU will trigger this zap in each round of MTRR update\"",
                "each vCPU clears E in the copy and sets it again, and both differ from what the copy has: each CD=0 zaps.");
        answer(
                "K6k",
                KvmDesigns.VM_COPY_MARKED,
                FOLLOWS,
                "guest=sdm,vcpus=3,init=2ff:c06" + CODE,
                HOLDS,
                "the proposal with marks, where only the code of the update is fetched during updates",
                "the code's frame is WB for a vCPU with CD=1, and for one with CD=0 it is UC only while E is clear in the copy: setting E again"
                        + " marks the default type, and a later CD=0 zaps.");
        claim(
                "K6l",
                KvmDesigns.VM_COPY_MARKED,
                FOLLOWS,
                AT_ONCE,
                HOLDS,
                "the proposal with marks, for guests that write MTRRs with CD=0: each write zaps at once what it changes");
        claim(
                "K6p",
                KvmDesigns.VM_COPY_MARKED,
                FOLLOWS,
                "cd=off,init=2ff:806+200:200000+201:ffff00000,frames=0x200000+0x2ff000,"
                        + "wrmsr=200:200000/200006+201:ffff00000/ffff00800",
                HOLDS,
                "the same for a variable range that gets another type, and is switched on and off");
        claim(
                "K6o",
                KvmDesigns.VM_COPY_MARKED,
                FOLLOWS,
                "cd=off" + OTHER_TYPES,
                HOLDS,
                "the proposal with marks zaps all of each range whose type such a guest changes");
    }

    private void chosenVcpu() {
        claim(
                "K7",
                KvmDesigns.VM_COPY_VCPU_0,
                FOLLOWS,
                OFFLINE,
                VIOLATED,
                "a copy that one chosen vCPU writes stops following the guest once that vCPU goes off line");
        answer(
                "K7b",
                KvmDesigns.VM_COPY_LOWEST_ONLINE,
                FOLLOWS,
                OFFLINE,
                VIOLATED,
                "\"the lowest online vCPU\" writes the copy: \"Will that work for kexec()?\"",
                "no, where a vCPU that comes back on line keeps the MTRRs that it had. When the others then return to them, all are equal again,"
                        + " but their writes don't count, and the lowest vCPU has nothing to write: the copy keeps what they left.");
        answer(
                "K7c",
                KvmDesigns.VM_COPY_LOWEST_ONLINE,
                FOLLOWS,
                OFFLINE + ",online=reprogrammed,vcpus=3",
                HOLDS,
                "the same, where a vCPU that comes back on line is given the MTRRs of the others, as Linux guests do",
                "it writes them itself, through the whole procedure, and if it is the lowest then, the copy has them, too.");
    }

    private void everyVcpu() {
        claim(
                "K8",
                KvmDesigns.VM_COPY_ZAP_ALL,
                QUIESCENT,
                SDM + QUIET + ",vcpus=3" + DEFAULT_AND_FIXED,
                HOLDS,
                "every vCPU writes the copy, and CD=0 zaps if and only if the MTRRs differ: nothing is stale");
        claim(
                "K8b",
                KvmDesigns.VM_COPY_ZAP_ALL,
                ONE_ZAP,
                ROUNDS,
                HOLDS,
                "the same costs one zap a round of updates, not one for each vCPU, where vCPUs update one after the other");
        answer(
                "K8c",
                KvmDesigns.VM_COPY_ZAP_ALL,
                QUIESCENT,
                SDM,
                VIOLATED,
                "the same as K8, if frames may be touched while CD=1",
                "as K6b: equal registers zap nothing, whatever was touched.");
        claim("K8d", KvmDesigns.ZAP_ALL, ONE_ZAP, ROUNDS, VIOLATED, "without a copy each vCPU's CD=0 zaps once more");
        answer(
                "K8e",
                KvmDesigns.VM_COPY_ZAP_ALL,
                ONE_ZAP,
                ROUNDS_AT_ONCE,
                VIOLATED,
                "the same as K8b, where vCPUs update at the same time, as SDM 11.11.8 lets them, and each write goes to the copy",
                "a vCPU that clears CD while another has just disabled the copy zaps for that difference, and the other one zaps again:"
                        + " the enable bit belongs to the copy.");
        claim(
                "K8f",
                KvmDesigns.VM_COPY_ZAP_ALL,
                FOLLOWS,
                "guest=sdm" + QUIET + FROM_RESET,
                HOLDS,
                "the copy of K8 gives leaves the types of the guest's MTRRs after each round, from reset on");
        claim(
                "K8g",
                KvmDesigns.VM_COPY_ZAP_ALL,
                FOLLOWS,
                "guest=sdm" + QUIET + VARIABLE,
                HOLDS,
                "the copy of K8 does so where a variable range moves, grows, shrinks, or is turned on or off");
        answer(
                "K8h",
                KvmDesigns.VM_COPY_ZAP_ALL,
                QUIESCENT,
                LINUX + CODE,
                VIOLATED,
                "the same as K8, where only the code of the update is fetched during updates",
                "as K6f: the copy had E=0 when the code was fetched, and nothing differs at CD=0.");
    }

    private void comparedAtCd0() {
        claim(
                "K8i",
                KvmDesigns.VM_COPY_AT_CD0,
                ONE_ZAP,
                ROUNDS_AT_ONCE,
                HOLDS,
                "K8e, where the copy is compared with a vCPU's MTRRs, and written, when that vCPU clears CD, not at each write");
        claim(
                "K8j",
                KvmDesigns.VM_COPY_AT_CD0,
                FOLLOWS,
                SDM + ",vcpus=3" + CODE,
                HOLDS,
                "a copy that is only written at CD=0 never has E=0 during updates: leaves follow the MTRRs even if the code of the update is fetched at"
                        + " any moment");
        claim(
                "K8k",
                KvmDesigns.VM_COPY_AT_CD0,
                FOLLOWS,
                SDM + QUIET + DEFAULT_AND_FIXED,
                HOLDS,
                "a copy that is only written at CD=0 follows changes of the default type and of FE");
        claim(
                "K8l",
                KvmDesigns.VM_COPY_AT_CD0,
                FOLLOWS,
                "guest=sdm" + QUIET + FROM_RESET,
                HOLDS,
                "a copy that is only written at CD=0 follows the first round after reset");
        claim(
                "K8m",
                KvmDesigns.VM_COPY_AT_CD0,
                FOLLOWS,
                "guest=sdm" + QUIET + VARIABLE,
                HOLDS,
                "a copy that is only written at CD=0 follows a variable range");
        claim(
                "K8o",
                KvmDesigns.VM_COPY_AT_CD0,
                FOLLOWS,
                "guest=sdm" + QUIET + OTHER_TYPES,
                HOLDS,
                "a copy that is only written at CD=0 follows the types of fixed and variable ranges");
        claim(
                "K8p",
                KvmDesigns.VM_COPY_AT_CD0,
                FOLLOWS,
                AT_ONCE,
                HOLDS,
                "a guest that writes MTRRs with CD=0 has them compared at each write");
        answer(
                "K8n",
                KvmDesigns.VM_COPY_AT_CD0,
                QUIESCENT,
                LINUX,
                VIOLATED,
                "a copy that is only written at CD=0, if frames may be touched while CD=1",
                "as K6b: equal registers zap nothing, whatever was touched.");
    }
}
