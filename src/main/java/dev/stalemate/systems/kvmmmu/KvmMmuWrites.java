package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Acts;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.DirtyLog;
import dev.stalemate.systems.kvmmmu.KvmMmuSystem.Tracked;

/**
 * The guest's writes as a part of the state: KVM's shadows of page tables that the guest may write to, a migration with its dirty bitmap, and
 * what a vCPU's fault knows of a write. A scope with neither has none of it, and its leaves have no permissions.
 */
final class KvmMmuWrites {
    /** What KVM's shadow of a page table is, if there is one: it says what the table says; it is empty; KVM knows that it may not. */
    static final int CURRENT = 1;

    static final int EMPTY = 2;
    static final int UNSYNC = 3;
    /** It misses a write, and KVM doesn't know; the guest may not rely on that write before it has flushed, but then it may. */
    static final int BEHIND = 4;

    static final int RELIED_ON = 5;

    private static final String[] SHADOW = {
        "none", "current", "empty", "unsync", "behind, unknown to KVM", "behind, and the guest has flushed"
    };

    final Tracked tracks;
    final boolean logs;
    final IntField shadow;
    final DirtyLog log;
    /** Whether a vCPU's fault is a write. */
    final IntField toWrite;
    /** The leaf as a vCPU's fast fault has read it. */
    final IntField seen;

    private final KvmMmuDesign design;

    KvmMmuWrites(Layout.Builder b, KvmMmuFields f, KvmMmuDesign design) {
        this.design = design;
        tracks = f.scope.get(KvmMmuSystem.TRACKS);
        logs = f.scope.get(KvmMmuSystem.LOGS);
        Layout.Builder part = b.part(f.permissions);
        toWrite = part.number("to-write", 2, Integer::toString, f.vcpu);
        seen = part.number("seen", f.leaf.bound(), f::leafText, f.vcpu);
        part.called(toWrite, "fault is a write").called(seen, "leaf as it was read");
        part = b.part(tracks != Tracked.NO);
        shadow = part.number("shadow", SHADOW.length, v -> SHADOW[v], f.gfn);
        part.called(shadow, "shadow of the page table").kept(Instead.IF_THERE, shadow);
        log = new DirtyLog(b.part(logs), logs, f.gfn);
    }

    /** A vCPU's fault is over. */
    void enter(long[] s, int v) {
        toWrite.set(s, v, 0);
        seen.set(s, v, 0);
    }

    /** The guest writes to a page, without an exit. */
    void written(long[] s, int g) {
        log.written(s, g);
        if (shadow.get(s, g) == CURRENT) {
            shadow.set(s, g, BEHIND);
        }
    }

    /** KVM writes to a page for the guest, and lets a shadow follow. */
    void emulate(long[] s, int g, Acts acts) {
        log.written(s, g);
        log.mark(s, g);
        if (acts.on()) {
            acts.did(
                    design.called(KvmMmuFunction.EMULATE),
                    "writes to gfn " + g + " for the guest, lets its shadow follow");
        }
    }

    /** The access that make_spte() gives a leaf. */
    int made(long[] s, int g) {
        return shadow.is(s, g) && tracks == Tracked.UPPER ? 0 : KvmMmuAccess.MMU | KvmMmuAccess.HARDWARE;
    }

    /** What a fault does under the lock beside its leaf: a write to a page table is emulated, or its shadow may be behind from now on. */
    void install(long[] s, int v, int g, Acts acts) {
        if (!shadow.is(s, g)) {
            mark(s, g, acts, design.called(KvmMmuFunction.MAKE));
        } else if (tracks == Tracked.LAST) {
            shadow.set(s, g, UNSYNC);
            if (acts.on()) {
                acts.did(design.called(KvmMmuFunction.UNSYNC), "marks the shadow of gfn " + g + " unsync");
            }
            mark(s, g, acts, design.called(KvmMmuFunction.MAKE));
        } else if (toWrite.is(s, v)) {
            emulate(s, g, acts);
        }
    }

    /** Marks a page dirty, while marks are kept. */
    void mark(long[] s, int g, Acts acts, String function) {
        if (log.logs(s)) {
            log.mark(s, g);
            if (acts.on()) {
                acts.did(function, "marks gfn " + g + " dirty");
                log.could(acts, g);
            }
        }
    }
}
