package dev.stalemate.systems.topshadow;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.systems.topshadow.ShadowDesign.Failure;
import dev.stalemate.systems.topshadow.ShadowDesign.Release;
import java.util.ArrayList;
import java.util.List;

/**
 * A vCPU that loads another top-level table, step by step.
 *
 * <pre>
 * load-table  a hypercall of the guest, or its change between kernel and user
 *     update      paging lock; the shadow is found or made, pinned and installed; the one before is left; unlock
 *     switch      CR3; after a failed update perhaps the idle page tables
 *     release     paging lock; the reference to the shadow that was left is dropped, if that was deferred
 *   in Xen, what is left of the exit (a hypercall, an emulated instruction, a fault):
 *     toggle      another load: the guest's kernel tables, and back (toggle_guest_pt())
 *     map-page    Xen maps a page for itself, in the mapcache
 *     return      to the guest; or the vCPU stops, if its domain has crashed, and its CPU keeps CR3
 * </pre>
 */
final class ShadowLoads {
    private static final String UPDATES = "sh_update_cr3()";
    private static final String INSTALLS = "sh_set_toplevel_shadow()";
    private static final String SWITCHES = "write_cr3()";
    private static final String RELEASES = "shadow_put_top_level()";

    private final ShadowFields f;
    private final ShadowDesign design;
    private final ShadowPool pool;
    private final Acts acts;
    private final boolean deferred;
    private final int guest;
    private final int update;
    private final int xen;

    ShadowLoads(ShadowFields fields, ShadowDesign design, ShadowPool pool) {
        this.f = fields;
        this.design = design;
        this.pool = pool;
        this.acts = fields.layout.acts();
        this.deferred = design.release == Release.AFTER_SWITCH;
        this.guest = fields.vcpus.place("guest");
        this.update = fields.vcpus.place("update");
        this.xen = fields.vcpus.place("xen");
    }

    List<Action> all(boolean toggles, boolean maps) {
        List<Action> all = new ArrayList<>();
        all.add(load("load-table", guest));
        if (toggles) {
            all.add(load("toggle", xen));
        }
        all.add(evict());
        f.vcpus
                .step("update")
                .when((s, v) -> mayLock(s, v) && (f.isMine(s, v) || !mustEvict(s, v)))
                .choose(this::update, "switch", "stopped");
        f.vcpus.step("switch").when((s, v) -> f.hostRuns(s)).choose(this::switchTables, "xen", "release");
        if (deferred) {
            f.vcpus.step("release").when(this::mayLock).choose(this::release, "xen", "stopped");
        }
        if (maps) {
            f.vcpus
                    .step("xen")
                    .called("map-page")
                    .atWill()
                    .when((s, v) -> f.hostRuns(s))
                    .choose(this::mapPage, "xen", "stopped");
        }
        f.vcpus
                .step("xen")
                .called("return")
                .when((s, v) -> f.hostRuns(s))
                .choose((s, v) -> f.crashed.is(s, 0) ? 1 : 0, "guest", "stopped");
        all.addAll(f.vcpus.actions());
        return all;
    }

    /** A lock that the vCPU has already does not make it wait: mm locks panic instead. */
    private boolean mayLock(long[] s, int v) {
        return f.hostRuns(s) && (f.isFree(s) || f.isMine(s, v));
    }

    private Action load(String name, int from) {
        return Action.named(name)
                .over(f.vcpu)
                .over(f.table)
                .when((s, a) ->
                        f.vcpus.isAt(s, (int) a[0], from) && f.hostRuns(s) && !isInstalled(s, (int) a[0], (int) a[1]))
                .then((s, a) -> {
                    f.wanted.set(s, (int) a[0], (int) a[1]);
                    f.vcpus.goTo(s, (int) a[0], update);
                });
    }

    private boolean isInstalled(long[] s, int v, int t) {
        int p = f.installed.get(s, v) - 1;
        return p >= 0 && f.shadows.get(s, p) == t + 1;
    }

    /** Whether the update has to take a page from another shadow, and there is one. */
    private boolean mustEvict(long[] s, int v) {
        return needsPage(s, v) && pool.hasOnlyPinned(s);
    }

    private boolean needsPage(long[] s, int v) {
        return f.shadowOf(s, f.wanted.get(s, v)) < 0 && f.pages.firstInPool(s) < 0;
    }

    /** An update that takes the page of a shadow which is only pinned: shadow_prealloc() frees it. */
    private Action evict() {
        return Action.named("update-evicting")
                .over(f.vcpu)
                .over(f.pages.index())
                .when((s, a) -> f.vcpus.isAt(s, (int) a[0], update)
                        && f.hostRuns(s)
                        && f.isFree(s)
                        && needsPage(s, (int) a[0])
                        && f.isOnlyPinned(s, (int) a[1]))
                .fairly()
                .then((s, a) -> {
                    pool.unpin(s, (int) a[1], ShadowPool.MAKES_ROOM);
                    install(s, (int) a[0]);
                    f.vcpus.goTo(s, (int) a[0], f.vcpus.place("switch"));
                });
    }

