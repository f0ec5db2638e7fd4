package dev.stalemate.systems.kvm;

import dev.stalemate.paging.EptLeaf;

/**
 * The machine on which a design runs: it tells the design of events, which zap, and asks it for leaves; and the design that it replaces,
 * where one runs beside it. It stands on one state at a time, so it belongs to one thread.
 */
final class KvmMachine {
    final KvmFields fields;
    final KvmDesign design;
    /** The machine of events. */
    final PackedVm vm;
    /** The machine of questions about what the design would do, which change nothing. */
    final PackedVm asked;

    final PackedLeaves leaves;

    private long[] state = new long[0];

    KvmMachine(KvmFields fields, KvmDesign design) {
        this.fields = fields;
        this.design = design;
        this.vm = new PackedVm(fields, true);
        this.asked = new PackedVm(fields, false);
        this.leaves = new PackedLeaves(fields);
    }

    /** Stands on a state: what happens from here on is one event there. */
    KvmMachine at(long[] newState) {
        state = newState;
        vm.at(newState);
        leaves.at(newState);
        if (fields.replaced != null) {
            fields.replaced.at(newState);
        }
        return this;
    }

    /** A vCPU has written an MSR. */
    void msrWritten(int v, int msr, long old) {
        design.msrWritten(vm, v, msr, old, leaves);
        if (fields.replaced != null) {
            fields.replaced.msrWritten(vm, v, msr, old);
        }
    }

    /** A vCPU has changed its CR0.CD. */
    void cdWritten(int v) {
        design.cdWritten(vm, v, leaves);
        if (fields.replaced != null) {
            fields.replaced.cdWritten(vm, v);
        }
    }

    /** The first device with non-coherent DMA has come, or the last one gone. */
    void noncoherentDmaChanged() {
        design.noncoherentDmaChanged(vm, leaves);
        if (fields.replaced != null) {
            fields.replaced.noncoherentDmaChanged(vm);
        }
    }

    /** The host's user has disabled the quirk about the guest's PAT. */
    void patQuirkDisabled() {
        design.patQuirkDisabled(vm, leaves);
        if (fields.replaced != null) {
            fields.replaced.patQuirkDisabled(vm);
        }
    }

    /** A memory slot was deleted or moved, whatever the design (kvm_mmu_zap_all_fast()). */
    void slotsRemoved() {
        leaves.all();
        if (fields.replaced != null) {
            fields.replaced.slotsRemoved();
        }
    }

    /** Whether a touch of a frame is an EPT violation. */
    boolean faults(long[] s, int frame) {
        return fields.leaf.get(s, frame) == EptLeaf.NONE
                || (fields.replaced != null && fields.replaced.leaf(s, frame) == EptLeaf.NONE);
    }

    /** What a touch of a frame without a leaf would install now. */
    int wouldInstall(int v, int frame) {
        return installed(asked.at(state), v, frame);
    }

    /** What a touch installs: part of a large leaf where host and design agree to it. */
    private int installed(PackedVm vm, int v, int frame) {
        int large = fields.scope.largePage[frame];
        int leaf = design.leaf(vm, v, fields.scope.gpa[frame]);
        boolean whole = fields.huge.is(state, large)
                && leaves.allInPlace(large)
                && design.installsLarge(vm, v, fields.scope.gpa[frame]);
        return whole ? EptLeaf.large(leaf) : leaf;
    }

    /** A vCPU touches a frame: a missing leaf is installed. */
    void touch(int v, int frame) {
        if (fields.replaced != null) {
            fields.replaced.touch(vm, v, frame);
        }
        if (fields.leaf.get(state, frame) == EptLeaf.NONE) {
            leaves.install(frame, installed(vm, v, frame));
        }
        fields.pages.fill(state, v, frame);
    }
}
