package dev.stalemate.systems.ioreq;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 003 claims (M1 to M8), and what invalidations must keep to besides (M9). */
final class IoreqClaims extends ClaimList {
    private static final String RUNS = "dropped-before-guest-runs";
    private static final String RETURN = "dropped-before-return";
    private static final String ENDS = "foreign-removal-ends";
    private static final String SENT = "sent-before-return";
    private static final String NEEDLESS = "no-needless-invalidation";
    private static final String LOST = "no-lost-write";
    private static final String ANOTHERS = "no-write-to-another-guest";

    private static final String RACE = "vcpus=2,frames=2";
    private static final String FOREIGN = "vcpus=2,frames=2,foreign=on";
    private static final String LIFE = "vcpus=2,frames=2,foreign=on,life=on";
    private static final String OTHERS = ",others=on";
    private static final String SUPERPAGE = "vcpus=2,frames=2,superpage=on";
    private static final String PREEMPT = "vcpus=2,frames=3,extents=2,preempt=on";

    private IoreqClaims(IoreqSystem system) {
        super(system);
    }

    static List<Claim> of(IoreqSystem system) {
        IoreqClaims claims = new IoreqClaims(system);
        claims.foreign();
        claims.guests();
        claims.preemption();
        claims.besides();
        return claims.all();
    }

    private void foreign() {
        claim(
                "M1",
                IoreqDesigns.THREAD,
                RETURN,
                FOREIGN + ",vcpus=1",
                VIOLATED,
                "the flag is set only for the current domain's own changes: a removal by another domain tells no server");
        claim(
                "M1b",
                IoreqDesigns.THREAD,
                RUNS,
                FOREIGN + ",vcpus=1",
                VIOLATED,
                "the same, asked from the removal on and not from its end");
        claim(
                "M1c",
                IoreqDesigns.THREAD,
                ANOTHERS,
                FOREIGN + OTHERS + ",references=off",
                VIOLATED,
                "what breaks where a mapping holds no reference: a server writes to a page that is now another guest's");
        answer(
                "M1d",
                IoreqDesigns.THREAD,
                ANOTHERS,
                FOREIGN + OTHERS,
                HOLDS,
                "the same, if a mapping holds a reference to its frame, as foreign mappings do in Xen",
                "a frame that a server still maps is not free, so nobody else gets it: no isolation is lost, and the frame is not to be had until the server lets go of it.");
        claim(
                "M1e",
                IoreqDesigns.THREAD,
                LOST,
                FOREIGN + ",vcpus=1,populate=on",
                VIOLATED,
                "what breaks then: the guest has another frame there, and what the server writes goes to the old one");
        answer(
                "M1f",
                IoreqDesigns.FORWARDED,
                ANOTHERS,
                FOREIGN + OTHERS + ",references=off",
                VIOLATED,
                "without references, where every removal is forwarded and waited for (M3)",
                "the frame is free as soon as the p2m loses it, before a server is asked: without references no flag and no wait is enough, unless"
                        + " a frame is freed only when the servers have answered.");
        claim(
                "M2",
                IoreqDesigns.ALWAYS_FLAGGED,
                RETURN,
                FOREIGN + ",vcpus=1",
                VIOLATED,
                "with the flag always set, the guest may never issue a hypercall");
        claim(
                "M2b",
                IoreqDesigns.ALWAYS_FLAGGED,
                RUNS,
                FOREIGN + ",vcpus=1",
                VIOLATED,
                "the same, asked from the removal on");
        answer(
                "M2c",
                IoreqDesigns.XEN_4_15,
                RETURN,
                FOREIGN,
                VIOLATED,
                "the flags of all vCPUs are set, and looked at also where a vCPU resumes; the guest is not paused",
                "588d961d15 assumes that a domain is paused while another changes its p2m; a vCPU that runs on neither resumes nor need issue a hypercall.");
        answer(
                "M2d",
                IoreqDesigns.XEN_4_15_PAUSED,
                RUNS,
                FOREIGN,
                HOLDS,
                "the same, with the guest paused for the removal",
                "each vCPU finds its own flag on its way back, sends an invalidation of its own, and waits for all servers before it runs.");
        answer(
                "M2e",
                IoreqDesigns.PAUSED_DOMAIN_FLAG,
                RETURN,
                FOREIGN,
                VIOLATED,
                "the same, with one flag for the domain",
                "the first vCPU to resume takes the flag; another runs while the servers have not answered it.");
        claim(
                "M3",
                IoreqDesigns.FORWARDED,
                RUNS,
                FOREIGN + ",servers=2",
                HOLDS,
                "every removal is forwarded to all servers, and waited for before the domain runs");
        claim(
                "M3b",
                IoreqDesigns.FORWARDED,
                RUNS,
                LIFE + ",early=on",
                HOLDS,
                "also while the domain is created and destroyed");
        claim(
                "M3c",
                IoreqDesigns.FORWARDED_UNPAUSED,
                RETURN,
                FOREIGN + ",servers=2",
                HOLDS,
                "the guest runs on meanwhile: once the removal has returned, no server maps the page");
        claim(
                "M3d",
                IoreqDesigns.FORWARDED_UNPAUSED,
                RUNS,
                FOREIGN,
                VIOLATED,
                "but while the removal is under way, it runs with a page lost that servers still map");
        claim("M3e", IoreqDesigns.FORWARDED, ENDS, FOREIGN, HOLDS, "and the removal gets on, as all servers answer");
        answer(
                "M3f",
                IoreqDesigns.FORWARDED,
                ENDS,
                FOREIGN + ",servers=2,remover=server",
                VIOLATED,
                "the same, if an IOREQ server is who removes the page",
                "it waits in its own hypercall for all servers, itself among them, and the guest stays paused for ever: it must be left out,"
                        + " or drop its mappings first.");
        claim(
                "M4",
                IoreqDesigns.FROZEN,
                RUNS,
                LIFE + ",servers=2",
                HOLDS,
                "the p2m is frozen for others between creation and destruction; the guest's own changes are flagged");
        finding(
                "M4b",
                IoreqDesigns.FROZEN,
                RETURN,
                LIFE + ",early=on",
                HOLDS,
                "the same, if servers map pages before the domain is started",
                VIOLATED,
                "device models are there before the guest starts, and a page that the toolstack removes after a server has mapped it is told to nobody: frozen must mean from the first server's mapping on.");
        answer(
                "M4c",
                IoreqDesigns.XEN_4_15_PAUSED,
                RETURN,
                LIFE + ",early=on",
                VIOLATED,
                "Xen 4.15 sets flags for a foreign removal only once creation_finished is set",
                "creation_finished is set when the domain is first unpaused, and servers can map pages before that.");
        finding(
                "M4d",
                IoreqDesigns.FROZEN,
                ANOTHERS,
                LIFE + OTHERS + ",references=off",
                HOLDS,
                "destruction takes the guest's pages while servers still map them",
                VIOLATED,
                "the guest doesn't run any more, but its servers do: only the references of their mappings keep the frames from the next guest (M4e).");
        claim("M4e", IoreqDesigns.FROZEN, ANOTHERS, LIFE + OTHERS, HOLDS, "the same, with references");
    }

