package dev.stalemate.systems.guesttlb;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** Fixes of KVM's flushes for guests from 2016 to 2021, each as a design before it, which must be violated, and one after it, which must hold. */
final class GuestTlbClaims extends ClaimList {
    private static final String GONE = "gone-after-flush";
    private static final String OWN = "own-translations";

    private static final String NO_VPID = "vpid=off,requests=off";
    private static final String MIGRATION = NO_VPID + ",cpus=2";
    private static final String TWO_VPIDS = "contexts=3,requests=off";
    private static final String ONE_LEVEL = "contexts=1,vcpus=2,requests=off";

    private GuestTlbClaims(GuestTlbSystem system) {
        super(system);
    }

    static List<Claim> of(GuestTlbSystem system) {
        GuestTlbClaims claims = new GuestTlbClaims(system);
        claims.wrongRoot();
        claims.wrongLevel();
        claims.migration();
        claims.newVpid();
        claims.sharedTag();
        return claims.all();
    }

    private void wrongRoot() {
        claim(
                "H16",
                GuestTlbDesigns.FLUSHES_ROOT_LEFT,
                GONE,
                MIGRATION,
                VIOLATED,
                "Where L1 uses no VPIDs, every switch between L1 and L2 must look like a full flush; up to 1438921c6d (2018) KVM flushed at once, under"
                        + " the root that it was about to leave. What a level has left on another CPU is still there when the vCPU comes back by way of"
                        + " the other level.");
        claim(
                "H16fix",
                GuestTlbDesigns.FLUSHES_ROOT_LOADED,
                GONE,
                MIGRATION,
                HOLDS,
                "1438921c6d (2018) makes the flush a request, which is served once the other root is loaded. Whatever a CPU has of it goes before it is"
                        + " used.");
        answer(
                "H16b",
                GuestTlbDesigns.FLUSHES_ROOT_LEFT,
                GONE,
                NO_VPID + ",pages=2",
                HOLDS,
                "The design before 1438921c6d (2018) on one CPU: L2 runs, L1 edits its tables and enters it again.",
                "the exit has flushed L2's root, since that is the one which it leaves: as long as a vCPU stays on its CPU, whatever is left is flushed"
                        + " on the way out instead of the way in.");
        claim(
                "H16c",
                GuestTlbDesigns.FLUSHES_L1_AT_ENTRY,
                GONE,
                NO_VPID,
                VIOLATED,
                "One-step mutant of the design before 1438921c6d (2018): only the entry of L2 flushes, and only L1's root. Then one CPU is enough.");
        claim(
                "H16d",
                GuestTlbDesigns.LINUX_5_16,
                GONE,
                MIGRATION,
                HOLDS,
                "KVM since 5.16 does as 1438921c6d (2018) where L1 uses no VPIDs: a switch asks for a flush of the root that is loaded next.");
    }

    private void wrongLevel() {
        claim(
                "H17",
                GuestTlbDesigns.REQUEST_OUTLIVES_LEVEL,
                GONE,
                "pages=1",
                VIOLATED,
                "Up to 40e5f90804 (2021) a flush that was asked for was a bit of the vCPU, without a word of its level. If a switch to the other level"
                        + " comes first, the bit is spent on that one's tag, and what was to be flushed is used again.");
        claim(
                "H17fix",
                GuestTlbDesigns.LINUX_5_16,
                GONE,
                "cpus=2",
                HOLDS,
                "40e5f90804 (2021) serves what was asked for before it switches between L1 and L2. Who asked for a flush is who gets it.");
    }

    private void migration() {
        answer(
                "H17f",
                GuestTlbDesigns.FLUSHES_ROOT_LOADED,
                GONE,
                "cpus=2",
                VIOLATED,
                "KVM from 1438921c6d (2018) to Linux 5.7 (2020), with 40e5f90804 (2021) in it already: migration flushes the loaded root's tag alone."
                        + " Are requests served before a switch enough?",
                "they are served on the CPU where the vCPU is; what it left elsewhere under the tag of its other level is there when it comes back. Since"
                        + " 5.8 migration flushes all of a vCPU's contexts (H17fix).");
    }

    private void newVpid() {
        claim(
                "H17b",
                GuestTlbDesigns.VPID_FLUSHES_HARDWARE,
                OWN,
                TWO_VPIDS + ",shadow=on",
                VIOLATED,
                "KVM has one hardware tag for all VPIDs that L1 gives L2, and up to 712494de96 (2021) another VPID flushed TLBs alone. L2's shadow table"
                        + " fills them again with the other VPID's translations.");
        claim(
                "H17c",
                GuestTlbDesigns.LINUX_5_16,
                OWN,
                TWO_VPIDS + ",shadow=on,pages=2",
                HOLDS,
                "712494de96 (2021) takes another VPID for a flush by the guest: shadow tables go, too. Each VPID's translations are its own.");
        answer(
                "H17d",
                GuestTlbDesigns.VPID_FLUSHES_HARDWARE,
                OWN,
                TWO_VPIDS + ",pages=2",
                HOLDS,
                "The design before 712494de96 (2021) where L1 uses EPT, so that nothing is shadowed at this stage.",
                "TLBs are all that there is, and they are flushed.");
        claim(
                "H17e",
                GuestTlbDesigns.VPID_FLUSHES_NOTHING,
                OWN,
                TWO_VPIDS,
                VIOLATED,
                "One-step mutant of 712494de96 (2021): another VPID flushes nothing. Two VPIDs share the one tag.");
    }

    private void sharedTag() {
        claim(
                "H29",
                GuestTlbDesigns.ARM_VMID,
                OWN,
                ONE_LEVEL,
                VIOLATED,
                "Arm tags translations by VM, and up to 94d0e5980d (2016) nothing was flushed as another vCPU of the VM came to a CPU. A guest with tables"
                        + " of its own for each vCPU then uses the other vCPU's translations.");
        claim(
                "H29fix",
                GuestTlbDesigns.ARM_LAST_VCPU,
                OWN,
                ONE_LEVEL + ",cpus=2,pages=2",
                HOLDS,
                "94d0e5980d (2016) remembers for each CPU which vCPU of the VM ran there last, and flushes if it was another (Xen does since 607ad85d85,"
                        + " 2017). What is left is the vCPU's own.");
        claim(
                "H29b",
                GuestTlbDesigns.ARM_MIGRATION,
                OWN,
                ONE_LEVEL,
                VIOLATED,
                "One-step mutant of 94d0e5980d (2016): each vCPU remembers its CPU. A vCPU that comes back to where it was finds what another has left"
                        + " there meanwhile.");
        claim(
                "H29c",
                GuestTlbDesigns.LINUX_5_16,
                OWN,
                ONE_LEVEL + ",cpus=2",
                HOLDS,
                "A tag for each vCPU, as VPIDs are, needs no flush for this. Two vCPUs on a CPU have nothing in common.");
    }
}
