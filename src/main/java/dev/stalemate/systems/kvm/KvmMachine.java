package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Acts;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmDesign.Event;
import dev.stalemate.systems.kvm.KvmDesign.Paging;

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
    final KvmLogging logging;
    private final ToldZap zap;
    private final Acts acts;

    private long[] state = new long[0];

    KvmMachine(KvmFields fields, KvmDesign design) {
        this.fields = fields;
        this.design = design;
        this.vm = new PackedVm(fields, true);
        this.asked = new PackedVm(fields, false);
        this.leaves = new PackedLeaves(fields);
        this.logging = new KvmLogging(this);
        this.acts = fields.layout.acts();
        this.zap = new ToldZap(fields, acts, leaves);
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
        zap.tell(design, msr == Pat.MSR ? Event.PAT_WRITTEN : Event.MTRR_WRITTEN);
        if (fields.replaced != null) {
            fields.replaced.msrWritten(vm, v, msr, old);
        }
    }

    /** A vCPU has changed its CR0.CD. */
    void cdWritten(int v) {
        design.cdWritten(vm, v, zap.at(state));
        zap.tell(design, Event.CD_WRITTEN);
        if (fields.replaced != null) {
            fields.replaced.cdWritten(vm, v);
        }
    }

    /** The first device with non-coherent DMA comes, or the last one goes. */
    void noncoherentDmaChanged(boolean come) {
        design.noncoherentDmaChanged(vm, zap.at(state));
        zap.tell(design, come ? Event.DEVICE_ATTACHED : Event.DEVICE_DETACHED);
        if (fields.replaced != null) {
            fields.replaced.noncoherentDmaChanged(vm);
        }
    }

    /** A device with non-coherent DMA was counted, and nothing else was done. */
    void deviceCounted(boolean come) {
        if (acts.on()) {
            String counts = fields.registered(state) ? "only counts the device" : "counts the device";
            acts.did("kvm_arch_" + (come ? "" : "un") + "register_noncoherent_dma()", counts);
        }
    }

    /** The notifier has zapped a 2 MiB page of the host's, by its first frame. */
    void unmapped(int large) {
        if (acts.on()) {
            acts.did(design.function(Event.UNMAPPED), "zaps 2 MiB at gpa " + fields.frame.text(large));
        }
    }

    /** The host's user has disabled the quirk about the guest's PAT. */
    void patQuirkDisabled() {
        design.patQuirkDisabled(vm, zap.at(state));
        zap.tell(design, Event.QUIRK_DISABLED);
        if (fields.replaced != null) {
            fields.replaced.patQuirkDisabled(vm);
        }
    }

    /** A memory slot was deleted or moved, whatever the design (kvm_arch_flush_shadow_memslot()). */
    void slotsRemoved() {
        zap.at(state).all();
        fields.faults.invalidated(state);
        zap.tell("kvm_arch_flush_shadow_memslot()");
        if (fields.replaced != null) {
            fields.replaced.slotsRemoved();
        }
    }

    /** Whether a touch of a frame is an EPT violation. */
    boolean faults(long[] s, int frame) {
        return fields.leaf.get(s, frame) == EptLeaf.NONE
                || logging.writeProtected(s, frame)
                || (fields.replaced != null && fields.replaced.leaf(s, frame) == EptLeaf.NONE);
    }

    /** What a touch of a frame without a leaf would install now. */
    int wouldInstall(int v, int frame) {
        int leaf = design.leaf(asked.at(state), v, fields.scope.gpa[frame]);
        boolean whole = hostHasLarge(frame) && design.installsLarge(asked, v, fields.scope.gpa[frame]);
        return whole ? EptLeaf.large(leaf) : leaf;
    }

    /** Whether a large leaf is possible for a frame by all but the design. */
    private boolean hostHasLarge(int frame) {
        int large = fields.scope.largePage[frame];
        return fields.huge.is(state, large) && leaves.allInPlace(large) && !fields.logging.is(state, 0);
    }

    /** A vCPU touches a frame: a missing leaf is installed. */
    void touch(int v, int frame) {
        if (fields.replaced != null) {
            fields.replaced.touch(vm, v, frame);
        }
        if (fields.leaf.get(state, frame) == EptLeaf.NONE || logging.writeProtected(state, frame)) {
            install(v, frame, hostHasLarge(frame) && design.installsLarge(vm, v, fields.scope.gpa[frame]));
        }
        fields.pages.fill(state, v, frame);
    }

    /** A fault of a frame installs a leaf: part of a large one where it may be, and the host agrees to it. */
    void install(int v, int frame, boolean mayBeLarge) {
        zap.at(state);
        boolean whole = mayBeLarge && hostHasLarge(frame);
        if (!whole && EptLeaf.isLarge(fields.leaf.get(state, frame))) {
            logging.written(state, frame);
        }
        int leaf = design.leaf(vm, v, fields.scope.gpa[frame]);
        leaf = whole ? EptLeaf.large(leaf) : leaf;
        leaves.install(frame, leaf);
        if (acts.on()) {
            tell(v, frame, leaf);
        }
    }

    /** Tells what a touch of a frame has installed. */
    private void tell(int v, int frame, int leaf) {
        int large = fields.scope.largePage[frame];
        // A fault was told too early that 2 MiB may be mapped: that was the decision.
        boolean tooEarly = EptLeaf.isLarge(leaf) && !design.installsLarge(vm, v, fields.scope.gpa[frame]);
        // A page is taken for what it is not: the answer follows from that.
        boolean mistaken = false;
        if (fields.huge.is(state, large)) {
            boolean checks = !fields.faults.inSteps() && !fields.logging.is(state, 0);
            acts.did(
                    design.function(checks ? Event.TOUCHED_LARGE : Event.MAPPED),
                    EptLeaf.isLarge(leaf) ? "maps 2 MiB whole" : checks ? "splits 2 MiB" : "maps 4 KiB");
            for (int f = large; f < fields.scope.gpa.length; f++) {
                boolean made = f == frame || (EptLeaf.isLarge(leaf) && fields.scope.largePage[f] == large);
                if (made && !tooEarly && fields.leaf.get(state, f) != EptLeaf.NONE) {
                    acts.could(fields.leaf, f);
                }
            }
        }
        if (fields.scope.real.isNamed(frame)) {
            boolean mmio = design.isMmio(vm, fields.scope.gpa[frame]);
            mistaken = mmio != fields.scope.real.page(frame).device();
            acts.did(
                    "kvm_is_mmio_pfn()",
                    "takes " + fields.scope.real.page(frame).words() + " for " + (mmio ? "MMIO" : "memory"));
            if (mistaken) {
                acts.could(fields.leaf, frame);
            }
        }
        acts.did(
                design.function(Event.TOUCHED),
                zap.kept("answers " + EptLeaf.text(EptLeaf.small(leaf)) + seen(v, frame, leaf)));
        if (!tooEarly && !mistaken) {
            acts.could(fields.leaf, frame);
        }
    }

    /** What a design that honours the guest's MTRRs looks at first. */
    private String seen(int v, int frame, int leaf) {
        if (design.paging() == Paging.NPT) {
            return "";
        }
        if (design.isMmio(vm, fields.scope.gpa[frame])) {
            return ": MMIO";
        }
        if (!design.honoursGuestMtrrs()) {
            return "";
        }
        return !vm.noncoherentDma()
                ? EptLeaf.ipat(leaf) ? ": " + LinuxGuestMtrrs.NO_DEVICE : ": the slot's flag"
                : fields.cd.is(state, v) ? ": CR0.CD=1" : vm.vcpu(v).hasMtrrs() ? "" : ": the guest has no MTRRs";
    }
}