    private void guests() {
        claim(
                "M5",
                IoreqDesigns.THREAD,
                RUNS,
                RACE,
                VIOLATED,
                "one flag for the domain: another vCPU's hypercall takes it, and this one returns before the servers have answered");
        claim(
                "M5b",
                IoreqDesigns.THREAD,
                RUNS,
                "frames=1",
                VIOLATED,
                "the other vCPU need not change the p2m: any hypercall takes the flag");
        claim("M5c", IoreqDesigns.VCPU_FLAG, RUNS, RACE + ",servers=2", HOLDS, "a flag for each vCPU");
        claim(
                "M6",
                IoreqDesigns.DOMAIN_CLEAR_ONLY,
                RUNS,
                RACE,
                VIOLATED,
                "test-and-clear without a plain read before behaves the same: as M5");
        claim(
                "M6b",
                IoreqDesigns.VCPU_CLEAR_ONLY,
                RUNS,
                RACE + ",servers=2",
                HOLDS,
                "and as M5c, with a flag per vCPU");
        claim(
                "M7",
                IoreqDesigns.VCPU_FLAG,
                RUNS,
                SUPERPAGE,
                HOLDS,
                "the flag is set at any last-level or superpage entry that is freed: none is missed");
        claim("M7b", IoreqDesigns.NO_SUPERPAGES, RUNS, SUPERPAGE, VIOLATED, "and superpages are needed for that");
        claim(
                "M7c",
                IoreqDesigns.VCPU_FLAG,
                NEEDLESS,
                SUPERPAGE + ",vcpus=1",
                VIOLATED,
                "at worst an invalidation is needless, after a superpage could not be split");
        claim(
                "M7d",
                IoreqDesigns.LOST_FRAMES_ONLY,
                NEEDLESS,
                SUPERPAGE + ",vcpus=1",
                HOLDS,
                "none is, if only entries that lose a frame count");
        answer(
                "M7e",
                IoreqDesigns.LOST_FRAMES_ONLY,
                NEEDLESS,
                RACE,
                VIOLATED,
                "and with several vCPUs",
                "an invalidation drops everything of everybody, so of two vCPUs' removals the first invalidation may do for both, and the second is needless: the price of a flag per vCPU.");
        claim("M7f", IoreqDesigns.LOST_FRAMES_ONLY, RUNS, SUPERPAGE + ",servers=2", HOLDS, "and none is missed then");
        claim("M7g", IoreqDesigns.XEN_4_15_PAUSED, RUNS, SUPERPAGE, HOLDS, "nor by Xen 4.15, with superpages");
    }

