package dev.stalemate.systems.kvm;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.systems.kvm.KvmDesign.Event;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Page faults step by step: first kvm_tdp_page_fault() asks whether 2 MiB may be mapped whole, then kvm_faultin_pfn() reads the count of
 * invalidations and looks the host's page up, both without the MMU lock; the leaf is made under it, unless the count is another one by then.
 */
final class KvmFaults {
    private final KvmMachine machine;
    private final KvmFields fields;
    private final FaultFields faults;
    private final KvmDesign design;
    private final Acts acts;

    KvmFaults(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.faults = fields.faults;
        this.design = machine.design;
        this.acts = fields.layout.acts();
    }

    /**
     * The steps of a fault.
     *
     * @param begin whether a vCPU may touch a frame without a leaf, by its arguments
     */
    List<Action> actions(Action.Guard begin) {
        return List.of(
                Action.named("fault")
                        .over(fields.vcpu)
                        .over(fields.frame)
                        .when(begin)
                        .then((s, a) -> begin(s, (int) a[0], (int) a[1])),
                Action.named("look-up")
                        .over(fields.vcpu)
                        .when((s, a) -> faults.hasBegun(s, (int) a[0]))
                        .then((s, a) -> lookUp(s, (int) a[0])),
                Action.named("install")
                        .over(fields.vcpu)
                        .when((s, a) -> faults.hasLooked(s, (int) a[0]))
                        .then((s, a) -> install(s, (int) a[0])));
    }

    /** Whether some vCPU is in a fault of a frame for which a test holds. */
    boolean any(long[] s, IntPredicate frame) {
        for (int v = 0; faults.inSteps() && v < fields.vcpu.size(); v++) {
            if (faults.isIn(s, v) && frame.test(faults.frame(s, v))) {
                return true;
            }
        }
        return false;
    }

    private void begin(long[] s, int v, int f) {
        faults.begin(s, v, f);
        if (design.readsCountFirst()) {
            readCount();
        } else {
            check(s, v);
        }
    }

    private void lookUp(long[] s, int v) {
        if (design.readsCountFirst()) {
            check(s, v);
        } else {
            readCount();
        }
        faults.looked(s, v);
    }

    private void check(long[] s, int v) {
        long gpa = fields.scope.gpa[faults.frame(s, v)];
        boolean mayBeLarge = fields.huge.bound() > 1 && design.installsLarge(machine.at(s).vm, v, gpa);
        faults.check(s, v, mayBeLarge);
        if (acts.on() && fields.huge.bound() > 1) {
            acts.did(
                    design.function(Event.TOUCHED_LARGE),
                    mayBeLarge ? "2 MiB may be mapped" : "only 4 KiB may be mapped");
            faults.couldCheck(acts, v);
        }
    }

    private void readCount() {
        if (acts.on()) {
            acts.did(design.function(Event.COUNT_READ), "reads the count of invalidations");
        }
    }

    private void install(long[] s, int v) {
        boolean again = faults.isInvalidated(s, v);
        if (acts.on()) {
            acts.did(
                    design.function(Event.RETRIED),
                    again ? "the fault starts again: there was an invalidation" : "no invalidation was counted since");
        }
        if (!again) {
            machine.at(s).install(v, faults.frame(s, v), faults.mayBeLarge(s, v));
        }
        faults.end(s, v);
    }
}
