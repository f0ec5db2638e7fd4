package dev.stalemate.systems.kvm;

import dev.stalemate.paging.EptLeaf;

/**
 * The leaf that a design would install now: what a leaf that is there is compared with. The same for a model's states and for a real
 * KVM's traces.
 */
public final class ExpectedLeaf {
    /** Instead of a leaf's type: the parts of a large leaf would get different types. */
    public static final int MIXED = EptLeaf.BOUND;

    private static final long PAGE = 1L << 12;
    private static final long LARGE = 1L << 21;

    private ExpectedLeaf() {}

    /**
     * The 4 KiB leaf that would be installed now: that of a vCPU on line for which it is like the leaf that is there, if there is such a
     * vCPU; so a leaf that differs is stale.
     *
     * @param gpa the guest-physical address, in bytes
     * @param leaf the leaf that is there, as {@link EptLeaf} packs it
     */
    public static int like(KvmDesign design, Vm vm, long gpa, int leaf) {
        int expected = EptLeaf.NONE;
        for (int v = 0; v < vm.vcpus(); v++) {
            if (vm.vcpu(v).online()) {
                expected = design.leaf(vm, v, gpa);
                if (expected == EptLeaf.small(leaf)) {
                    return expected;
                }
            }
        }
        return expected;
    }

    /**
     * The type that all of a large leaf would get if a vCPU touched each of its pages now, or {@link #MIXED}.
     *
     * @param first the guest-physical address of the leaf's first byte
     * @param bytes how many bytes it maps, a multiple of 2 MiB
     */
    public static int ofLarge(KvmDesign design, Vm vm, int vcpu, long first, long bytes) {
        int type = design.leaf(vm, vcpu, first);
        for (long large = first; large < first + bytes; large += LARGE) {
            if (!allOf(design, vm, vcpu, large, type)) {
                return MIXED;
            }
        }
        return type;
    }

    /** Whether each page of 2 MiB would get a type. */
    private static boolean allOf(KvmDesign design, Vm vm, int vcpu, long large, int type) {
        if (design.leaf(vm, vcpu, large) != type) {
            return false;
        }
        boolean whole = design.installsLarge(vm, vcpu, large);
        for (long page = large; !whole && page < large + LARGE; page += PAGE) {
            if (design.leaf(vm, vcpu, page) != type) {
                return false;
            }
        }
        return true;
    }

    /** Whether a vCPU may install a large leaf whole, given that the host backs it with one: each 2 MiB of it. */
    public static boolean mayBeLarge(KvmDesign design, Vm vm, int vcpu, long first, long bytes) {
        for (long large = first; large < first + bytes; large += LARGE) {
            if (!design.installsLarge(vm, vcpu, large)) {
                return false;
            }
        }
        return true;
    }
}
