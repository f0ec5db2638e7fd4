package dev.stalemate.systems.kvm;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmDesign.Event;
import dev.stalemate.systems.kvm.KvmSettings.DirtyLog;
import java.util.ArrayList;
import java.util.List;

/**
 * Dirty logging (KVM_MEM_LOG_DIRTY_PAGES): large leaves are split as it starts or when they are written, and come back when it stops. While
 * it is on, no large leaf is installed.
 *
 * <p>A leaf that is made of another leaf takes that one's type. Where this differs from what a touch would install, the leaf is marked until
 * it is zapped or built again.
 */
final class KvmLogging {
    private final KvmMachine machine;
    private final KvmFields fields;
    private final KvmDesign design;
    private final PackedVm vm;
    private final DirtyLog mode;
    private final Acts acts;

    KvmLogging(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.design = machine.design;
        this.vm = machine.asked;
        this.mode = fields.scope.get(KvmSettings.DIRTY_LOG);
        this.acts = fields.layout.acts();
    }

    /** The VMM starts and stops it; none of it where the scope has no dirty logging. */
    List<Action> actions() {
        return mode == DirtyLog.OFF
                ? List.of()
                : List.of(
                        Action.named("start-logging")
                                .when((s, a) -> !fields.logging.is(s, 0))
                                .then((s, a) -> start(s)),
                        Action.named("stop-logging")
                                .when((s, a) -> fields.logging.is(s, 0))
                                .then((s, a) -> stop(s)));
    }

    /** Whether a write to a frame is a fault, because its large leaf is write-protected. */
    boolean writeProtected(long[] s, int frame) {
        return fields.logging.is(s, 0) && EptLeaf.isLarge(fields.leaf.get(s, frame));
    }

    private void start(long[] s) {
        fields.logging.set(s, 0, 1);
        if (mode == DirtyLog.LAZY || !design.splitsAsLoggingStarts()) {
            if (acts.on()) {
                acts.did("kvm_mmu_slot_remove_write_access()", "write-protects large leaves");
            }
            return;
        }
        machine.at(s);
        long[] before = acts.on() ? s.clone() : s;
        for (int f = 0; f < fields.scope.gpa.length; f++) {
            if (EptLeaf.isLarge(fields.leaf.get(s, f))) {
                split(s, f);
            }
        }
        if (acts.on()) {
            tell(
                    before,
                    s,
                    Event.LOGGING_STARTED,
                    fields.frame.any(fields.leaf::is).test(s) ? "splits" : "drops",
                    true);
        }
    }

    /** Gives a part of a large leaf a leaf of its own, or none. */
    private void split(long[] s, int f) {
        remade(s);
        int leaf = design.splitLeaf(vm.at(s), fields.scope.gpa[f], fields.leaf.get(s, f));
        if (leaf == EptLeaf.NONE) {
            machine.leaves.zapped(f);
        } else {
            inherit(s, f, leaf);
        }
    }

    private void remade(long[] s) {
        if (mode != DirtyLog.OFF) {
            fields.remade.set(s, 0, 1);
        }
    }

    private void inherit(long[] s, int f, int leaf) {
        fields.leaf.set(s, f, leaf);
        if (mode != DirtyLog.OFF) {
            int now = ExpectedLeaf.like(design, vm.at(s), fields.scope.gpa[f], leaf);
            fields.inheritedStale.set(s, f, now == EptLeaf.small(leaf) ? 0 : 1);
        }
    }

    /**
     * A vCPU needs a leaf of 4 KiB in the place of part of a large leaf, as where it has written to it: all of that is split or dropped, and
     * the frame itself gets its leaf from the caller.
     */
    void written(long[] s, int frame) {
        boolean splits = design.splitsAtWrite();
        if (acts.on()) {
            acts.did(design.function(Event.MAPPED), splits ? "splits the large leaf" : "drops the large leaf");
        }
        int large = fields.scope.largePage[frame];
        for (int f = large; f < fields.scope.gpa.length; f++) {
            if (fields.scope.largePage[f] == large) {
                if (acts.on() && f != frame) {
                    acts.could(fields.leaf, f);
                }
                if (splits) {
                    split(s, f);
                } else {
                    remade(s);
                    machine.leaves.zapped(f);
                }
            }
        }
    }

    private void stop(long[] s) {
        fields.logging.set(s, 0, 0);
        machine.at(s);
        boolean recovers = design.recoversLarge();
        long[] before = acts.on() ? s.clone() : s;
        for (int large = 0; large < fields.scope.gpa.length; large++) {
            if (fields.scope.largePage[large] == large
                    && fields.huge.is(s, large)
                    && machine.leaves.allInPlace(large)) {
                collapse(s, large, recovers);
            }
        }
        if (acts.on()) {
            tell(before, s, Event.LOGGING_STOPPED, recovers ? "makes one large leaf of" : "zaps", false);
        }
    }

    private void collapse(long[] s, int large, boolean recovers) {
        int first = EptLeaf.NONE;
        for (int f = large; f < fields.scope.gpa.length; f++) {
            if (fields.scope.largePage[f] == large && first == EptLeaf.NONE) {
                first = fields.leaf.get(s, f);
            }
        }
        if (first == EptLeaf.NONE || EptLeaf.isLarge(first)) {
            return;
        }
        for (int f = large; f < fields.scope.gpa.length; f++) {
            if (fields.scope.largePage[f] == large) {
                if (recovers) {
                    remade(s);
                    fields.pages.install(s, f);
                    inherit(s, f, EptLeaf.large(first));
                } else {
                    machine.leaves.zapped(f);
                }
            }
        }
    }

    /** Tells what was done with all leaves that were large, or with all that were not; a large leaf may be new for part of its 2 MiB. */
    private void tell(long[] before, long[] after, Event event, String did, boolean large) {
        List<Integer> leaves = new ArrayList<>();
        for (int f = 0; f < fields.scope.gpa.length; f++) {
            int leaf = fields.leaf.get(before, f);
            boolean of = leaf != EptLeaf.NONE && EptLeaf.isLarge(leaf) == large;
            if (of || leaf != fields.leaf.get(after, f)) {
                leaves.add(f);
            }
        }
        String which = large ? "large leaves" : "leaves of 4 KiB that can be large";
        acts.did(design.function(event), leaves.isEmpty() ? "finds no " + which : did + " " + which);
        leaves.forEach(f -> acts.could(fields.leaf, f));
    }
}
