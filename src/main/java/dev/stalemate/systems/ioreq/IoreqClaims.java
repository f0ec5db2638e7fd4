package dev.stalemate.systems.ioreq;

import static dev.stalemate.systems.ioreq.IoreqDesign.ACKS_FIRST;
import static dev.stalemate.systems.ioreq.IoreqDesign.ALWAYS_FLAGGED;
import static dev.stalemate.systems.ioreq.IoreqDesign.AT_COMPLETION;
import static dev.stalemate.systems.ioreq.IoreqDesign.CLEARS_LATE;
import static dev.stalemate.systems.ioreq.IoreqDesign.DOMAIN_CLEAR_ONLY;
import static dev.stalemate.systems.ioreq.IoreqDesign.DOMAIN_FLAG_FIRST;
import static dev.stalemate.systems.ioreq.IoreqDesign.FLAG_FIRST;
import static dev.stalemate.systems.ioreq.IoreqDesign.FORWARDED;
import static dev.stalemate.systems.ioreq.IoreqDesign.FORWARDED_UNPAUSED;
import static dev.stalemate.systems.ioreq.IoreqDesign.FROZEN;
import static dev.stalemate.systems.ioreq.IoreqDesign.KEEPS_LOCKED;
import static dev.stalemate.systems.ioreq.IoreqDesign.LOST_FRAMES_ONLY;
import static dev.stalemate.systems.ioreq.IoreqDesign.MAPS_UNLOCKED;
import static dev.stalemate.systems.ioreq.IoreqDesign.NO_SUPERPAGES;
import static dev.stalemate.systems.ioreq.IoreqDesign.NO_WAIT;
import static dev.stalemate.systems.ioreq.IoreqDesign.PAUSED_DOMAIN_FLAG;
import static dev.stalemate.systems.ioreq.IoreqDesign.THREAD;
import static dev.stalemate.systems.ioreq.IoreqDesign.VCPU_CLEAR_ONLY;
import static dev.stalemate.systems.ioreq.IoreqDesign.VCPU_FLAG;
import static dev.stalemate.systems.ioreq.IoreqDesign.WAITS_FOR_ONE;
import static dev.stalemate.systems.ioreq.IoreqDesign.XEN_4_14;
import static dev.stalemate.systems.ioreq.IoreqDesign.XEN_4_15;
import static dev.stalemate.systems.ioreq.IoreqDesign.XEN_4_15_PAUSED;
import static dev.stalemate.systems.ioreq.IoreqLaws.ANOTHERS;
import static dev.stalemate.systems.ioreq.IoreqLaws.ENDS;
import static dev.stalemate.systems.ioreq.IoreqLaws.LOST;
import static dev.stalemate.systems.ioreq.IoreqLaws.NEEDLESS;
import static dev.stalemate.systems.ioreq.IoreqLaws.RETURN;
import static dev.stalemate.systems.ioreq.IoreqLaws.RUNS;
import static dev.stalemate.systems.ioreq.IoreqLaws.SENT;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;
import dev.stalemate.sources.MailThreads;

/** What the thread claims (M1 to M8), and what else invalidations rest on (M9). */
final class IoreqClaims {
    private static final String RACE = "vcpus=2,frames=2";
    private static final String FOREIGN = "vcpus=2,frames=2,foreign=on";
    private static final String LIFE = "vcpus=2,frames=2,foreign=on,life=on";
    private static final String OTHERS = ",others=on";
    private static final String SUPERPAGE = "vcpus=2,frames=2,superpage=on";
    private static final String PREEMPT = "vcpus=2,frames=3,extents=2,preempt=on";

    private IoreqClaims() {}

    static void all(Claims claims) {
        claims.from(MailThreads.MAPCACHE);
        flagged(claims);
        forwarded(claims);
        frozen(claims);
        guests(claims);
        preemption(claims);
        claims.from(Code.XEN_IOREQ);
        besides(claims);
    }

