package dev.stalemate.systems.topshadow;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import java.util.ArrayList;
import java.util.List;

/** What must be true of the tables on which CPUs run, and of the host after an update that has failed. */
final class ShadowLaws {
    static final String REUSED = "no-walk-through-reused";
    static final String PANIC = "no-panic";
    static final String UNLOCKED = "lock-dropped";
    static final String MAPCACHE = "mapcache-is-loaded";

    private final ShadowFields f;

    ShadowLaws(ShadowFields fields) {
        this.f = fields;
    }

    /** The laws of a scope: without mappings nothing can be wrong with the mapcache. */
    List<Law> all(boolean maps) {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        REUSED,
                        Breaks.ISOLATION,
                        "no CPU has a page in CR3 that was taken from the shadow pool for something else")
                .where(f.pages.index().any(f.pages::isReused))
                .none(
                        f.vcpu,
                        this::walksReused,
                        (s, v) -> "the CPU of vCPU " + v + " runs on page " + (f.cr3.get(s, v) - 1) + ", which is: "
                                + f.pages.text(s, f.cr3.get(s, v) - 1)));
        all.add(Law.always(PANIC, Breaks.CRASH, "a vCPU that loads a table does not crash the host")
                .where(s -> f.crashed.is(s, 0) || !f.hostRuns(s))
                .holds(s -> f.host.get(s, 0) != ShadowFields.NO_PAGE && f.host.get(s, 0) != ShadowFields.LOCKED_TWICE)
                .saying(s -> f.host.text(s, 0)));
        all.add(Law.always(UNLOCKED, Breaks.PROGRESS, "no vCPU leaves Xen with the paging lock, for which others wait")
                .where(s -> f.crashed.is(s, 0))
                .none(f.vcpu, this::leavesLocked, (s, v) -> "vCPU " + v + " has stopped, and has the paging lock"));
        if (maps) {
            all.add(Law.always(
                            MAPCACHE,
                            Breaks.CRASH,
                            "where Xen maps a page for itself, the CPU has the page tables to which the mapping belongs")
                    .where(f.vcpu.any((s, v) -> !f.cr3.is(s, v)))
                    .holds(s -> f.host.get(s, 0) != ShadowFields.NOT_MAPPED)
                    .saying(s -> "the mapping is one of the guest's mapcache, and the CPU has the idle page tables"));
        }
        return all;
    }

    private boolean walksReused(long[] s, int v) {
        int p = f.cr3.get(s, v) - 1;
        return p >= 0 && f.pages.isReused(s, p);
    }

    private boolean leavesLocked(long[] s, int v) {
        return f.isMine(s, v) && f.hostRuns(s) && f.vcpus.isAt(s, v, f.vcpus.place("stopped"));
    }
}
