package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.paging.Invalidations.Part;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.ApicRequest;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.ZappedRoots;
import java.util.ArrayList;
import java.util.List;

/** What the host does: it takes a page away, and gives a gfn another one. Invalidations are one step each, with their flush, or have steps. */
final class KvmMmuHost {
    private static final String START = "kvm_mmu_notifier_invalidate_range_start()";

    private final KvmMmuFields f;
    private final KvmMmuDesign design;
    private final Acts acts;

    KvmMmuHost(KvmMmuFields fields, KvmMmuDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
    }

    /** The actions that the scope leaves. */
    List<Action> all() {
        List<Action> all = new ArrayList<>();
        if (f.seqBound > 1) {
            all.add(invalidate());
        }
        if (f.inSteps) {
            Part begins = design.hostOrder.begins();
            f.invalidations
                    .when(Part.START, this::mayStart)
                    .on(Part.START, this::start)
                    .on(Part.CHANGE, this::change)
                    .on(Part.FREE, f.host::freeOld)
                    .on(Part.END, (s, g) -> end("raises the counter, lowers the count"))
                    .on(Part.RAISE, (s, g) -> end("raises the counter"))
                    .on(Part.LOWER, (s, g) -> end("lowers the count"));
            if (begins == Part.CHANGE) {
                f.invalidations.when(Part.CHANGE, f.host::mayChange);
            }
            all.addAll(f.invalidations.actions());
            all.add(f.host.frames().givenAway());
            all.add(f.host.frames().writtenByOther(s -> true));
            if (f.scope.get(KvmMmuSystem.AGAIN)) {
                all.add(f.host.givenBack());
            }
        }
        return all;
    }

    /** mmu_notifier_invalidate_range_start() to _end(), in one step. */
    private Action invalidate() {
        return Action.named("host-invalidates")
                .over(f.gfn)
                .when((s, a) -> !f.lock.is(s, 0) && f.seq.get(s, 0) < f.seqBound - 1)
                .then((s, a) -> {
                    int g = (int) a[0];
                    zap(s, g);
                    f.host.change(s, g);
                    f.seq.set(s, 0, f.seq.get(s, 0) + 1);
                    if (acts.on()) {
                        acts.did(START, zaps(g) + ", flushes, counts " + f.seq.get(s, 0));
                        tellLeft(s, g);
                    }
                });
    }

    private boolean mayStart(long[] s, int g) {
        return !f.lock.is(s, 0)
                && !f.isPageLocked(s, g)
                && (design.hostOrder.begins() != Part.START || f.host.mayChange(s, g));
    }

    private void start(long[] s, int g) {
        zap(s, g);
        boolean asks = asks(g) && design.apicRequest == ApicRequest.AT_START;
        if (asks) {
            request(s);
        }
        if (acts.on()) {
            acts.did(
                    START,
                    zaps(g) + ", flushes, counts one more in progress" + (asks ? ", asks for the APIC's page" : ""));
            tellLeft(s, g);
        }
    }

    private void change(long[] s, int g) {
        f.host.change(s, g);
        if (asks(g) && design.apicRequest == ApicRequest.AT_CHANGE) {
            request(s);
            if (acts.on()) {
                acts.did("kvm_arch_mmu_notifier_invalidate_range()", "asks for the APIC's page");
            }
        }
    }

    private void end(String what) {
        if (acts.on()) {
            acts.did("kvm_mmu_notifier_invalidate_range_end()", what);
        }
    }

    private boolean asks(int g) {
        return f.apic && g == 0;
    }

    /** Every vCPU is made to leave the guest, and looks the APIC's page up before it enters. */
    private void request(long[] s) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            f.apicRequest.set(s, v, 1);
        }
    }

    private void zap(long[] s, int g) {
        for (int r = 0; r < f.root.size(); r++) {
            if (design.zappedRoots == ZappedRoots.ALL || !f.isDead(s, r)) {
                f.leaf.set(s, f.leafAt(r, g), 0);
            }
            for (int v = 0; v < f.vcpu.size(); v++) {
                f.tlb.flush(s, f.tag(v, r), g);
            }
        }
    }

    private String zaps(int g) {
        return "zaps gfn " + g
                + (f.deletes ? design.zappedRoots == ZappedRoots.ALL ? " of all roots" : " of live roots" : "");
    }

    private void tellLeft(long[] s, int g) {
        for (int r = 0; r < f.root.size(); r++) {
            if (f.leaf.is(s, f.leafAt(r, g))) {
                acts.left(f.leaf, f.leafAt(r, g), "its root is dead");
            }
        }
    }
}
