package dev.stalemate.systems.ioreq;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** Xen's fixes of 2020 and 2021 to map-cache invalidation, each as a design before it, which must be violated, and one after it, which must hold. */
final class IoreqHistory extends ClaimList {
    private static final String RUNS = "dropped-before-guest-runs";
    private static final String ANOTHERS = "no-write-to-another-guest";

    private static final String RACE = "vcpus=2,frames=2";
    private static final String FOREIGN = "vcpus=2,frames=2,foreign=on";
    private static final String PREEMPT = "vcpus=1,frames=3,extents=2,preempt=on";

    private IoreqHistory(IoreqSystem system) {
        super(system);
    }

    static List<Claim> of(IoreqSystem system) {
        IoreqHistory history = new IoreqHistory(system);
        history.oneFlag();
        history.halves();
        history.whoseWrite();
        history.preempted();
        return history.all();
    }

    private void oneFlag() {
        claim(
                "H13",
                IoreqDesigns.THREAD,
                RUNS,
                RACE,
                VIOLATED,
                "From 546014e480 to 588d961d15 (both 2021) one flag of the domain said that servers must drop their mappings, and the first vCPU on its"
                        + " way out took it. A second one that has removed a page finds no flag, and its guest runs while servers still map that page.");
        claim(
                "H13fix",
                IoreqDesigns.XEN_4_15_PAUSED,
                RUNS,
                FOREIGN + ",servers=2",
                HOLDS,
                "588d961d15 (2021) has a flag for each vCPU, sets all of them where another domain removes a page, and looks also as a vCPU resumes."
                        + " With the guest paused for that, as it assumes, no vCPU runs with what servers should have dropped.");
        claim(
                "H13b",
                IoreqDesigns.XEN_4_15,
                RUNS,
                FOREIGN,
                VIOLATED,
                "588d961d15 (2021) without what it assumes: another domain removes a page while the guest runs. A vCPU that makes no hypercall and stays"
                        + " on its CPU never looks at its flag.");
    }

    private void halves() {
        claim(
                "H13c",
                IoreqDesigns.VCPU_FLAG,
                RUNS,
                FOREIGN + ",vcpus=1",
                VIOLATED,
                "Half of 588d961d15 (2021): a flag for each vCPU, set for the guest's own removals alone. What another domain removes is told to nobody.");
        claim(
                "H13d",
                IoreqDesigns.PAUSED_DOMAIN_FLAG,
                RUNS,
                FOREIGN,
                VIOLATED,
                "The other half of 588d961d15 (2021): a flag for whoever removes, and one for all vCPUs. The first to resume takes it.");
        claim(
                "H13e",
                IoreqDesigns.XEN_4_14,
                RUNS,
                "vcpus=1,frames=2,superpage=on",
                VIOLATED,
                "x86 up to 588d961d15 (2021) set the flag after XENMEM_decrease_reservation alone, though pages leave a guest in more ways. A superpage"
                        + " that another hypercall replaces sets none.");
    }

    private void whoseWrite() {
        claim(
                "H13f",
                IoreqDesigns.THREAD,
                ANOTHERS,
                RACE + ",others=on,references=off",
                VIOLATED,
                "What 588d961d15 (2021) prevents where a mapping holds no reference to its page: the page is freed and given to another guest, and a"
                        + " server writes to it.");
        answer(
                "H13g",
                IoreqDesigns.THREAD,
                ANOTHERS,
                RACE + ",others=on",
                HOLDS,
                "The same in Xen, where foreign mappings hold a reference: does another guest's page change, before 588d961d15 (2021)?",
                "the frame isn't free before the server lets go of it, so nobody else has it: what is lost is the coherence of server and guest, and"
                        + " memory that can't be had, not isolation.");
    }

    private void preempted() {
        claim(
                "H14",
                IoreqDesigns.XEN_4_14,
                RUNS,
                PREEMPT,
                VIOLATED,
                "Up to 177cf860f0 (2020) hvm_hypercall() returned before it looked at the flag, if the hypercall was preempted. The guest takes an"
                        + " interrupt between two parts, and servers still map what the first has removed.");
        claim(
                "H14fix",
                IoreqDesigns.X86_PREEMPTED_LOOKS,
                RUNS,
                PREEMPT + ",servers=2",
                HOLDS,
                "177cf860f0 (2020) looks at the flag on the way out of a preempted hypercall, too. Each part waits for the servers to drop its own pages.");
        claim(
                "H14b",
                IoreqDesigns.X86_PREEMPTED_LOOKS,
                RUNS,
                PREEMPT + ",vcpus=2",
                VIOLATED,
                "177cf860f0 (2020) with two vCPUs. The flag is still the domain's, and another vCPU takes it: H13.");
    }
}
