package dev.stalemate.real.kvm;

import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.paging.EptLeaf;
import org.jspecify.annotations.Nullable;

/**
 * What no event has to tell, and leaves do: the guest's MAXPHYADDR, whether it has MTRRs at all, and CR0.CD where userspace sets it
 * (KVM_SET_SREGS). A leaf that is right in only one case tells which it is. One that is right in several stays unknown; one that is right in
 * none can't be.
 */
final class Untold {
    private final TracedGuest guest;
    private final Installations installations;
    private long undecided;
    private long firstUndecided;

    /** What a leaf that doesn't fit tells. */
    enum Answer {
        /** Nothing of this kind makes it right. */
        NOTHING,
        /** One thing does, and is now taken for true. */
        INFERRED,
        /** Several things do. */
        SEVERAL
    }

    Untold(TracedGuest guest, Installations installations) {
        this.guest = guest;
        this.installations = installations;
    }

    /** How many leaves are right in several cases. */
    long undecided() {
        return undecided;
    }

    /** The line of the first of them, or 0. */
    long firstUndecided() {
        return firstUndecided;
    }

    /**
     * Takes in a leaf that is right in just one of the cases that are still open.
     *
     * @param maybeMmio whether its type may be that of host MMIO, which tells nothing of the guest
     */
    void learn(TracedLeaf leaf, boolean maybeMmio) {
        if (maybeMmio || !guest.devices.decided()) {
            return;
        }
        if (guest.vm.width.open()) {
            learnWidth(leaf);
        }
        if (!guest.vm.feature.decided()
                && isOff(leaf.vcpu())
                && expected(leaf) == leaf.type()
                && flipped(leaf) != leaf.type()) {
            guest.vm.feature.infer(guest.vm.feature.has());
        }
    }

    private void learnWidth(TracedLeaf leaf) {
        int narrow = LeafRule.UNKNOWN;
        int wide = LeafRule.UNKNOWN;
        for (int v = 0; v < guest.vm.vcpus(); v++) {
            if (v == leaf.vcpu() || (leaf.vcpu() < 0 && guest.vm.vcpu(v).exists())) {
                int n = guest.rule.expectedIf(false, v, leaf.key(), guest.devices.attached());
                int w = guest.rule.expectedIf(true, v, leaf.key(), guest.devices.attached());
                narrow = n == leaf.type() || narrow == LeafRule.UNKNOWN ? n : narrow;
                wide = w == leaf.type() || wide == LeafRule.UNKNOWN ? w : wide;
            }
        }
        boolean known = narrow != LeafRule.UNKNOWN && wide != LeafRule.UNKNOWN;
        if (known && narrow != wide && (narrow == leaf.type() || wide == leaf.type())) {
            guest.vm.width.leafTells(narrow == leaf.type());
            learned(leaf.line());
        }
    }

    private void learned(long line) {
        guest.judgeAll(GuestChange.of(line, GuestChange.What.LEARNED));
    }

    /** Whether a vCPU's MTRRs are off, as far as is known. */
    private boolean isOff(int v) {
        return v >= 0 && guest.vm.vcpu(v).knows(MtrrMsr.DEF_TYPE) && !Mtrrs.enabled(guest.vm.vcpu(v));
    }

    private int expected(TracedLeaf leaf) {
        return installations.expected(leaf, guest.devices.attached());
    }

    /** What a leaf should be if the guest had MTRRs and is thought to have none, or the other way round. */
    private int flipped(TracedLeaf leaf) {
        guest.vm.feature.flip();
        int expected = expected(leaf);
        guest.vm.feature.flip();
        return expected;
    }

    /**
     * What makes a leaf right that isn't right by what is known.
     *
     * @param fitsOtherDevices whether it would be right if a device came or went
     */
    Answer explain(TracedLeaf leaf, boolean fitsOtherDevices) {
        boolean noMtrrs = !guest.vm.feature.decided() && isOff(leaf.vcpu()) && flipped(leaf) == leaf.type();
        TracedVcpu withOtherCd = withOtherCd(leaf);
        int ways = (noMtrrs ? 1 : 0) + (withOtherCd != null ? 1 : 0);
        if (ways == 0) {
            return Answer.NOTHING;
        }
        if (ways + (fitsOtherDevices ? 1 : 0) > 1) {
            undecided++;
            firstUndecided = firstUndecided == 0 ? leaf.line() : firstUndecided;
            return Answer.SEVERAL;
        }
        if (withOtherCd != null) {
            guest.foundCd(leaf.line(), leaf.vcpu(), !withOtherCd.cd());
        } else {
            guest.vm.feature.infer(!guest.vm.feature.has());
            takeForMmio();
            learned(leaf.line());
        }
        return Answer.INFERRED;
    }

    /** The vCPU that installed a leaf, if the leaf is right for its other value of CR0.CD and no marker would have told; else null. */
    private @Nullable TracedVcpu withOtherCd(TracedLeaf leaf) {
        if (guest.vm.cdIsTold() || leaf.vcpu() < 0) {
            return null;
        }
        TracedVcpu vcpu = guest.vm.vcpu(leaf.vcpu());
        vcpu.setCd(!vcpu.cd());
        int expected = expected(leaf);
        vcpu.setCd(!vcpu.cd());
        return expected == leaf.type() ? vcpu : null;
    }

    /** The guest has no MTRRs: what was UC because they seemed to be off is the host's MMIO. */
    private void takeForMmio() {
        Leaves leaves = guest.leaves();
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place) && !leaves.is(place, Leaves.MMIO)) {
                TracedLeaf leaf = leaves.leaf(place);
                int expected = expected(leaf);
                boolean wasRight = leaf.type() != expected && EptLeaf.emt(leaf.type()) == EptLeaf.emt(flipped(leaf));
                if (wasRight && installations.mayBeMmio(leaf)) {
                    installations.host().assumeMmio(leaf, expected);
                    leaves.set(place, Leaves.MMIO, true);
                }
            }
        }
    }
}
