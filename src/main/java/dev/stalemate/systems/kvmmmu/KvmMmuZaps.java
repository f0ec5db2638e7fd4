package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Program;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.AtYield;
import java.util.List;

/**
 * What takes leaves away: one thread that zaps, sweeps a dead root, or gives a table page up. The host's invalidations do, too: {@link KvmMmuHost}.
 *
 * <pre>
 * zap       a leaf; then the next one, through all roots; or the lock is given up to others (tdp_mmu_iter_cond_resched())
 * finish    the flush that is owed, and the lock
 * sweep     a leaf of the dead root; no flush is owed, as no vCPU enters with that root again
 * flush     after a table page was unlinked
 * free      the table page, once the lock is free
 * </pre>
 */
final class KvmMmuZaps {
    private final KvmMmuFields f;
    private final KvmMmuDesign design;
    private final Program zapper;
    private final Acts acts;

    KvmMmuZaps(KvmMmuFields fields, KvmMmuDesign design) {
        this.f = fields;
        this.design = design;
        this.zapper = fields.zapper;
        this.acts = fields.layout.acts();
    }

    /** The actions that the scope leaves. */
    List<Action> all() {
        if (f.zaps) {
            zap();
        }
        if (f.deletes) {
            sweep();
        }
        if (f.recovers) {
            recover();
        }
        return zapper.actions();
    }

    private boolean mayLock(long[] s) {
        return !f.lock.is(s, 0);
    }

    /** kvm_zap_gfn_range(). */
    private void zap() {
        zapper.step("idle")
                .called("begin-zap")
                .atWill()
                .when((s, z) -> mayLock(s))
                .then((s, z) -> lock(s, "kvm_zap_gfn_range()"), "zap");
        zapper.step("zap").choose((s, z) -> zapped(s), "zap", "finish");
        if (f.root.size() * f.gfn.size() > 1) {
            zapper.step("zap")
                    .called("yield")
                    .atWill()
                    .when((s, z) -> f.atRoot.get(s, 0) + f.atGfn.get(s, 0) > 0)
                    .then((s, z) -> yielded(s), "take-lock");
            zapper.step("take-lock")
                    .when((s, z) -> mayLock(s))
                    .then((s, z) -> lock(s, design.called(KvmMmuFunction.ZAP)), "zap");
        }
        zapper.step("finish")
                .then(
                        (s, z) -> {
                            boolean owed = f.owed.is(s, 0);
                            if (owed) {
                                flush(s);
                            }
                            tell("kvm_zap_gfn_range()", owed ? "flushes every TLB" : "flushes nothing: none is owed");
                            f.owedForRoot.set(s, 0, 0);
                            f.atRoot.set(s, 0, 0);
                            f.lock.set(s, 0, 0);
                        },
                        "idle");
    }

    private int zapped(long[] s) {
        int r = f.atRoot.get(s, 0);
        int g = f.atGfn.get(s, 0);
        if (f.leaf.is(s, f.leafAt(r, g))) {
            f.leaf.set(s, f.leafAt(r, g), 0);
            f.owed.set(s, 0, 1);
            f.owedForRoot.set(s, 0, 1);
            if (acts.on()) {
                acts.did(design.called(KvmMmuFunction.ZAP), "zaps gfn " + g + " of root " + r + ", owes a flush");
            }
        } else if (acts.on()) {
            acts.did(design.called(KvmMmuFunction.ZAP), "finds no leaf for gfn " + g + " in root " + r);
        }
        if (g + 1 < f.gfn.size()) {
            f.atGfn.set(s, 0, g + 1);
            return 0;
        }
        f.atGfn.set(s, 0, 0);
        f.atRoot.set(s, 0, r + 1);
        boolean forgets = design.atYield == AtYield.OWED_FOR_ROOT && f.owed.is(s, 0);
        f.owedForRoot.set(s, 0, 0);
        if (r + 1 == f.root.size()) {
            return 1;
        }
        tell(
                design.called(KvmMmuFunction.ZAP_ROOTS),
                "goes on to root " + (r + 1) + (forgets ? ", with no flush owed" : ""));
        if (acts.on() && forgets) {
            f.couldFlush(acts, s);
        }
        return 0;
    }

    private void yielded(long[] s) {
        boolean flushes =
                switch (design.atYield) {
                    case OWED -> f.owed.is(s, 0);
                    case OWED_FOR_ROOT -> f.owedForRoot.is(s, 0);
                    case NONE -> false;
                };
        if (flushes) {
            flush(s);
        }
        f.lock.set(s, 0, 0);
        if (acts.on()) {
            acts.did(
                    design.called(KvmMmuFunction.ZAP),
                    (flushes ? "flushes every TLB" : unflushed()) + ", gives the lock up");
            if (design.atYield == AtYield.NONE) {
                f.couldFlush(acts, s);
            }
        }
    }

