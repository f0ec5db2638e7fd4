package dev.stalemate.systems.grants;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import dev.stalemate.paging.PageReferences;
import dev.stalemate.systems.grants.GrantDesign.Held;

/** The state as a layout: status frames, whose they are and who holds them, the p2m, the M2P's word on each, and where CPUs stand. */
final class GrantFields {
    final Layout layout;
    final Scope scope;
    final Index cpu;
    final Index gfn;
    final Program cpus;
    final MachineFrames frames;
    final PageReferences references;

    /** 1 + the CPU that holds it, or 0. */
    final IntField grantLock;
    /** 1 + the frame that a gfn maps, or 0. */
    final IntField p2m;
    /** 1 + the gfn where a frame is mapped, as the M2P remembers it, or 0. */
    final IntField m2p;
    /** The gfn and the frame of a CPU's call; a change of version goes from frame to frame. */
    final IntField at;

    final IntField frame;
    /** What a CPU has read from the M2P. */
    final IntField old;
    /** 1 + the status frame whose bits a CPU's operation has looked up, or 0 for those in the shared entry of version 1. */
    final IntField status;
    /** Whether an operation has changed a frame while it was another guest's. */
    final IntField damaged;
    /** Whether an operation has used a reference that the table of this version does not have. */
    final IntField beyond;
    /** Whether the domain has been crashed, so that it makes no further calls. */
    final IntField crashed;

    /** Whether operations drop the grant lock in between. */
    final boolean operates;

    private final int statusFrames;
    private final int copying;

    GrantFields(Scope scope, GrantDesign design) {
        check(scope);
        this.scope = scope;
        cpu = Index.of("cpu", scope.get(GrantSystem.CPUS));
        gfn = new Index("gfn", scope.get(GrantSystem.GFNS), i -> "0x" + Integer.toHexString(i));
        operates = GrantSystem.operates(scope);
        statusFrames = scope.get(GrantSystem.FRAMES);
        int count = statusFrames + (scope.get(GrantSystem.BACK) ? 1 : 0);
        boolean holds = design.held != Held.NOTHING;
        Layout.Builder b = new Layout.Builder().lane(cpu);
        String[] calls = {"idle", "look-up", "enter", "put", "remove", "give-up", "free"};
        cpus = new Program(b, cpu, operates ? GrantOperations.andSteps(calls) : calls);
        copying = operates ? cpus.place(GrantOperations.COPYING) : -1;
        grantLock = b.number("grant-lock", cpu.size() + 1, v -> v == 0 ? "free" : "cpu " + (v - 1));
        b.told(grantLock, Notation.of("free", cpu));
        frames = new MachineFrames(b, true, count);
        references = new PageReferences(b, holds, frames, cpu.size());
        p2m = b.number("p2m", count + 1, v -> v == 0 ? "none" : "mfn " + (v - 1), gfn);
        b.place(gfn).kept(Instead.DROPPED, p2m);
        m2p = b.number("m2p", gfn.size() + 1, v -> v == 0 ? "none" : gfn.text(v - 1), frames.index());
        at = b.number("gfn", gfn.size(), gfn::text, cpu);
        frame = b.number("frame", count, Integer::toString, cpu);
        b.told(frame, Notation.of(frames.index()));
        old = b.number(
                "read-from-m2p",
                design.looksUpLocked ? 1 : gfn.size() + 1,
                v -> v == 0 ? "none" : gfn.text(v - 1),
                cpu);
        Layout.Builder operations = b.part(operates);
        status = operations.number("status", count + 1, v -> v == 0 ? "shared entry" : "mfn " + (v - 1), cpu);
        operations.called(status, "status bits looked up");
        damaged = operations.flag("damaged", frames.index());
        operations.kept(Instead.DROPPED, status).kept(Instead.ALWAYS_THERE, damaged);
        Layout.Builder transfers = b.part(scope.get(GrantSystem.TRANSFERS));
        beyond = transfers.flag("out-of-bounds");
        transfers.kept(Instead.ALWAYS_THERE, beyond);
        crashed = b.number("crashed", holds ? 2 : 1, Integer::toString);
        b.kept(Instead.ALWAYS_THERE, crashed);
        layout = b.build();
    }

    private static void check(Scope scope) {
        if (scope.get(GrantSystem.BACK) && scope.get(GrantSystem.FRAMES) > 1) {
            throw new IllegalArgumentException("scope setting back: the version changes back with frames=1 alone");
        }
    }

    /** Version 2: every status frame is there, and none is mapped. A frame that only a change back needs is free. */
    long[] initial() {
        long[] s = layout.blank();
        for (int m = 0; m < frames.index().size(); m++) {
            if (m < statusFrames) {
                references.allocate(s, m);
            } else {
                frames.own(s, m, Owner.FREE);
            }
        }
        return s;
    }

    /** Whether a CPU can begin a call: the grant lock is free, and the domain was not crashed. */
    boolean mayCall(long[] s, int c) {
        return cpus.isAt(s, c, 0) && !grantLock.is(s, 0) && !crashed.is(s, 0);
    }

    /** Whether a CPU's copy has dropped the grant lock. */
    boolean isCopying(long[] s) {
        for (int c = 0; c < cpu.size(); c++) {
            if (cpus.isAt(s, c, copying)) {
                return true;
            }
        }
        return false;
    }

    boolean belongsToAnother(long[] s, int m) {
        Owner owner = frames.owner(s, m);
        return owner == Owner.OTHER || owner == Owner.OTHER_WROTE;
    }

    /** The first status frame of the table from a number on, or -1. Version 1 has none. */
    int statusFrame(long[] s, int from) {
        for (int m = from; m < frames.index().size(); m++) {
            if (frames.owner(s, m) == Owner.GUEST) {
                return m;
            }
        }
        return -1;
    }

    /** Forgets a call that is over. */
    void settle(long[] s, int c) {
        at.set(s, c, 0);
        frame.set(s, c, 0);
    }

    /** The frame at a gfn, or -1. */
    int mapped(long[] s, int g) {
        return p2m.get(s, g) - 1;
    }

    /** Takes a frame from a gfn, and from the M2P, if it is there: guest_physmap_remove_page(). */
    void unmap(long[] s, int g, int m) {
        if (mapped(s, g) == m) {
            p2m.set(s, g, 0);
            m2p.set(s, m, 0);
        }
    }
}
