package dev.stalemate.real.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.paging.EptLeaf;
import org.jspecify.annotations.Nullable;

/** Which of the claims about KVM a finding is an example of. */
final class ClaimPatterns {
    private ClaimPatterns() {}

    /** The claim's id as {@code stalemate check} knows it, or null if it is none's pattern. */
    static @Nullable String of(TracedGuest machine, int place, boolean stale, GuestChange cause) {
        return stale ? ofStale(machine.leaves(), place, cause) : ofWeaker(machine, place);
    }

    private static @Nullable String ofStale(Leaves leaves, int place, GuestChange cause) {
        return switch (cause.what()) {
            case ATTACHED, DETACHED -> "K10";
            case VALID_RANGE -> "K13";
            case CD_CLEARED, MSR, RESET ->
                leaves.is(place, Leaves.WITH_CD) ? EptLeaf.ipat(leaves.type(place)) ? "K1" : "K11b" : null;
            case CD_SET, QUIRK, LEARNED, INSTALLED -> null;
        };
    }

    private static @Nullable String ofWeaker(TracedGuest machine, int place) {
        if (!machine.judge.design().honoursGuestMtrrs()) {
            return "K12b";
        }
        int v = machine.believer(place);
        if (v < 0) {
            return null;
        }
        TracedVcpu vcpu = machine.vm.vcpu(v);
        if (vcpu.cd()) {
            return vcpu.knows(MtrrMsr.DEF_TYPE) && !Mtrrs.enabled(vcpu) ? "K5b" : null;
        }
        long gpa = machine.leaves().gpa(place);
        MemType bySdm = Mtrrs.type(vcpu, gpa);
        return bySdm != machine.judge.design().guestMtrrType(machine.vm, v, gpa) ? "R1" : null;
    }
}
