package dev.stalemate.systems.ioreq;

import static dev.stalemate.systems.ioreq.IoreqDesign.PAUSED_DOMAIN_FLAG;
import static dev.stalemate.systems.ioreq.IoreqDesign.THREAD;
import static dev.stalemate.systems.ioreq.IoreqDesign.VCPU_FLAG;
import static dev.stalemate.systems.ioreq.IoreqDesign.X86_PREEMPTED_LOOKS;
import static dev.stalemate.systems.ioreq.IoreqDesign.XEN_4_14;
import static dev.stalemate.systems.ioreq.IoreqDesign.XEN_4_15;
import static dev.stalemate.systems.ioreq.IoreqDesign.XEN_4_15_PAUSED;
import static dev.stalemate.systems.ioreq.IoreqLaws.ANOTHERS;
import static dev.stalemate.systems.ioreq.IoreqLaws.RUNS;

import dev.stalemate.model.Claims;

/** Xen's fixes of 2020 and 2021 to map-cache invalidation, each as a design before it, which must be violated, and one after it that holds. */
final class IoreqHistory {
    private static final String RACE = "vcpus=2,frames=2";
    private static final String FOREIGN = "vcpus=2,frames=2,foreign=on";
    private static final String PREEMPT = "vcpus=1,frames=3,extents=2,preempt=on";

    private IoreqHistory() {}

    static void all(Claims claims) {
        claims.from();
        oneFlag(claims);
        halves(claims);
        whoseWrite(claims);
        preempted(claims);
    }

    private static void oneFlag(Claims claims) {
        claims.of("H13", THREAD, RUNS)
                .at(RACE)
                .violated(
                        "From 546014e480 to 588d961d15 (both 2021) one flag of the domain said that servers must drop their "
                                + "mappings, and the first vCPU on its way out took it. A second vCPU that has removed a page finds no "
                                + "flag, and runs the guest while servers still map that page.");
        claims.of("H13fix", XEN_4_15_PAUSED, RUNS)
                .at(FOREIGN + ",servers=2")
                .holds(
                        "588d961d15 (2021) has a flag for each vCPU, sets all of them when another domain removes a page, and "
                                + "also looks when a vCPU resumes. If the guest is paused for that, as the commit assumes, no vCPU runs "
                                + "while servers map pages that they should have dropped.");
        claims.of("H13b", XEN_4_15, RUNS)
                .at(FOREIGN)
                .violated(
                        "588d961d15 (2021) without what it assumes: another domain removes a page while the guest runs. A vCPU that makes no"
                                + " hypercall and stays on its CPU never looks at its flag.");
    }

    private static void halves(Claims claims) {
        claims.of("H13c", VCPU_FLAG, RUNS)
                .at(FOREIGN + ",vcpus=1")
                .violated(
                        "Half of 588d961d15 (2021): a flag for each vCPU, set for the guest's own removals alone. No server"
                                + " is told of what another domain removes.");
        claims.of("H13d", PAUSED_DOMAIN_FLAG, RUNS)
                .at(FOREIGN)
                .violated(
                        "Half of 588d961d15 (2021): a flag for removals by any domain, but one for all vCPUs. The first to"
                                + " resume takes it.");
        claims.of("H13e", XEN_4_14, RUNS)
                .at("vcpus=1,frames=2,superpage=on")
                .violated(
                        "x86 up to 588d961d15 (2021) set the flag after XENMEM_decrease_reservation alone, although pages"
                                + " leave a guest in other ways. A superpage that another hypercall replaces sets none.");
    }

    private static void whoseWrite(Claims claims) {
        claims.of("H13f", THREAD, ANOTHERS)
                .at(RACE + ",others=on,references=off")
                .violated(
                        "Up to 588d961d15 (2021), if a mapping holds no reference to its page: the page is freed and given"
                                + " to another guest, and a server writes to it.");
        claims.of("H13g", THREAD, ANOTHERS)
                .at(RACE + ",others=on")
                .open(
                        "The design before 588d961d15 (2021) in Xen, where foreign mappings hold a reference: does another"
                                + " guest's page change?")
                .holds(
                        "the frame isn't free before the server lets go of it, so no other guest has it: what is lost is coherence between server"
                                + " and guest, and the use of the frame, but not isolation.");
    }

    private static void preempted(Claims claims) {
        claims.of("H14", XEN_4_14, RUNS)
                .at(PREEMPT)
                .violated(
                        "Up to 177cf860f0 (2020) hvm_hypercall() returned before it looked at the flag, if the hypercall was "
                                + "preempted. The guest takes an interrupt between two parts, and servers still map the pages that the "
                                + "first part has removed.");
        claims.of("H14fix", X86_PREEMPTED_LOOKS, RUNS)
                .at(PREEMPT + ",servers=2")
                .holds(
                        "177cf860f0 (2020) looks at the flag on the way out of every hypercall, preempted or not. Each part"
                                + " waits for the servers to drop its own pages.");
        claims.of("H14b", X86_PREEMPTED_LOOKS, RUNS)
                .at(PREEMPT + ",vcpus=2")
                .violated(
                        "177cf860f0 (2020) with two vCPUs. The flag is still the domain's, and another vCPU takes it: H13.");
    }
}
