package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Mtrrs;
import org.jspecify.annotations.Nullable;

/** What a guest believes of its accesses, by its own registers: the same for a model's states and for a real KVM's traces. */
public final class Belief {
    private Belief() {}

    /**
     * The type that the guest believes an access has. CR0.CD=1 makes it UC; a guest without MTRRs takes the MTRRs' side for UC (the thread).
     *
     * @param gpa the guest-physical address, in bytes
     * @param pat the type that the guest's PAT selects for the access
     * @return null where the SDM leaves the overlap of MTRRs undefined
     */
    public static @Nullable MemType of(Vcpu vcpu, long gpa, MemType pat) {
        if (vcpu.cd()) {
            return MemType.UC;
        }
        MemType mtrr = vcpu.hasMtrrs() ? Mtrrs.type(vcpu, gpa) : MemType.UC;
        return mtrr == null ? null : EffectiveType.of(mtrr, pat);
    }

    /**
     * The same of an access that is weaker: the guest believes it uncached, and it is cached. Null if it is not weaker.
     *
     * @param access the type that it has
     */
    public static @Nullable MemType ifWeaker(Vcpu vcpu, long gpa, MemType pat, MemType access) {
        MemType believed = of(vcpu, gpa, pat);
        boolean weaker = believed != null && Hazards.of(access, believed).has(Hazard.STALE_READ);
        return weaker ? believed : null;
    }
}
