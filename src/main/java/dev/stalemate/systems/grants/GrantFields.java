package dev.stalemate.systems.grants;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.PageReferences;
import dev.stalemate.systems.grants.GrantDesign.Held;

/** The state as a layout: status frames, whose they are and who holds them, the p2m, the M2P's word on each, and where CPUs stand. */
final class GrantFields {
    final Layout layout;
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
    /** Whether the domain has been crashed, so that it makes no further calls. */
    final IntField crashed;

    GrantFields(Scope scope, GrantDesign design) {
        cpu = Index.of("cpu", scope.get(GrantSystem.CPUS));
        gfn = new Index("gfn", scope.get(GrantSystem.GFNS), i -> "0x" + Integer.toHexString(i));
        int count = scope.get(GrantSystem.FRAMES);
        boolean holds = design.held != Held.NOTHING;
        Layout.Builder b = new Layout.Builder().lane(cpu);
        cpus = new Program(b, cpu, "idle", "look-up", "enter", "put", "remove", "give-up", "free");
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
        crashed = b.number("crashed", holds ? 2 : 1, Integer::toString);
        layout = b.build();
    }

    /** Version 2: every status frame is there, and none is mapped. */
    long[] initial() {
        long[] s = layout.blank();
        for (int m = 0; m < frames.index().size(); m++) {
            references.allocate(s, m);
        }
        return s;
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
