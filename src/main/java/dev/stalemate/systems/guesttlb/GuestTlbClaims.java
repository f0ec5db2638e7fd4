package dev.stalemate.systems.guesttlb;

import static dev.stalemate.systems.guesttlb.GuestTlbDesign.ARM_LAST_VCPU;
import static dev.stalemate.systems.guesttlb.GuestTlbDesign.ARM_MIGRATION;
import static dev.stalemate.systems.guesttlb.GuestTlbDesign.ARM_VMID;
import static dev.stalemate.systems.guesttlb.GuestTlbDesign.FLUSHES_L1_AT_ENTRY;
import static dev.stalemate.systems.guesttlb.GuestTlbDesign.FLUSHES_ROOT_LEFT;
import static dev.stalemate.systems.guesttlb.GuestTlbDesign.FLUSHES_ROOT_LOADED;
import static dev.stalemate.systems.guesttlb.GuestTlbDesign.LINUX_5_16;
import static dev.stalemate.systems.guesttlb.GuestTlbDesign.REQUEST_OUTLIVES_LEVEL;
import static dev.stalemate.systems.guesttlb.GuestTlbDesign.VPID_FLUSHES_HARDWARE;
import static dev.stalemate.systems.guesttlb.GuestTlbDesign.VPID_FLUSHES_NOTHING;
import static dev.stalemate.systems.guesttlb.GuestTlbLaws.GONE;
import static dev.stalemate.systems.guesttlb.GuestTlbLaws.OWN;

import dev.stalemate.model.Claims;

/** Fixes of KVM's flushes for guests (2016 to 2021): the design before each of them violates a law, and for the one after it the law holds. */
final class GuestTlbClaims {
    private static final String NO_VPID = "vpid=off,requests=off";
    private static final String MIGRATION = NO_VPID + ",cpus=2";
    private static final String TWO_VPIDS = "contexts=3,requests=off";
    private static final String ONE_LEVEL = "contexts=1,vcpus=2,requests=off";

    private GuestTlbClaims() {}

    static void all(Claims claims) {
        wrongRoot(claims);
        wrongLevel(claims);
        migration(claims);
        newVpid(claims);
        sharedTag(claims);
    }

    private static void wrongRoot(Claims claims) {
        claims.of("H16", FLUSHES_ROOT_LEFT, GONE)
                .at(MIGRATION)
                .violated(
                        "Where L1 uses no VPIDs, every switch between L1 and L2 must look like a full flush. Up to 1438921c6d "
                                + "(2018) KVM flushed at once, under the root that it was about to leave. Translations that a level has "
                                + "left on another CPU are still there when the vCPU comes back by way of the other level.");
        claims.of("H16fix", FLUSHES_ROOT_LOADED, GONE)
                .at(MIGRATION)
                .holds(
                        "1438921c6d (2018) makes the flush a request, which is served once the other root is loaded. Whatever a CPU has under"
                                + " that root is flushed before it is used.");
        claims.of("H16b", FLUSHES_ROOT_LEFT, GONE)
                .at(NO_VPID + ",pages=2")
                .open(
                        "The design before 1438921c6d (2018) on one CPU: L2 runs, L1 edits its tables and enters it again.")
                .holds(
                        "the exit has flushed L2's root, because it leaves that root. As long as a vCPU stays on its CPU, "
                                + "everything is flushed on the way out instead of on the way in.");
        claims.of("H16c", FLUSHES_L1_AT_ENTRY, GONE)
                .at(NO_VPID)
                .violated(
                        "One-step mutant of the design before 1438921c6d (2018): only the entry of L2 flushes, and only L1's root. Then one CPU"
                                + " is enough.");
        claims.of("H16d", LINUX_5_16, GONE)
                .at(MIGRATION)
                .holds(
                        "KVM since 5.16 does as 1438921c6d (2018) where L1 uses no VPIDs: a switch requests a flush of the root that is loaded"
                                + " next.");
    }