    private String unflushed() {
        return switch (design.atYield) {
            case OWED -> "flushes nothing: none is owed";
            case OWED_FOR_ROOT -> "flushes nothing: none is owed for this root";
            case NONE -> "flushes nothing";
        };
    }

    private void tell(String function, String decided) {
        if (acts.on()) {
            acts.did(function, decided);
        }
    }

    private void lock(long[] s, String function) {
        f.lock.set(s, 0, 1);
        routine(function, "takes the MMU lock");
    }

    private void routine(String function, String what) {
        if (acts.on()) {
            acts.routine(function, what);
        }
    }

    private void flush(long[] s) {
        f.flushAll(s);
        f.owed.set(s, 0, 0);
        f.owedForRoot.set(s, 0, 0);
    }

    /** kvm_mmu_zap_all_fast(): vCPUs in the guest are kicked out of it, and enter it with another root. */
    private void sweep() {
        zapper.step("idle")
                .called("delete-slot")
                .atWill()
                .when((s, z) -> mayLock(s) && !f.dead.is(s, 0))
                .then(
                        (s, z) -> {
                            f.lock.set(s, 0, 1);
                            f.dead.set(s, 0, 1);
                            for (int v = 0; v < f.vcpu.size(); v++) {
                                if (f.vcpus.isAt(s, v, f.guest)) {
                                    f.reload(s, v);
                                }
                            }
                            tell("kvm_mmu_zap_all_fast()", "makes root 0 dead, kicks vCPUs out of the guest");
                        },
                        "sweep");
        zapper.step("sweep").choose((s, z) -> swept(s), "sweep", "idle");
        if (f.gfn.size() > 1) {
            zapper.step("sweep")
                    .called("yield-sweep")
                    .atWill()
                    .when((s, z) -> f.atGfn.get(s, 0) > 0)
                    .then(
                            (s, z) -> {
                                f.lock.set(s, 0, 0);
                                routine(design.called(KvmMmuFunction.SWEEP), "gives the lock up");
                            },
                            "take-lock-to-sweep");
            zapper.step("take-lock-to-sweep")
                    .when((s, z) -> mayLock(s))
                    .then((s, z) -> lock(s, design.called(KvmMmuFunction.SWEEP)), "sweep");
        }
    }

    private int swept(long[] s) {
        int g = f.atGfn.get(s, 0);
        f.leaf.set(s, f.leafAt(0, g), 0);
        if (acts.on()) {
            acts.did(design.called(KvmMmuFunction.SWEEP), "sweeps gfn " + g + " of root 0");
        }
        if (g + 1 < f.gfn.size()) {
            f.atGfn.set(s, 0, g + 1);
            return 0;
        }
        f.atGfn.set(s, 0, 0);
        f.swept.set(s, 0, 1);
        f.lock.set(s, 0, 0);
        return 1;
    }

    /** kvm_recover_nx_lpages(). */
    private void recover() {
        zapper.step("idle")
                .called("unlink-table")
                .atWill()
                .when((s, z) -> mayLock(s) && f.table.get(s, 0) == KvmMmuFields.LINKED)
                .then(
                        (s, z) -> {
                            f.lock.set(s, 0, 1);
                            f.table.set(s, 0, KvmMmuFields.UNLINKED);
                            for (int g = 0; g < f.gfn.size(); g++) {
                                f.leaf.set(s, f.leafAt(0, g), 0);
                            }
                            f.owed.set(s, 0, 1);
                            tell(
                                    design.called(KvmMmuFunction.RECOVER),
                                    "unlinks the table page, is told that a flush is needed");
                        },
                        "flush");
        zapper.step("flush").then((s, z) -> recovered(s), "free");
        zapper.step("free")
                .then(
                        (s, z) -> {
                            f.table.set(s, 0, KvmMmuFields.FREED);
                            tell(design.called(KvmMmuFunction.FREE), "frees the table page");
                        },
                        "idle");
    }

    private void recovered(long[] s) {
        boolean legacy = f.scope.get(KvmMmuSystem.LEGACY);
        boolean flushes = design.heedsAnswer || legacy;
        if (flushes) {
            f.flushAll(s);
        }
        f.owed.set(s, 0, 0);
        f.lock.set(s, 0, 0);
        if (acts.on()) {
            acts.did(
                    design.called(KvmMmuFunction.RECOVER),
                    design.heedsAnswer
                            ? "flushes every TLB"
                            : legacy
                                    ? "flushes every TLB for the other MMU's pages"
                                    : "flushes nothing: it ignores what it was told");
            if (!flushes) {
                f.couldFlush(acts, s);
            }
        }
    }
}
