package dev.stalemate.systems.topshadow;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Law.Condition;
import java.util.ArrayList;
import java.util.List;

/** Who takes pages of shadows: other vCPUs' page faults, an update that needs one, and the toolstack. All of it is under the paging lock. */
final class ShadowPool {
    static final String MAKES_ROOM = "shadow_prealloc()";

    private final ShadowFields f;
    private final Acts acts;
    private final int guest;
    private final int xen;

    ShadowPool(ShadowFields fields) {
        this.f = fields;
        this.acts = fields.layout.acts();
        this.guest = fields.vcpus.place("guest");
        this.xen = fields.vcpus.place("xen");
    }

    List<Action> all(boolean shrinks) {
        List<Action> all = new ArrayList<>();
        all.add(fault());
        if (shrinks) {
            all.add(shrink());
        }
        Condition someoneTakes = shrinks ? s -> true : f.vcpu.any(this::mayFault);
        all.add(f.pages.reused(s -> f.hostRuns(s) && f.isFree(s) && someoneTakes.test(s)));
        return all;
    }

    /** Whether a vCPU can need shadows of lower levels: in the guest, or in Xen for what it reads of the guest. */
    private boolean mayFault(long[] s, int v) {
        return (f.vcpus.isAt(s, v, guest) && !f.crashed.is(s, 0)) || f.vcpus.isAt(s, v, xen);
    }

    /** A page fault for which there is no page. */
    private Action fault() {
        return Action.named("page-fault")
                .over(f.vcpu)
                .over(f.pages.index())
                .when((s, a) -> mayFault(s, (int) a[0]) && mayUnpin(s, (int) a[1]))
                .then((s, a) -> unpin(s, (int) a[1], MAKES_ROOM));
    }

    /** The toolstack makes the pool smaller: XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION. */
    private Action shrink() {
        return Action.named("shrink-pool")
                .over(f.pages.index())
                .when((s, a) -> mayUnpin(s, (int) a[0]))
                .then((s, a) -> unpin(s, (int) a[0], "shadow_set_allocation()"));
    }

    private boolean mayUnpin(long[] s, int p) {
        return f.hostRuns(s) && f.isFree(s) && f.pinned.is(s, p) && f.pages.firstInPool(s) < 0;
    }

    /** Takes the pin from a shadow, which frees it if nothing else refers to it. */
    void unpin(long[] s, int p, String function) {
        if (acts.on()) {
            acts.did(
                    function,
                    "unpins page " + p + (f.isOnlyPinned(s, p) ? ", and frees it" : ", which something else keeps"));
            for (int v = 0; v < f.vcpu.size(); v++) {
                if (f.cr3.get(s, v) == p + 1) {
                    acts.could(f.cr3, v);
                }
            }
        }
        f.unpin(s, p);
    }

    /** What an update does before it finds that no page can be freed. */
    void unpinAll(long[] s) {
        for (int p = 0; p < f.pages.index().size(); p++) {
            f.unpin(s, p);
        }
    }

    /** Whether the page of some shadow can be had. */
    boolean hasOnlyPinned(long[] s) {
        for (int p = 0; p < f.pages.index().size(); p++) {
            if (f.isOnlyPinned(s, p)) {
                return true;
            }
        }
        return false;
    }
}
