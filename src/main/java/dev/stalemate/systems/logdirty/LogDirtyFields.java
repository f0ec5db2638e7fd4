package dev.stalemate.systems.logdirty;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.DirtyLog;
import dev.stalemate.paging.PageModificationLog;
import dev.stalemate.paging.TaggedTlb;

/**
 * The state as a layout: the type of each gfn's p2m entry, the dirty bitmap and the migration that reads it, writable entries in TLBs, and
 * where everybody stands. Which page a gfn maps is not in the state: if another takes its place, contents change.
 */
final class LogDirtyFields {
    /** Types of p2m entries: p2m_invalid, p2m_ram_rw, p2m_ram_logdirty, p2m_grant_map_rw, p2m_populate_on_demand. */
    static final int NONE = 0;

    static final int RW = 1;
    static final int LOGDIRTY = 2;
    static final int GRANT = 3;
    static final int ON_DEMAND = 4;
    /** p2m_ram_logdirty with PML, once a CPU has written to the page and set the D bit: later writes are not logged. */
    static final int LOGGED = 5;

    private static final String[] TYPES = {"none", "ram-rw", "ram-logdirty", "grant", "on-demand", "ram-logdirty D"};

    final Layout layout;
    final Scope scope;
    final Index vcpu;
    final Index gfn;

    /** The toolstack's hypercalls for the migration, a vCPU's faults, a hypercall that changes the p2m, and the device model. */
    final Program round;

    final Program vcpus;
    final Program call;
    final Program model;

    final DirtyLog log;
    final PageModificationLog pml;
    /** A CPU's entry that lets it write; others don't matter, because a write that they don't permit walks the tables again. */
    final TaggedTlb tlb;

    final IntField type;
    /** Whether somebody keeps the p2m lock from one step to the next. */
    final IntField p2mLock;

    /** The gfn of a vCPU's fault, of the hypercall, and of the device model's write. */
    final IntField faulting;

    final IntField called;
    final IntField told;
    /** 1 + the gfn that Xen has mapped for itself, or 0. */
    final IntField mapped;

    LogDirtyFields(Scope scope, LogDirtyDesign design) {
        check(scope);
        this.scope = scope;
        vcpu = Index.of("vcpu", scope.get(LogDirtySystem.VCPUS));
        gfn = new Index("gfn", scope.get(LogDirtySystem.GFNS), i -> "0x" + Integer.toHexString(i));
        boolean calls =
                scope.get(LogDirtySystem.ADDS) || scope.get(LogDirtySystem.REMOVES) || scope.get(LogDirtySystem.GRANTS);
        boolean models = scope.get(LogDirtySystem.DEVICE_MODEL);

        Layout.Builder b = new Layout.Builder().interchangeable(vcpu);
        vcpus = new Program(b, vcpu, "guest", "mark", "unprotect");
        round = new Program(
                b, Index.single("migration"), "idle", "enable", "flush", "copy", "read", "clear", "protect");
        call = new Program(
                b,
                Index.single("hypercall"),
                calls ? new String[] {"idle", "enter", "mark-added", "remove", "unmark"} : new String[] {"idle"});
        model = new Program(
                b,
                Index.single("device-model"),
                models ? new String[] {"idle", "find", "mark-found", "write-told"} : new String[] {"idle"});
        type = b.number("p2m", design.hardwareLog ? TYPES.length : LOGGED, v -> TYPES[v], gfn);
        b.place(gfn);
        p2mLock = b.flag("p2m-lock");
        log = new DirtyLog(b, true, gfn);
        pml = new PageModificationLog(b, design.hardwareLog, vcpu, gfn);
        tlb = new TaggedTlb(b, "tlb", 1, v -> "writable", vcpu, gfn);
        faulting = b.number("faulting", gfn.size(), gfn::text, vcpu);
        b.told(faulting, Notation.of(gfn)).called(faulting, "faulting gfn");
        called = b.number("called", calls ? gfn.size() : 1, gfn::text);
        b.called(called, "gfn of the hypercall");
        told = b.number("told", models ? gfn.size() : 1, gfn::text);
        b.called(told, "gfn that the device model tells of");
        mapped = b.number(
                "mapped",
                scope.get(LogDirtySystem.MAPPING) ? gfn.size() + 1 : 1,
                v -> v == 0 ? "none" : gfn.text(v - 1));
        b.called(mapped, "gfn that Xen has mapped");
        b.actor("Xen", "map", "write-mapped", "unmap")
                .actor("hypercall", "add-page", "remove-page", "map-grant", "unmap-grant")
                .actor("device-model", design.tellsLast ? "model-writes" : "model-tells")
                .actor("first touch", "populate");
        layout = b.build();
    }

    private static void check(Scope scope) {
        if (scope.get(LogDirtySystem.FAILS) && !scope.get(LogDirtySystem.REMOVES)) {
            throw new IllegalArgumentException(
                    "scope setting fails: with removes=off there is no removal that can fail");
        }
        if (scope.get(LogDirtySystem.STARTS) == LogDirtySystem.Starts.EMPTY && !scope.get(LogDirtySystem.ADDS)) {
            throw new IllegalArgumentException("scope setting starts: with adds=off an empty p2m never has a page");
        }
    }

    /** Whether the scope takes pages from gfns. */
    boolean losesPages() {
        return scope.get(LogDirtySystem.REMOVES) || scope.get(LogDirtySystem.GRANTS);
    }

    long[] initial() {
        long[] s = layout.blank();
        for (int g = 0; g < gfn.size(); g++) {
            type.set(
                    s,
                    g,
                    switch (scope.get(LogDirtySystem.STARTS)) {
                        case MAPPED -> RW;
                        case EMPTY -> NONE;
                        case ON_DEMAND -> ON_DEMAND;
                    });
        }
        return s;
    }

    /** Whether a gfn maps a page of the guest's, which a migration copies. */
    boolean isRam(long[] s, int g) {
        int t = type.get(s, g);
        return t == RW || t == LOGDIRTY || t == LOGGED;
    }

    /** Whether no vCPU is in Xen. */
    boolean inGuest(long[] s) {
        for (int v = 0; v < vcpu.size(); v++) {
            if (!vcpus.isAt(s, v, 0)) {
                return false;
            }
        }
        return true;
    }

    boolean isLocked(long[] s) {
        return p2mLock.is(s, 0);
    }

    /** The entry of a gfn is another one: no TLB keeps the one before, nor does Xen's mapping show what is at the gfn now. */
    void enter(long[] s, int g, int t) {
        type.set(s, g, t);
        for (int v = 0; v < vcpu.size(); v++) {
            tlb.flush(s, v, g);
        }
        if (mapped.get(s, 0) == g + 1) {
            mapped.set(s, 0, 0);
        }
    }
}
