package dev.stalemate.real.kvm;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.Vm;
import org.jspecify.annotations.Nullable;

/** Which of the claims about KVM a finding is an example of. */
final class ClaimPatterns {
    private ClaimPatterns() {}

    /**
     * The claim that has the pattern of a stale leaf: its id for {@code stalemate check}; null if there is no such claim.
     *
     * @param withCd whether the vCPU that installed it had CR0.CD=1
     * @param mixed whether it is a large leaf of which parts alone are wrong
     * @param change what made it stale
     */
    static @Nullable String ofStale(TracedLeaf leaf, boolean withCd, boolean mixed, GuestChange change) {
        return switch (change.what()) {
            case ATTACHED, DETACHED -> "K10";
            case VALID_RANGE -> "K13";
            case CD_CLEARED, MSR, RESET -> withCd ? EptLeaf.ipat(leaf.type()) ? "K1" : "K11b" : null;
            case CD_SET, CD_FOUND_SET, CD_FOUND_CLEARED, QUIRK, LEARNED -> null;
            case INSTALLED -> mixed ? "K18" : null;
        };
    }

    /**
     * The same of a leaf that is weaker than a vCPU believes.
     *
     * @param machine the machine as the design sees it
     * @param v the vCPU's number
     */
    static @Nullable String ofWeaker(KvmDesign design, Vm machine, int v, TracedVcpu vcpu, TracedLeaf leaf) {
        if (!design.honoursGuestMtrrs()) {
            return "K12b";
        }
        if (vcpu.cd()) {
            return vcpu.knows(MtrrMsr.DEF_TYPE) && !Mtrrs.enabled(vcpu) ? "K5b" : null;
        }
        long gpa = leaf.key().gpa();
        return Mtrrs.type(vcpu, gpa) != design.guestMtrrType(machine, v, gpa) ? "R1" : null;
    }
}
