package dev.stalemate.real.kvm;

import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmDesign;
import org.jspecify.annotations.Nullable;

/** Asks a version's own rule, and a guest's own registers, what a leaf should be. */
final class LeafRule {
    /** The parts of a large leaf would get different types. */
    static final int MIXED = EptLeaf.BOUND;

    /** It depends on something that the trace doesn't tell. */
    static final int UNSURE = EptLeaf.BOUND + 1;

    private static final long PAGE = 1L << 12;
    private static final long LARGE = 1L << 21;

    private final TracedVm vm;
    private KvmDesign design;

    LeafRule(TracedVm vm, KvmDesign design) {
        this.vm = vm;
        this.design = design;
    }

    KvmDesign design() {
        return design;
    }

    void setDesign(KvmDesign design) {
        this.design = design;
    }

    /** The type that a leaf of a level would get if a vCPU touched each of its pages now, or {@link #MIXED}, or {@link #UNSURE}. */
    int own(int vcpu, long gpa, int level, boolean mmio) {
        vm.setMmio(mmio);
        vm.doubt.clear();
        int type = design.leaf(vm, vcpu, gpa);
        long end = gpa + Leaves.bytes(level);
        for (long large = gpa; level > 1 && large < end && type != MIXED && !vm.doubt.raised(); large += LARGE) {
            if (design.leaf(vm, vcpu, large) != type || !uniform(vcpu, large, type)) {
                type = MIXED;
            }
        }
        return vm.doubt.raised() ? UNSURE : type;
    }

    private boolean uniform(int vcpu, long large, int type) {
        if (design.installsLarge(vm, vcpu, large)) {
            return true;
        }
        for (long page = large; page < large + LARGE; page += PAGE) {
            if (design.leaf(vm, vcpu, page) != type) {
                return false;
            }
        }
        return true;
    }

    /** Whether a vCPU may install a large leaf whole, as far as is known. */
    boolean installsLarge(int vcpu, long gpa, int level) {
        vm.doubt.clear();
        long end = gpa + Leaves.bytes(level);
        for (long large = gpa; large < end; large += LARGE) {
            if (!design.installsLarge(vm, vcpu, large)) {
                return vm.doubt.raised();
            }
        }
        return true;
    }

    /**
     * What a vCPU believes of an access that its PTE gives PA0, the entry of ordinary memory, if it believes it uncached and the leaf
     * makes it cached; else null.
     */
    @Nullable
    MemType weaker(int vcpu, long gpa, int type) {
        TracedVcpu v = vm.vcpu(vcpu);
        vm.doubt.clear();
        MemType pat = Pat.entry(v.pat(), 0);
        MemType mtrr = v.cd() ? MemType.UC : Mtrrs.type(v, gpa);
        if (mtrr == null || vm.doubt.raised()) {
            return null;
        }
        MemType believed = v.cd() ? MemType.UC : EffectiveType.of(mtrr, pat);
        return Hazards.of(EptLeaf.effective(type, pat), believed).has(Hazard.STALE_READ) ? believed : null;
    }

    /** What can go wrong with that access. */
    Hazards hazards(int vcpu, int type, MemType believed) {
        return Hazards.of(EptLeaf.effective(type, Pat.entry(vm.vcpu(vcpu).pat(), 0)), believed);
    }
}