    private static void flagged(Claims claims) {
        claims.of("M1", THREAD, RETURN)
                .at(FOREIGN + ",vcpus=1")
                .violated(
                        "the flag is set only for the current domain's own changes: a removal by another domain tells no server");
        claims.of("M1b", THREAD, RUNS)
                .at(FOREIGN + ",vcpus=1")
                .violated(
                        "the flag is set only for the current domain's own changes, asked from a foreign removal on and not"
                                + " only once it has ended");
        claims.of("M1c", THREAD, ANOTHERS)
                .at(FOREIGN + OTHERS + ",references=off")
                .violated(
                        "no server is told of a foreign removal, and a mapping holds no reference: a server writes to a"
                                + " page that is now another guest's");
        claims.of("M1d", THREAD, ANOTHERS)
                .at(FOREIGN + OTHERS)
                .open("no server is told of a foreign removal, and a mapping holds a reference to its frame, as foreign"
                        + " mappings do in Xen")
                .holds(
                        "a frame that a server still maps is not free, so no other guest gets it: isolation is kept, and the frame is out of use"
                                + " until the server drops it.");
        claims.of("M1e", THREAD, LOST)
                .at(FOREIGN + ",vcpus=1,populate=on")
                .violated(
                        "no server is told of a foreign removal: the guest has another frame there, and the server's writes"
                                + " go to the old one");
        claims.of("M1f", FORWARDED, ANOTHERS)
                .at(FOREIGN + OTHERS + ",references=off")
                .open("every removal is forwarded to servers and waits for them (M3), but a mapping holds no reference")
                .violated(
                        "the frame is free as soon as the p2m loses it, before a server is asked: without references no flag and no wait is"
                                + " enough, unless a frame is freed only when the servers have answered.");
        claims.of("M2", ALWAYS_FLAGGED, RETURN)
                .at(FOREIGN + ",vcpus=1")
                .violated("with the flag always set, no server is told of a foreign removal if the guest never issues a"
                        + " hypercall");
        claims.of("M2b", ALWAYS_FLAGGED, RUNS)
                .at(FOREIGN + ",vcpus=1")
                .violated(
                        "with the flag always set, asked from a foreign removal on and not only once it has ended: the"
                                + " guest may never issue a hypercall");
        claims.of("M2c", XEN_4_15, RETURN)
                .at(FOREIGN)
                .open("the flags of all vCPUs are set for a foreign removal, and looked at where a vCPU resumes; the"
                        + " guest is not paused")
                .violated(
                        "588d961d15 assumes that a domain is paused while another changes its p2m; a vCPU that continues to"
                                + " run does not resume, and may issue no hypercall.");
        claims.of("M2d", XEN_4_15_PAUSED, RUNS)
                .at(FOREIGN)
                .open("the flags of all vCPUs are set for a foreign removal, and looked at where a vCPU resumes; the"
                        + " guest is paused for the removal")
                .holds(
                        "each vCPU finds its own flag on its way back, sends an invalidation of its own, and waits for all servers before it runs.");
        claims.of("M2e", PAUSED_DOMAIN_FLAG, RETURN)
                .at(FOREIGN)
                .open(
                        "one flag of the domain is set for a foreign removal, and looked at where a vCPU resumes; the guest"
                                + " is paused for the removal")
                .violated(
                        "the first vCPU to resume takes the flag; another runs while the servers have not answered it.");
    }

    private static void forwarded(Claims claims) {
        claims.of("M3", FORWARDED, RUNS)
                .at(FOREIGN + ",servers=2")
                .holds("every removal is forwarded to all servers, and waited for before the domain runs");
        claims.of("M3b", FORWARDED, RUNS)
                .at(LIFE + ",early=on")
                .holds("every removal is forwarded to all servers, even while the domain is created and destroyed");
        claims.of("M3c", FORWARDED_UNPAUSED, RETURN)
                .at(FOREIGN + ",servers=2")
                .holds(
                        "every removal is forwarded to all servers while the guest continues to run: once it has returned,"
                                + " no server maps the page");
        claims.of("M3d", FORWARDED_UNPAUSED, RUNS)
                .at(FOREIGN)
                .violated(
                        "every removal is forwarded to all servers while the guest continues to run, although servers still"
                                + " map the page that it has lost");
        claims.of("M3e", FORWARDED, ENDS)
                .at(FOREIGN)
                .holds("a removal that is forwarded to all servers ends, as all of them answer");
        claims.of("M3f", FORWARDED, ENDS)
                .at(FOREIGN + ",servers=2,remover=server")
                .open("a removal that is forwarded to all servers ends, even if an IOREQ server makes it")
                .violated(
                        "the server waits in its own hypercall for all servers, itself among them, and the guest stays"
                                + " paused for ever: it must be left out, or drop its mappings first.");
    }

