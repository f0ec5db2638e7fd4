package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Acts;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmDesign.Event;
import dev.stalemate.text.Names;

/**
 * A design that another one replaces, run beside it: told of the same events, it has leaves of its own, so the two can be compared along
 * every run. It belongs to one thread.
 */
final class ReplacedDesign {
    private final KvmFields fields;
    private final KvmDesign design;
    private final IntField leaf;
    private final ToldZap zap;
    private final Acts acts;
    private long[] state = new long[0];

    /**
     * Declares its leaves, none at first.
     *
     * @throws IllegalArgumentException if there is no design of that name, or if it keeps more than leaves
     */
    ReplacedDesign(Layout.Builder b, KvmFields fields, String name) {
        this.fields = fields;
        this.design = KvmDesigns.ALL.all().stream()
                .filter(d -> d.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Names.missing(
                        "scope setting replaces: no design '" + name + "'",
                        name,
                        KvmDesigns.ALL.all().stream().map(KvmDesign::name).toList())));
        boolean more = fields.scope.get(KvmSettings.LARGE) || fields.scope.get(KvmSettings.P2M);
        if (design.mtrrCopies() > 0 || !design.keeps().isEmpty() || more) {
            throw new IllegalArgumentException(
                    "scope setting replaces: only 4 KiB leaves are compared, without p2m=on and large=on, of a design that keeps nothing else");
        }
        IntField leaves = b.number("ept-replaced", EptLeaf.SMALL_BOUND, EptLeaf::text, fields.frame);
        this.leaf = leaves;
        Zap frames = new FrameZap(fields.scope.gpa) {
            @Override
            void frame(int f) {
                leaves.set(state, f, EptLeaf.NONE);
            }
        };
        this.acts = b.acts();
        this.zap = new ToldZap(fields, acts, frames);
    }

    /** Stands on a state: zaps edit it from here on. */
    void at(long[] newState) {
        state = newState;
    }

    /** Its leaf of a frame. */
    int leaf(long[] s, int frame) {
        return leaf.get(s, frame);
    }

    /** A vCPU touches a frame: a missing leaf is installed. */
    void touch(Vm vm, int v, int frame) {
        if (leaf.get(state, frame) == EptLeaf.NONE) {
            leaf.set(state, frame, design.leaf(vm, v, fields.scope.gpa[frame]));
            if (acts.on()) {
                acts.did(function(Event.TOUCHED), "answers " + leaf.text(state, frame));
            }
        }
    }

    void msrWritten(Vm vm, int v, int msr, long old) {
        design.msrWritten(vm, v, msr, old, zap.at(state));
        tell(msr == Pat.MSR ? Event.PAT_WRITTEN : Event.MTRR_WRITTEN);
    }

    void cdWritten(Vm vm, int v) {
        design.cdWritten(vm, v, zap.at(state));
        tell(Event.CD_WRITTEN);
    }

    void noncoherentDmaChanged(Vm vm) {
        design.noncoherentDmaChanged(vm, zap.at(state));
        tell(vm.noncoherentDma() ? Event.DEVICE_ATTACHED : Event.DEVICE_DETACHED);
    }

    void slotsRemoved() {
        zap.at(state).all();
    }

    void patQuirkDisabled(Vm vm) {
        design.patQuirkDisabled(vm, zap.at(state));
        tell(Event.QUIRK_DISABLED);
    }

    private void tell(Event event) {
        if (acts.on()) {
            zap.tell(function(event));
        }
    }

    private String function(Event event) {
        return design.name() + ": " + design.function(event);
    }
}
