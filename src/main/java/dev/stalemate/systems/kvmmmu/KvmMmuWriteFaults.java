package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Law;
import dev.stalemate.model.Program;
import dev.stalemate.systems.kvmmmu.KvmMmuSystem.Tracked;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastFault;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastMark;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastStore;
import java.util.ArrayList;
import java.util.List;

/**
 * What vCPUs do where writes count: they write, fault because a leaf is not writable, and flush. A fault is fast if it can be (fast_page_fault()):
 * without the MMU lock.
 *
 * <pre>
 * look-at-leaf   may it be made writable? If not, the fault goes on as any other (see KvmMmuFaults)
 * set-writable   if it still is what it was; otherwise it is looked at again
 * mark           the page in the dirty bitmap
 * </pre>
 */
final class KvmMmuWriteFaults {
    /** The steps of a fast fault. */
    static final List<String> STEPS = List.of("look-at-leaf", "set-writable", "mark");

    private static final String FAST = "fast_page_fault()";

    private final KvmMmuFields f;
    private final KvmMmuWrites w;
    private final KvmMmuDesign design;
    private final KvmMmuProtection protection;
    private final Program vcpus;
    private final Acts acts;
    private final boolean marks;

    KvmMmuWriteFaults(KvmMmuFields fields, KvmMmuDesign design, KvmMmuProtection protection) {
        this.f = fields;
        this.w = fields.writes;
        this.design = design;
        this.protection = protection;
        this.vcpus = fields.vcpus;
        this.acts = fields.layout.acts();
        this.marks = w.logs && design.fastMark != FastMark.NEVER;
    }

    /** What the guest does by itself, with the steps of its fast faults added to its program. */
    List<Action> all() {
        List<Action> all = new ArrayList<>(List.of(write(), fault()));
        if (w.tracks != Tracked.NO) {
            all.add(flush());
        }
        if (design.fastFault != FastFault.NONE) {
            boolean before = marks && design.fastMark == FastMark.BEFORE;
            boolean after = marks && design.fastMark == FastMark.AFTER;
            vcpus.step("look-at-leaf").choose(this::look, "guest", "fault", before ? "mark" : "set-writable");
            vcpus.step("set-writable").choose(this::setWritable, after ? "mark" : "guest", "look-at-leaf");
            if (marks) {
                vcpus.step("mark")
                        .then(
                                (s, v) -> {
                                    w.mark(s, f.wanted.get(s, v), acts, "mark_page_dirty_in_slot()");
                                    if (after) {
                                        f.enter(s, v);
                                    }
                                },
                                after ? "guest" : "set-writable");
            }
        }
        return all;
    }

    /** A write through the TLB. */
    private Action write() {
        return Action.named("write")
                .over(f.vcpu)
                .over(f.gfn)
                .when((s, a) -> f.isInGuest(s, (int) a[0])
                        && f.isCachedWritable(s, f.tag((int) a[0], f.loaded.get(s, (int) a[0])), (int) a[1]))
                .then((s, a) -> w.written(s, (int) a[1]));
    }

    /** A write that neither TLB nor leaf allow. The processor drops what the TLB has of the page. */
    private Action fault() {
        int first = vcpus.place(design.fastFault == FastFault.NONE ? "fault" : "look-at-leaf");
        return Action.named("write-fault")
                .over(f.vcpu)
                .over(f.gfn)
                .when((s, a) -> {
                    int v = (int) a[0];
                    int g = (int) a[1];
                    int leaf = f.leafOf(s, v, g);
                    return f.isInGuest(s, v)
                            && f.leaf.is(s, leaf)
                            && !f.isWritable(s, leaf)
                            && !f.isCachedWritable(s, f.tag(v, f.loaded.get(s, v)), g);
                })
                .then((s, a) -> {
                    int v = (int) a[0];
                    f.tlb.flush(s, f.tag(v, f.loaded.get(s, v)), (int) a[1]);
                    f.wanted.set(s, v, (int) a[1]);
                    w.toWrite.set(s, v, 1);
                    vcpus.goTo(s, v, first);
                });
    }

    /** The guest flushes, as with INVEPT, and KVM brings the shadows up to date of which it knows that they may be behind. */
    private Action flush() {
        Law.Condition anyTable = f.gfn.any(w.shadow::is);
        return Action.named("guest-flush")
                .over(f.vcpu)
                .when((s, a) -> f.isInGuest(s, (int) a[0]) && !f.lock.is(s, 0) && anyTable.test(s))
                .then((s, a) -> {
                    for (int g = 0; g < f.gfn.size(); g++) {
                        if (w.shadow.get(s, g) == KvmMmuWrites.BEHIND) {
                            w.shadow.set(s, g, KvmMmuWrites.RELIED_ON);
                            if (acts.on()) {
                                acts.did("mmu_sync_children()", "leaves the shadow of gfn " + g + ": not unsync");
                            }
                        } else if (w.shadow.get(s, g) == KvmMmuWrites.UNSYNC) {
                            w.shadow.set(s, g, KvmMmuWrites.CURRENT);
                            if (protection.protectTable(s, g)) {
                                f.flushAll(s);
                            }
                        }
                    }
                });
    }

    private int look(long[] s, int v) {
        int g = f.wanted.get(s, v);
        int leaf = f.leafOf(s, v, g);
        if (w.tracks == Tracked.UPPER && w.shadow.is(s, g)) {
            if (acts.on()) {
                acts.routine("page_fault_handle_page_track()", "finds gfn " + g + " tracked");
            }
            w.emulate(s, g, acts);
            f.enter(s, v);
            return 0;
        }
        if (f.leaf.is(s, leaf) && f.isWritable(s, leaf)) {
            if (acts.on()) {
                acts.routine(FAST, "finds gfn " + g + " writable by now");
            }
            f.enter(s, v);
            return 0;
        }
        boolean may = f.leaf.is(s, leaf)
                && (design.fastFault == FastFault.ANY
                        || (KvmMmuAccess.of(f.leaf.get(s, leaf)) & KvmMmuAccess.MMU) != 0);
        if (acts.on()) {
            acts.did(FAST, "finds gfn " + g + " " + f.leaf.text(s, leaf) + (may ? "" : ": goes on under the lock"));
        }
        if (may) {
            w.seen.set(s, v, f.leaf.get(s, leaf));
        }
        return may ? 2 : 1;
    }

    private int setWritable(long[] s, int v) {
        int g = f.wanted.get(s, v);
        int leaf = f.leafOf(s, v, g);
        int seen = w.seen.get(s, v);
        boolean same = f.leaf.get(s, leaf) == seen;
        w.seen.set(s, v, 0);
        if (!same && design.fastStore == FastStore.CMPXCHG) {
            if (acts.on()) {
                acts.did("fast_pf_fix_direct_spte()", "finds gfn " + g + " changed: looks at it again");
            }
            return 1;
        }
        f.leaf.set(s, leaf, KvmMmuAccess.with(seen, KvmMmuAccess.of(seen) | KvmMmuAccess.HARDWARE));
        if (acts.on()) {
            acts.did("fast_pf_fix_direct_spte()", "makes gfn " + g + " writable");
            acts.could(f.leaf, leaf);
        }
        if (!marks || design.fastMark != FastMark.AFTER) {
            f.enter(s, v);
        }
        return 0;
    }
}