    private static void frozen(Claims claims) {
        claims.of("M4", FROZEN, RUNS)
                .at(LIFE + ",servers=2")
                .holds(
                        "the p2m is frozen for others between creation and destruction; the guest's own changes are flagged");
        claims.of("M4b", FROZEN, RETURN)
                .at(LIFE + ",early=on")
                .expectedToHold(
                        "the p2m is frozen for others between creation and destruction, and servers map pages before the"
                                + " domain is started")
                .violated(
                        "device models are there before the guest starts, and no server is told of a page that the toolstack removes after a"
                                + " server has mapped it: frozen must mean from the first server's mapping on.");
        claims.of("M4c", XEN_4_15_PAUSED, RETURN)
                .at(LIFE + ",early=on")
                .open("Xen 4.15 sets flags for a foreign removal only once creation_finished is set")
                .violated(
                        "creation_finished is set when the domain is first unpaused, and servers can map pages before that.");
        claims.of("M4d", FROZEN, ANOTHERS)
                .at(LIFE + OTHERS + ",references=off")
                .expectedToHold(
                        "the p2m is frozen for others until destruction, which takes the guest's pages while servers still"
                                + " map them")
                .violated(
                        "the guest no longer runs, but its servers do: only the references of their mappings keep the frames from the next guest"
                                + " (M4e).");
        claims.of("M4e", FROZEN, ANOTHERS)
                .at(LIFE + OTHERS)
                .holds(
                        "destruction takes the guest's pages while servers still map them, and mappings hold references");
    }

    private static void guests(Claims claims) {
        claims.of("M5", THREAD, RUNS)
                .at(RACE)
                .violated(
                        "one flag for the domain: another vCPU's hypercall takes it, and this vCPU returns before the servers have answered");
        claims.of("M5b", THREAD, RUNS)
                .at("frames=1")
                .violated(
                        "one flag for the domain: the other vCPU does not have to change the p2m, because any hypercall"
                                + " takes the flag");
        claims.of("M5c", VCPU_FLAG, RUNS)
                .at(RACE + ",servers=2")
                .holds("with a flag for each vCPU, no other vCPU's hypercall takes it");
        claims.of("M6", DOMAIN_CLEAR_ONLY, RUNS)
                .at(RACE)
                .violated(
                        "test-and-clear of a domain's flag without a plain read before behaves as with it: another vCPU's"
                                + " hypercall takes the flag (M5)");
        claims.of("M6b", VCPU_CLEAR_ONLY, RUNS)
                .at(RACE + ",servers=2")
                .holds("test-and-clear of a vCPU's flag without a plain read before behaves as with it: no other vCPU"
                        + " takes the flag (M5c)");
        claims.of("M7", VCPU_FLAG, RUNS)
                .at(SUPERPAGE)
                .holds("the flag is set at any last-level or superpage entry that is freed: none is missed");
        claims.of("M7b", NO_SUPERPAGES, RUNS)
                .at(SUPERPAGE)
                .violated(
                        "if only last-level entries that are freed set the flag, the pages of a superpage are missed");
        claims.of("M7c", VCPU_FLAG, NEEDLESS)
                .at(SUPERPAGE + ",vcpus=1")
                .violated(
                        "if any entry that is freed sets the flag, an invalidation is needless after a superpage could not"
                                + " be split");
        claims.of("M7d", LOST_FRAMES_ONLY, NEEDLESS)
                .at(SUPERPAGE + ",vcpus=1")
                .holds("if only entries that lose a frame set the flag, no invalidation is needless");
        claims.of("M7e", LOST_FRAMES_ONLY, NEEDLESS)
                .at(RACE)
                .open("if only entries that lose a frame set the flag, no invalidation is needless with several vCPUs")
                .violated(
                        "an invalidation drops all mappings of all servers, so the first of two vCPUs' invalidations can serve both removals, and"
                                + " the second is needless: the price of a flag per vCPU.");
        claims.of("M7f", LOST_FRAMES_ONLY, RUNS)
                .at(SUPERPAGE + ",servers=2")
                .holds("if only entries that lose a frame set the flag, no removal is missed");
        claims.of("M7g", XEN_4_15_PAUSED, RUNS).at(SUPERPAGE).holds("Xen 4.15 misses no removal, with superpages");
    }

