package dev.stalemate.real.kvm;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.Belief;
import dev.stalemate.systems.kvm.ExpectedLeaf;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import dev.stalemate.systems.kvm.Vm;
import org.jspecify.annotations.Nullable;

/** Asks a version's own rule, and a guest's own registers, what a leaf should be; says where a trace does not tell enough for an answer. */
final class LeafRule {
    /** Instead of a leaf's type: it depends on something that the trace does not tell. */
    static final int UNKNOWN = EptLeaf.BOUND + 1;

    /** Instead of a leaf's type: the parts of a large leaf would get different types. */
    static final int MIXED = ExpectedLeaf.MIXED;

    /** Ordinary memory has this entry of the guest's PAT: its PTEs have no type bits. */
    private static final int ORDINARY = 0;

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

    /**
     * The type that a leaf would get if a vCPU touched each of its pages now, or {@link ExpectedLeaf#MIXED}, or {@link #UNKNOWN}.
     *
     * @param noncoherentDma whether a device with non-coherent DMA is attached
     * @param mmio whether the host's frame is MMIO
     */
    int expected(int vcpu, LeafKey key, boolean noncoherentDma, boolean mmio) {
        Vm seen = vm.seen(noncoherentDma, mmio);
        int narrow = expected(seen, vcpu, key, false);
        if (narrow == UNKNOWN || !vm.width.matters()) {
            return narrow;
        }
        return expected(seen, vcpu, key, true) == narrow ? narrow : UNKNOWN;
    }

    /** The same with the narrowest MAXPHYADDR that the guest can have, or with the widest. */
    int expectedIf(boolean widest, int vcpu, LeafKey key, boolean noncoherentDma) {
        return expected(vm.seen(noncoherentDma, false), vcpu, key, widest);
    }

    private int expected(Vm seen, int vcpu, LeafKey key, boolean widest) {
        vm.width.reckonWith(widest);
        vm.doubt.clear();
        int type = design.leaf(seen, vcpu, key.gpa());
        if (key.level() > 1 && !vm.doubt.raised()) {
            type = ExpectedLeaf.ofLarge(design, seen, vcpu, key.gpa(), key.bytes());
        }
        return vm.doubt.raised() ? UNKNOWN : type;
    }

    /** Whether a vCPU may install a large leaf whole, as far as is known. */
    boolean mayBeLarge(int vcpu, LeafKey key, boolean noncoherentDma) {
        return mayBeLarge(vcpu, key, noncoherentDma, false) || mayBeLarge(vcpu, key, noncoherentDma, true);
    }

    private boolean mayBeLarge(int vcpu, LeafKey key, boolean noncoherentDma, boolean widest) {
        vm.width.reckonWith(widest);
        vm.doubt.clear();
        Vm seen = vm.seen(noncoherentDma, false);
        return ExpectedLeaf.mayBeLarge(design, seen, vcpu, key.gpa(), key.bytes()) || vm.doubt.raised();
    }

    /**
     * What a vCPU believes of an access to ordinary memory if a leaf of a type makes it weaker; null if not, or if that is unknown. What a
     * guest believes of which leaves alone tell that it has no MTRRs is not known.
     */
    @Nullable
    MemType believedIfWeaker(int vcpu, long gpa, int type) {
        if (vm.feature.inferredAway()) {
            return null;
        }
        vm.doubt.clear();
        MemType pat = ordinary(vcpu);
        MemType believed = Belief.ifWeaker(vm.vcpu(vcpu), gpa, pat, EptLeaf.effective(type, pat));
        return vm.doubt.raised() ? null : believed;
    }

    /** Whether all frames of an entry have one type by a vCPU's MTRRs, as far as is known. */
    boolean uniform(int vcpu, LeafKey key) {
        vm.width.reckonWith(false);
        vm.doubt.clear();
        int order = Long.numberOfTrailingZeros(key.pages());
        return KvmMtrrLookup.uniform(vm.vcpu(vcpu), key.gpa(), order) || vm.doubt.raised();
    }

    /** What can go wrong with that access. */
    Hazards hazards(int vcpu, int type, MemType believed) {
        return Hazards.of(EptLeaf.effective(type, ordinary(vcpu)), believed);
    }

    private MemType ordinary(int vcpu) {
        return Pat.entry(vm.vcpu(vcpu).pat(), ORDINARY);
    }

    /** An answer in words. */
    static String text(int type) {
        return type == ExpectedLeaf.MIXED ? "mixed types" : type == UNKNOWN ? "unknown" : EptLeaf.text(type);
    }
}
