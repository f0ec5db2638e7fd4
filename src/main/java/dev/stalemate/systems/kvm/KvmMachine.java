package dev.stalemate.systems.kvm;

import dev.stalemate.model.Acts;
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
    private final ToldZap zap;
    private final Acts acts;

    private long[] state = new long[0];

    KvmMachine(KvmFields fields, KvmDesign design) {
        this.fields = fields;
        this.design = design;
        this.vm = new PackedVm(fields, true);
        this.asked = new PackedVm(fields, false);
        this.leaves = new PackedLeaves(fields);
        this.zap = new ToldZap(fields, leaves);
        this.acts = fields.layout.acts();
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
        design.msrWritten(vm, v, msr, old, zap.at(state));
        zap.tell("update_mtrr()");
        if (fields.replaced != null) {
            fields.replaced.msrWritten(vm, v, msr, old);
        }
    }

    /** A vCPU has changed its CR0.CD. */
    void cdWritten(int v) {
        design.cdWritten(vm, v, zap.at(state));
        zap.tell("kvm_post_set_cr0()");
        if (fields.replaced != null) {
            fields.replaced.cdWritten(vm, v);
        }
    }

    /** The first device with non-coherent DMA has come, or the last one gone. */
    void noncoherentDmaChanged() {
        design.noncoherentDmaChanged(vm, zap.at(state));
        zap.tell("kvm_noncoherent_dma_assignment_start_or_stop()");
        if (fields.replaced != null) {
            fields.replaced.noncoherentDmaChanged(vm);
        }
    }

    /** The host's user has disabled the quirk about the guest's PAT. */
    void patQuirkDisabled() {
        design.patQuirkDisabled(vm, zap.at(state));
        zap.tell("kvm_vm_ioctl_enable_cap()");
        if (fields.replaced != null) {
            fields.replaced.patQuirkDisabled(vm);
        }
    }

    /** A memory slot was deleted or moved, whatever the design (kvm_mmu_zap_all_fast()). */
    void slotsRemoved() {
        zap.at(state).all();
        zap.tell("kvm_mmu_zap_all_fast()");
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
            int leaf = installed(vm, v, frame);
            leaves.install(frame, leaf);
            if (acts.on()) {
                acts.did("vmx_get_mt_mask()", "answers " + EptLeaf.text(leaf));
                acts.could(fields.leaf, frame);
            }
        }
        fields.pages.fill(state, v, frame);
    }
}