    private static void wrongLevel(Claims claims) {
        claims.of("H17", REQUEST_OUTLIVES_LEVEL, GONE)
                .at("pages=1")
                .violated(
                        "Up to 40e5f90804 (2021) a requested flush was a bit of the vCPU that did not say for which level. If a "
                                + "switch to the other level comes first, the bit is spent on that level's tag, and the translations that "
                                + "should be flushed are used again.");
        claims.of("H17fix", LINUX_5_16, GONE)
                .at("cpus=2")
                .holds(
                        "40e5f90804 (2021) serves requests before it switches between L1 and L2. A flush is made for the level that requested it.");
    }

    private static void migration(Claims claims) {
        claims.of("H17f", FLUSHES_ROOT_LOADED, GONE)
                .at("cpus=2")
                .open(
                        "KVM from 1438921c6d (2018) to Linux 5.7 (2020), with 40e5f90804 (2021) already applied: migration flushes the tag of the"
                                + " loaded root alone. Is it enough to serve requests before a switch?")
                .violated(
                        "requests are served on the CPU where the vCPU is. Translations that it left on another CPU under the tag "
                                + "of its other level are still there when it comes back. Since 5.8 migration flushes all of a vCPU's "
                                + "contexts (H17fix).");
    }

    private static void newVpid(Claims claims) {
        claims.of("H17b", VPID_FLUSHES_HARDWARE, OWN)
                .at(TWO_VPIDS + ",shadow=on")
                .violated(
                        "KVM has one hardware tag for all VPIDs that L1 gives L2, and up to 712494de96 (2021) a change of VPID flushed TLBs"
                                + " alone. L2's shadow table fills them again with the other VPID's translations.");
        claims.of("H17c", LINUX_5_16, OWN)
                .at(TWO_VPIDS + ",shadow=on,pages=2")
                .holds(
                        "712494de96 (2021) treats a change of VPID as a flush by the guest, which includes shadow tables. Each VPID's"
                                + " translations are its own.");
        claims.of("H17d", VPID_FLUSHES_HARDWARE, OWN)
                .at(TWO_VPIDS + ",pages=2")
                .open("The design before 712494de96 (2021) where L1 uses EPT, so that nothing is shadowed.")
                .holds("there are only TLBs, and they are flushed.");
        claims.of("H17e", VPID_FLUSHES_NOTHING, OWN)
                .at(TWO_VPIDS)
                .violated(
                        "One-step mutant of 712494de96 (2021): a change of VPID flushes nothing, so two VPIDs share the one tag.");
    }

    private static void sharedTag(Claims claims) {
        claims.of("H29", ARM_VMID, OWN)
                .at(ONE_LEVEL)
                .violated(
                        "Arm tags translations by VM, and up to 94d0e5980d (2016) nothing was flushed when another vCPU of the VM "
                                + "came to a CPU. If each vCPU of the guest has its own tables, this vCPU then uses the other one's "
                                + "translations.");
        claims.of("H29fix", ARM_LAST_VCPU, OWN)
                .at(ONE_LEVEL + ",cpus=2,pages=2")
                .holds(
                        "94d0e5980d (2016) remembers for each CPU which vCPU of the VM ran there last, and flushes if it was another (as Xen has"
                                + " done since 607ad85d85, 2017). What is left is the vCPU's own.");
        claims.of("H29b", ARM_MIGRATION, OWN)
                .at(ONE_LEVEL)
                .violated(
                        "One-step mutant of 94d0e5980d (2016): each vCPU remembers its CPU. A vCPU that comes back to its CPU finds what another"
                                + " vCPU has left there meanwhile.");
        claims.of("H29c", LINUX_5_16, OWN)
                .at(ONE_LEVEL + ",cpus=2")
                .holds("Where each vCPU has a tag of its own, such as a VPID, the flush of 94d0e5980d (2016) is not"
                        + " needed: two vCPUs on a CPU share nothing.");
    }
}
