package dev.stalemate.systems.kvm;

import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.text.Names;

/**
 * A design that another one replaces, run beside it: told of the same events, it has leaves of its own, so the two can be compared along
 * every run. It belongs to one thread.
 */
final class ReplacedDesign {
    private final KvmFields fields;
    private final KvmDesign design;
    private final IntField leaf;
    private final Zap zap;
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
        this.zap = new FrameZap(fields.scope.gpa) {
            @Override
            void frame(int f) {
                leaves.set(state, f, EptLeaf.NONE);
            }
        };
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
        }
    }

    void msrWritten(Vm vm, int v, int msr, long old) {
        design.msrWritten(vm, v, msr, old, zap);
    }

    void cdWritten(Vm vm, int v) {
        design.cdWritten(vm, v, zap);
    }

    void noncoherentDmaChanged(Vm vm) {
        design.noncoherentDmaChanged(vm, zap);
    }

    void slotsRemoved() {
        zap.all();
    }

    void patQuirkDisabled(Vm vm) {
        design.patQuirkDisabled(vm, zap);
    }
}