    private static void preemption(Claims claims) {
        claims.of("M8", THREAD, SENT)
                .at(PREEMPT + ",vcpus=1")
                .open(
                        "a preempted hypercall is re-executed: the invalidation is sent at least once, before the guest sees the removal complete")
                .holds(
                        "the flag is looked at also on the way out of a preempted hypercall, so each part sends an invalidation for its own pages.");
        claims.of("M8b", THREAD, SENT)
                .at(PREEMPT)
                .open("a preempted hypercall is re-executed, with two vCPUs and a flag per domain: the invalidation is"
                        + " sent before the guest sees the removal complete")
                .violated(
                        "the flag is the domain's: another vCPU's hypercall has cleared it and not sent anything yet.");
        claims.of("M8c", VCPU_FLAG, SENT)
                .at(PREEMPT)
                .open(
                        "a preempted hypercall is re-executed, with two vCPUs and a flag per vCPU: the invalidation is sent"
                                + " before the guest sees the removal complete")
                .holds(
                        "no other vCPU takes the flag: each part of the hypercall sends an invalidation for its own pages.");
        claims.of("M8d", VCPU_FLAG, RUNS)
                .at(PREEMPT)
                .open("while the guest runs between the parts of a preempted hypercall, servers map no page that they"
                        + " should have dropped")
                .holds("the vCPU waits for the servers before it takes an interrupt.");
        claims.of("M8h", XEN_4_15_PAUSED, RUNS)
                .at(PREEMPT)
                .holds("Xen 4.15: while the guest runs between the parts of a preempted hypercall, servers map no page"
                        + " that they should have dropped");
        claims.of("M8e", AT_COMPLETION, SENT)
                .at(PREEMPT)
                .open("a preempted hypercall leaves without a look at the flag, as on x86 up to 4.14")
                .holds(
                        "the flag stays set until a part that is not preempted, or any other hypercall of this vCPU, looks at it.");
        claims.of("M8f", AT_COMPLETION, RUNS)
                .at(PREEMPT + ",vcpus=1")
                .open(
                        "a preempted hypercall leaves without a look at the flag, as on x86 up to 4.14: what do servers map"
                                + " while the guest runs between the parts?")
                .violated(
                        "the vCPU takes an interrupt between two parts, and servers still map what the first has removed.");
        claims.of("M8g", XEN_4_14, RETURN)
                .at(PREEMPT)
                .open(
                        "x86 up to 4.14: once a preempted hypercall has returned for good, no server maps what it removed")
                .violated("x86's flag is the domain's: another vCPU's hypercall takes it.");
    }

    private static void besides(Claims claims) {
        claims.of("M9", WAITS_FOR_ONE, RUNS)
                .at("vcpus=1,servers=2")
                .violated(
                        "one server is waited for where several were asked, as from 1745806a41 (2020) to da20c93108 (2021)");
        claims.of("M9b", NO_WAIT, RUNS).at("vcpus=1").violated("no server is waited for");
        claims.of("M9c", FLAG_FIRST, RUNS)
                .at(RACE + ",servers=2")
                .holds("the flag is per vCPU, and is set before the removal: no other vCPU looks at it");
        claims.of("M9d", DOMAIN_FLAG_FIRST, SENT)
                .at(RACE)
                .violated("the flag is per domain, and is set before the removal: another vCPU takes it, and sends its"
                        + " invalidation, before the page is removed");
        claims.of("M9e", CLEARS_LATE, RETURN)
                .at(FOREIGN)
                .violated(
                        "the flag is cleared once the servers have answered: what another domain removed meanwhile is forgotten");
        claims.of("M9f", ACKS_FIRST, RUNS).at("vcpus=1").violated("a server acknowledges before it drops its mappings");
        claims.of("M9g", MAPS_UNLOCKED, RUNS)
                .at("vcpus=1")
                .violated("a server looks a page up, answers an invalidation, and then keeps what it found");
        claims.of("M9h", KEEPS_LOCKED, RUNS)
                .at("vcpus=1")
                .violated("a server acknowledges, and has kept what it holds locked for DMA, as QEMU does");
    }
}