    private void preemption() {
        answer(
                "M8",
                IoreqDesigns.THREAD,
                SENT,
                PREEMPT + ",vcpus=1",
                HOLDS,
                "a preempted hypercall is re-executed: the invalidation is sent at least once, before the guest sees the removal complete",
                "the flag is looked at also on the way out of a preempted hypercall, so each part sends an invalidation for its own pages.");
        answer(
                "M8b",
                IoreqDesigns.THREAD,
                SENT,
                PREEMPT,
                VIOLATED,
                "the same, with two vCPUs",
                "the flag per domain again: another vCPU's hypercall has cleared it and not sent anything yet.");
        answer(
                "M8c",
                IoreqDesigns.VCPU_FLAG,
                SENT,
                PREEMPT,
                HOLDS,
                "the same, with a flag per vCPU",
                "nobody else takes the flag: each part of the hypercall sends an invalidation for its own pages.");
        answer(
                "M8d",
                IoreqDesigns.VCPU_FLAG,
                RUNS,
                PREEMPT,
                HOLDS,
                "and the guest, which runs between the parts, has nothing that servers should have dropped",
                "the vCPU waits for the servers before it takes an interrupt.");
        claim("M8h", IoreqDesigns.XEN_4_15_PAUSED, RUNS, PREEMPT, HOLDS, "nor has it with Xen 4.15");
        answer(
                "M8e",
                IoreqDesigns.AT_COMPLETION,
                SENT,
                PREEMPT,
                HOLDS,
                "a preempted hypercall leaves without a look at the flag, as on x86 up to 4.14",
                "the flag stays set until a part that is not preempted, or any other hypercall of this vCPU, looks at it.");
        answer(
                "M8f",
                IoreqDesigns.AT_COMPLETION,
                RUNS,
                PREEMPT + ",vcpus=1",
                VIOLATED,
                "the same, asked of the guest between the parts",
                "the vCPU takes an interrupt between two parts, and servers still map what the first has removed.");
        answer(
                "M8g",
                IoreqDesigns.XEN_4_14,
                RETURN,
                PREEMPT,
                VIOLATED,
                "x86 up to 4.14",
                "its flag is the domain's: another vCPU's hypercall takes it.");
    }

    private void besides() {
        claim(
                "M9",
                IoreqDesigns.WAITS_FOR_ONE,
                RUNS,
                "vcpus=1,servers=2",
                VIOLATED,
                "one server is waited for where several were asked, as from 1745806a41 (2020) to da20c93108 (2021)");
        claim("M9b", IoreqDesigns.NO_WAIT, RUNS, "vcpus=1", VIOLATED, "nobody is waited for");
        claim(
                "M9c",
                IoreqDesigns.FLAG_FIRST,
                RUNS,
                RACE + ",servers=2",
                HOLDS,
                "the flag is set before the removal, and is per vCPU: nobody else looks at it");
        claim(
                "M9d",
                IoreqDesigns.DOMAIN_FLAG_FIRST,
                SENT,
                RACE,
                VIOLATED,
                "the same with a flag per domain: it is taken, and seen to, before the page is removed");
        claim(
                "M9e",
                IoreqDesigns.CLEARS_LATE,
                RETURN,
                FOREIGN,
                VIOLATED,
                "the flag is cleared once the servers have answered: what another domain removed meanwhile is forgotten");
        claim(
                "M9f",
                IoreqDesigns.ACKS_FIRST,
                RUNS,
                "vcpus=1",
                VIOLATED,
                "a server acknowledges before it drops its mappings");
        claim(
                "M9g",
                IoreqDesigns.MAPS_UNLOCKED,
                RUNS,
                "vcpus=1",
                VIOLATED,
                "a server looks a page up, answers an invalidation, and then keeps what it found");
        claim(
                "M9h",
                IoreqDesigns.KEEPS_LOCKED,
                RUNS,
                "vcpus=1",
                VIOLATED,
                "a server acknowledges, and has kept what it holds locked for DMA, as QEMU does");
    }
}
