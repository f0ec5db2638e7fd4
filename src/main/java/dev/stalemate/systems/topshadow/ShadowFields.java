package dev.stalemate.systems.topshadow;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.TablePages;
import dev.stalemate.systems.topshadow.ShadowDesign.Release;

/**
 * The state as a layout: pages of the shadow pool, which guest table each of them shadows and what refers to it; what vCPUs have installed and
 * what their CPUs have loaded. Each vCPU has its CPU.
 */
final class ShadowFields {
    /** What has become of the host. */
    static final int RUNS = 0;

    static final int NO_PAGE = 1;
    static final int LOCKED_TWICE = 2;
    static final int NOT_MAPPED = 3;

    private static final String[] HOST = {
        "runs",
        "panic: can't pre-allocate a shadow page",
        "panic: mm lock already held",
        "panic: page fault in the mapcache"
    };

    final Layout layout;
    final Index vcpu;
    final Index table;
    final Program vcpus;
    final TablePages pages;

    /** 1 + the guest's top-level table that a page shadows, or 0. */
    final IntField shadows;
    /** How many pins, vCPUs and calls refer to a shadow. */
    final IntField references;

    final IntField pinned;
    /** 1 + the shadow that a vCPU has installed, or 0 after a failure: shadow_table[0]. */
    final IntField installed;
    /** 1 + the shadow that a switch to the vCPU would load, or 0 for the idle page tables: arch.cr3. */
    final IntField next;
    /** 1 + the shadow that a CPU has in CR3, or 0 for the idle page tables. */
    final IntField cr3;
    /** 1 + the shadow that a vCPU has left and still refers to, or 0. */
    final IntField left;
    /** The table that a vCPU is loading. */
    final IntField wanted;
    /** 1 + the vCPU that keeps the paging lock from one step to the next, or 0. */
    final IntField lock;

    final IntField crashed;
    final IntField host;

    ShadowFields(Scope scope, ShadowDesign design) {
        int count = scope.get(ShadowSystem.PAGES);
        vcpu = Index.of("vcpu", scope.get(ShadowSystem.VCPUS));
        table = Index.of("table", scope.get(ShadowSystem.TABLES));
        check("pages", count);
        check("tables", table.size());
        boolean deferred = design.release == Release.AFTER_SWITCH;
        Layout.Builder b = new Layout.Builder();
        vcpus = new Program(b, vcpu, "guest", "update", "switch", "release", "xen", "stopped");
        lock = b.number(
                "paging-lock", design.keepsLock() ? vcpu.size() + 1 : 1, v -> v == 0 ? "free" : "vcpu " + (v - 1));
        b.told(lock, Notation.of("free", vcpu));
        pages = new TablePages(b, true, count);
        Index page = pages.index();
        shadows = b.number("shadows", table.size() + 1, v -> v == 0 ? "none" : "table " + (v - 1), page);
        references = b.number("references", 2 * vcpu.size() + 2, Integer::toString, page);
        pinned = b.flag("pinned", page);
        installed = b.number("shadow-table", count + 1, v -> page(v, "none"), vcpu);
        next = b.number("arch.cr3", count + 1, v -> page(v, "idle"), vcpu);
        cr3 = b.number("cr3", count + 1, v -> page(v, "idle"), vcpu);
        b.kept(Instead.DROPPED, cr3);
        left = b.number("left", deferred ? count + 1 : 1, v -> page(v, "none"), vcpu);
        b.called(left, "shadow that was left");
        wanted = b.number("wanted", table.size(), Integer::toString, vcpu);
        b.called(wanted, "table to load").told(wanted, Notation.of(table));
        crashed = b.flag("crashed");
        host = b.number("host", HOST.length, v -> HOST[v]);
        b.actor("allocator", "reuse-table-page").actor("toolstack", "shrink-pool");
        layout = b.build();
    }

    private void check(String setting, int count) {
        if (count < vcpu.size()) {
            throw new IllegalArgumentException("scope setting " + setting + ": " + count + " is not enough for "
                    + vcpu.size() + " vCPUs, each of which begins with one");
        }
    }

    private static String page(int v, String none) {
        return v == 0 ? none : "page " + (v - 1);
    }

    /** Each vCPU runs on a shadow of a table of its own, which is pinned; the other pages are in the pool. */
    long[] initial() {
        long[] s = layout.blank();
        for (int p = 0; p < pages.index().size(); p++) {
            if (p >= vcpu.size()) {
                pages.free(s, p);
                continue;
            }
            shadows.set(s, p, p + 1);
            references.set(s, p, 2);
            pinned.set(s, p, 1);
            installed.set(s, p, p + 1);
            next.set(s, p, p + 1);
            cr3.set(s, p, p + 1);
        }
        return s;
    }

    boolean hostRuns(long[] s) {
        return host.get(s, 0) == RUNS;
    }

    /** Whether a vCPU has the paging lock. */
    boolean isMine(long[] s, int v) {
        return lock.get(s, 0) == v + 1;
    }

    boolean isFree(long[] s) {
        return !lock.is(s, 0);
    }

    /** The shadow of a table, or -1. */
    int shadowOf(long[] s, int t) {
        for (int p = 0; p < pages.index().size(); p++) {
            if (shadows.get(s, p) == t + 1) {
                return p;
            }
        }
        return -1;
    }

    /** Whether nothing but its pin keeps a shadow. */
    boolean isOnlyPinned(long[] s, int p) {
        return pinned.is(s, p) && references.get(s, p) == 1;
    }

    /** sh_get_ref(). */
    void take(long[] s, int p) {
        references.set(s, p, references.get(s, p) + 1);
    }

    /** sh_put_ref(): without references a shadow goes back to the pool. Its contents stay until the page is reused. */
    void drop(long[] s, int p) {
        references.set(s, p, references.get(s, p) - 1);
        if (!references.is(s, p)) {
            shadows.set(s, p, 0);
            pages.free(s, p);
        }
    }

    /** sh_pin(). */
    void pin(long[] s, int p) {
        if (!pinned.is(s, p)) {
            pinned.set(s, p, 1);
            take(s, p);
        }
    }

    /** sh_unpin(). */
    void unpin(long[] s, int p) {
        if (pinned.is(s, p)) {
            pinned.set(s, p, 0);
            drop(s, p);
        }
    }
}
