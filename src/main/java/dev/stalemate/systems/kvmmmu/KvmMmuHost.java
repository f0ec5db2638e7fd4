package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.paging.Invalidations.Part;
import dev.stalemate.paging.Invalidations.Told;
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
            f.invalidations
                    .begin(f.host::mayChange)
                    .when(Part.START, (s, g) -> !f.lock.is(s, 0) && !f.isPageLocked(s, g))
                    .on(Part.START, this::start)
                    .on(Part.CHANGE, this::change)
                    .on(Part.FREE, this::free)
                    .on(Part.END, (s, g, last) -> end("raises the counter, lowers the count"))
                    .on(Part.RAISE, (s, g, last) -> end("raises the counter"))
                    .on(Part.LOWER, (s, g, last) -> end("lowers the count"));
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
                        acts.did(START, zaps(Integer.toString(g)) + ", flushes, counts " + f.seq.get(s, 0));
                        tellLeft(s, g);
                    }
                });
    }

    private void start(long[] s, int first, int last) {
        for (int g = first; g <= last; g++) {
            zap(s, g);
        }
        boolean asks = hasApic(first) && design.apicRequest == ApicRequest.AT_START;
        if (asks) {
            request(s);
        }
        if (acts.on()) {
            String pages = first == last ? Integer.toString(first) : first + " to " + last;
            acts.did(
                    START,
                    zaps(pages)
                            + ", flushes, counts one more in progress"
                            + (asks ? ", asks for the APIC's page" : ""));
            for (int g = first; g <= last; g++) {
                tellLeft(s, g);
            }
        }
    }

    private void change(long[] s, int first, int last) {
        for (int g = first; g <= last; g++) {
            f.host.change(s, g);
        }
        if (f.told != Told.NOTHING && hasApic(first) && design.apicRequest == ApicRequest.AT_CHANGE) {
            request(s);
            if (acts.on()) {
                acts.did("kvm_arch_mmu_notifier_invalidate_range()", "asks for the APIC's page");
            }
        }
    }

    private void free(long[] s, int first, int last) {
        for (int g = first; g <= last; g++) {
            f.host.freeOld(s, g);
        }
    }

    private void end(String what) {
        if (acts.on()) {
            acts.did("kvm_mmu_notifier_invalidate_range_end()", what);
        }
    }

    /** Whether a range has the APIC's page, which is the first of all. */
    private boolean hasApic(int first) {
        return f.apic && first == 0;
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

    private String zaps(String pages) {
        return "zaps gfn " + pages
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