    private int update(long[] s, int v) {
        if (f.isMine(s, v)) {
            return lockedTwice(s, UPDATES);
        }
        if (!needsPage(s, v)) {
            install(s, v);
            return 0;
        }
        return fail(s, v);
    }

    private int lockedTwice(long[] s, String function) {
        if (acts.on()) {
            acts.did(function, "takes the paging lock, which this CPU has already");
        }
        f.host.set(s, 0, ShadowFields.LOCKED_TWICE);
        return 1;
    }

    private void install(long[] s, int v) {
        int t = f.wanted.get(s, v);
        int p = f.shadowOf(s, t);
        if (p < 0) {
            p = f.pages.firstInPool(s);
            f.pages.allocate(s, p);
            f.shadows.set(s, p, t + 1);
        }
        f.take(s, p);
        f.pin(s, p);
        int old = f.installed.get(s, v);
        f.installed.set(s, v, p + 1);
        f.next.set(s, v, p + 1);
        leave(s, v, old, "installs the shadow of table " + t + " in page " + p);
        if (design.lockToSwitch) {
            f.lock.set(s, 0, v + 1);
        }
    }

    private int fail(long[] s, int v) {
        if (design.failure == Failure.PANICS) {
            if (acts.on()) {
                acts.did("shadow_prealloc()", "finds no page");
            }
            f.host.set(s, 0, ShadowFields.NO_PAGE);
            return 1;
        }
        pool.unpinAll(s);
        f.crashed.set(s, 0, 1);
        int old = f.installed.get(s, v);
        f.installed.set(s, v, 0);
        if (design.failureForgets) {
            f.next.set(s, v, 0);
        }
        leave(s, v, old, "installs nothing, because shadow_prealloc() has found no page and crashed the domain");
        if (acts.on()) {
            acts.did(UPDATES, keepsLock() ? "returns with the paging lock" : "drops the paging lock");
        }
        if (keepsLock() || design.lockToSwitch) {
            f.lock.set(s, 0, v + 1);
        }
        return 0;
    }

    private boolean keepsLock() {
        return design.failure == Failure.KEEPS_LOCK;
    }

    /** What becomes of the reference to the shadow before. */
    private void leave(long[] s, int v, int old, String first) {
        if (acts.on()) {
            acts.did(INSTALLS, first + (old == 0 ? "" : leaves(s, old - 1)));
            if (old != 0) {
                acts.could(f.cr3, v);
            }
        }
        if (old == 0) {
            return;
        }
        if (deferred) {
            f.left.set(s, v, old);
            return;
        }
        if (design.release == Release.REPINNED) {
            f.pin(s, old - 1);
        }
        f.drop(s, old - 1);
    }

    private String leaves(long[] s, int p) {
        return switch (design.release) {
            case AT_ONCE ->
                ", and drops the reference to page " + p + (f.references.get(s, p) == 1 ? ", which was the last" : "");
            case REPINNED -> ", and leaves page " + p + " with its pin alone";
            case AFTER_SWITCH -> ", and keeps the reference to page " + p + " for now";
        };
    }

    private int switchTables(long[] s, int v) {
        boolean failed = !f.installed.is(s, v);
        int old = f.left.get(s, v);
        boolean idles = design.failureLoadsIdle && failed && old != 0;
        int to = idles ? 0 : f.next.get(s, v);
        f.cr3.set(s, v, to);
        if (acts.on()) {
            tellSwitch(v, to == 0 ? "loads the idle page tables" : "loads page " + (to - 1));
        }
        if (design.lockToSwitch && !(failed && keepsLock())) {
            f.lock.set(s, 0, 0);
        }
        return old == 0 ? 0 : 1;
    }

    /** Only a design that has kept the reference knows that the update has failed, and can load something else. */
    private void tellSwitch(int v, String loads) {
        if (deferred) {
            acts.did(SWITCHES, loads);
            acts.could(f.cr3, v);
        } else {
            acts.routine(SWITCHES, loads);
        }
    }

    private int release(long[] s, int v) {
        if (f.isMine(s, v)) {
            return lockedTwice(s, RELEASES);
        }
        int p = f.left.get(s, v) - 1;
        if (acts.on()) {
            acts.did(
                    RELEASES,
                    "drops the reference to page " + p + (f.references.get(s, p) == 1 ? ", which was the last" : ""));
        }
        f.left.set(s, v, 0);
        f.drop(s, p);
        return 0;
    }

    /** Entries of the mapcache are in the domain's tables, which each of its shadows leads to; the idle page tables have no such entries. */
    private int mapPage(long[] s, int v) {
        if (f.cr3.is(s, v)) {
            return 0;
        }
        if (acts.on()) {
            acts.did(
                    "mapcache_current_vcpu()",
                    design.tracksLoaded
                            ? "finds that the CPU has the idle page tables, so that the direct map is used"
                            : "takes the vCPU that runs, whose mapcache is not in the idle page tables");
        }
        if (design.tracksLoaded) {
            return 0;
        }
        f.host.set(s, 0, ShadowFields.NOT_MAPPED);
        return 1;
    }
}
