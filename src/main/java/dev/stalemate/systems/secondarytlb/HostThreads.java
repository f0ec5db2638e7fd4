package dev.stalemate.systems.secondarytlb;

import dev.stalemate.model.Action;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Program;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.secondarytlb.SharedDesign.AtStart;
import dev.stalemate.systems.secondarytlb.SharedDesign.Frees;
import dev.stalemate.systems.secondarytlb.SharedDesign.Upgrades;
import dev.stalemate.systems.secondarytlb.SharedDesign.WithFlush;
import dev.stalemate.systems.secondarytlb.SharedSettings.Protects;
import dev.stalemate.systems.secondarytlb.SharedSettings.WalksAgain;
import java.util.ArrayList;
import java.util.List;

/**
 * What the host does: changes of the page table, in steps, and faults of devices and CPUs.
 *
 * <pre>
 * unmap, migrate, protect   a change begins (mmu_notifier_invalidate_range_start())
 * handle-fault              a fault looks at its page's entry; it maps a page, makes it writable, begins to copy it, or has nothing to do
 * change                    the entry is cleared or made read-only
 * flush                     the CPUs' TLBs are flushed
 * set                       of a page that is moved or copied: the entry is written
 * free                      the frame from before is freed
 * end                       the change ends (mmu_notifier_invalidate_range_end())
 * </pre>
 */
final class HostThreads {
    private static final String IDLE = "idle";

    private final SharedFields f;
    private final SharedDesign design;
    private final ToldChanges told;
    private final Program hosts;
    private final int change;
    private final int flush;
    private final int set;
    private final boolean broadcast;
    /** Whether CPUs' TLBs have to be flushed of an entry that was made writable. */
    private final boolean flushesUpgrades;

    HostThreads(SharedFields fields, SharedDesign design) {
        f = fields;
        this.design = design;
        told = new ToldChanges(fields, design);
        hosts = fields.hosts;
        change = hosts.place("change");
        flush = hosts.place("flush");
        set = hosts.place("set");
        broadcast = fields.scope.get(SharedSettings.BROADCAST);
        flushesUpgrades = fields.scope.get(SharedSettings.WALKS_AGAIN) == WalksAgain.NOTHING;
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>();
        if (f.unmaps) {
            all.add(begun("unmap", SharedFields.UNMAP));
        }
        if (f.migrates) {
            all.add(begun("migrate", SharedFields.MIGRATE));
        }
        if (f.protects != Protects.NO) {
            all.add(begun("protect", SharedFields.PROTECT));
        }
        all.add(handled("handle-fault", f.devices, f.servesDevice));
        if (f.cpus.count() > 0) {
            all.add(handled("handle-cpu-fault", f.cpus, f.servesCpu));
        }
        boolean changes = f.freesFrames() || f.protects != Protects.NO;
        if (changes) {
            hosts.step("change").when((s, h) -> !isLocked(s, h, page(s, h))).choose(this::change, "flush", "end");
            hosts.step("end").choose(this::end, "free", IDLE);
        }
        if (changes || (flushesUpgrades && design.flushesFaults())) {
            hosts.step("flush").choose(this::flush, "set", "free", "end", IDLE);
        }
        if (f.setsFrames()) {
            hosts.step("set").then(this::set, "end");
        }
        if (f.setsFrames() || (f.unmaps && design.frees != Frees.WITH_CHANGE)) {
            hosts.step("free").choose(this::free, "end", IDLE);
        }
        all.addAll(hosts.actions());
        if (f.protects == Protects.FORK) {
            all.add(Action.named("unshare")
                    .over(f.frames.index())
                    .when((s, a) -> f.shared.is(s, (int) a[0]))
                    .then((s, a) -> f.shared.set(s, (int) a[0], 0)));
        }
        return all;
    }

    private int page(long[] s, int h) {
        return f.changed.get(s, h);
    }

    private boolean isIdle(long[] s, int h) {
        return hosts.isAt(s, h, 0);
    }

    /** Whether a thread waits for another one that has the lock of a page's entry. */
    private boolean isLocked(long[] s, int h, int p) {
        for (int other = 0; other < hosts.index().size(); other++) {
            boolean holds = hosts.isAt(s, other, set)
                    || (hosts.isAt(s, other, flush) && f.kind.get(s, other) != SharedFields.UNMAP);
            if (other != h && page(s, other) == p && holds) {
                return true;
            }
        }
        return false;
    }

    /** A change that no fault asks for begins. */
    private Action begun(String name, int kind) {
        return Action.named(name)
                .over(hosts.index())
                .over(f.page)
                .when((s, a) -> isIdle(s, (int) a[0])
                        && f.changes.get(s, 0) < f.changes.bound() - 1
                        && canBegin(s, kind, f.pte.get(s, (int) a[1])))
                .then((s, a) -> {
                    f.changes.set(s, 0, f.changes.get(s, 0) + 1);
                    f.changed.set(s, (int) a[0], (int) a[1]);
                    begin(s, (int) a[0], kind);
                });
    }

    private boolean canBegin(long[] s, int kind, int entry) {
        return switch (kind) {
            case SharedFields.PROTECT ->
                f.protects == Protects.CLEAN ? Entry.isWritable(entry) : entry != Entry.NONE && !f.isShared(s, entry);
            case SharedFields.MIGRATE -> entry != Entry.NONE && !f.isShared(s, entry);
            default -> entry != Entry.NONE;
        };
    }

    private void begin(long[] s, int h, int kind) {
        f.kind.set(s, h, kind);
        hosts.goTo(s, h, change);
        told.begun(s, page(s, h));
        if (design.atStart == AtStart.EMPTY_TABLE) {
            f.devices.flush(s);
        } else if (design.atStart == AtStart.INVALIDATES) {
            invalidate(s, page(s, h));
        }
    }

    /** The IOMMU's driver is told of a page. */
    private void invalidate(long[] s, int p) {
        if (!(broadcast && design.trustsBroadcast)) {
            f.devices.flush(s, p);
        }
    }

    private Action handled(String name, SharedUsers by, IntField serves) {
        return Action.named(name)
                .over(hosts.index())
                .over(by.index)
                .when((s, a) -> isIdle(s, (int) a[0])
                        && by.hasFault(s, (int) a[1])
                        && !isServed(s, serves, (int) a[1])
                        && !isLocked(s, (int) a[0], by.page(s, (int) a[1])))
                .fairly()
                .then((s, a) -> {
                    serves.set(s, (int) a[0], (int) a[1] + 1);
                    f.changed.set(s, (int) a[0], by.page(s, (int) a[1]));
                    handle(s, (int) a[0], by.writes(s, (int) a[1]));
                });
    }

    private boolean isServed(long[] s, IntField serves, int who) {
        for (int h = 0; h < hosts.index().size(); h++) {
            if (serves.get(s, h) == who + 1) {
                return true;
            }
        }
        return false;
    }

    /** Under the lock of the page's entry (handle_pte_fault()). */
    private void handle(long[] s, int h, boolean write) {
        int p = page(s, h);
        int entry = f.pte.get(s, p);
        if (entry == Entry.NONE) {
            f.set(s, p, Entry.of(f.unusedFrame(s), write));
            told.mapped(s, p);
            idle(s, h);
        } else if (permits(s, p, entry, write)) {
            told.settled(s, p);
            flushOrNot(s, h, SharedFields.SETTLE, design.settles);
        } else if (f.isShared(s, entry)) {
            f.old.set(s, h, entry);
            told.copies(p);
            begin(s, h, SharedFields.COPY);
        } else {
            upgrade(s, p);
            flushOrNot(s, h, SharedFields.UPGRADE, design.upgrades);
        }
    }

    /** Whether a fault finds its access permitted, and the page noted as dirty. */
    private boolean permits(long[] s, int p, int entry, boolean write) {
        if (!write) {
            return true;
        }
        boolean any = false;
        for (int q = 0; f.isBlock(s) && q < f.page.size(); q++) {
            any |= Entry.isWritable(f.pte.get(s, q));
        }
        return any || (Entry.isWritable(entry) && !f.dirtied.is(s, p));
    }

    /** A page becomes writable; with its whole block, if that is looked at together. */
    private void upgrade(long[] s, int faulted) {
        for (int p = 0; p < f.page.size(); p++) {
            if (p == faulted || f.isBlock(s)) {
                f.set(s, p, Entry.of(Entry.frame(f.pte.get(s, p)), true));
            }
        }
        told.upgraded(s, faulted);
    }

    private void flushOrNot(long[] s, int h, int kind, Upgrades whose) {
        f.kind.set(s, h, kind);
        if (flushesUpgrades && whose != Upgrades.NONE) {
            hosts.goTo(s, h, flush);
        } else {
            idle(s, h);
        }
    }

    /** A thread is done; if it was for a fault, that is answered. */
    private void idle(long[] s, int h) {
        if (f.servesDevice.is(s, h)) {
            f.devices.answered(s, f.servesDevice.get(s, h) - 1);
            f.servesDevice.set(s, h, 0);
        }
        if (f.servesCpu.is(s, h)) {
            f.cpus.answered(s, f.servesCpu.get(s, h) - 1);
            f.servesCpu.set(s, h, 0);
        }
        f.kind.set(s, h, 0);
        f.changed.set(s, h, 0);
        f.old.set(s, h, Entry.NONE);
        hosts.goTo(s, h, 0);
    }

    /** The entry is cleared or made read-only, under its lock; nothing is done if there is nothing any more. */
    private int change(long[] s, int h) {
        int p = page(s, h);
        int kind = f.kind.get(s, h);
        int entry = f.pte.get(s, p);
        if (entry == Entry.NONE || (kind == SharedFields.COPY && entry != f.old.get(s, h))) {
            f.old.set(s, h, Entry.NONE);
            told.unchanged(p);
            return 1;
        }
        f.unfolded.set(s, 0, f.unfolded.bound() - 1);
        if (kind == SharedFields.PROTECT) {
            f.set(s, p, Entry.of(Entry.frame(entry), false));
            f.shared.set(s, Entry.frame(entry), f.protects == Protects.FORK ? 1 : 0);
        } else {
            f.old.set(s, h, entry);
            f.set(s, p, Entry.NONE);
        }
        told.changed(s, p);
        if (kind == SharedFields.UNMAP && design.frees == Frees.WITH_CHANGE) {
            release(s, h);
        }
        return 0;
    }

    private int flush(long[] s, int h) {
        int p = page(s, h);
        int kind = f.kind.get(s, h);
        Upgrades whose = kind == SharedFields.UPGRADE
                ? design.upgrades
                : kind == SharedFields.SETTLE ? design.settles : Upgrades.EVERY_CPU;
        boolean tells = tells(kind, whose);
        boolean block = kind >= SharedFields.UPGRADE && f.isBlock(s);
        for (int q = block ? 0 : p; q < (block ? f.page.size() : p + 1); q++) {
            flush(s, h, q, whose, tells);
        }
        told.flushed(s, p, whose, tells);
        if (kind >= SharedFields.UPGRADE) {
            idle(s, h);
            return 3;
        }
        boolean sets = kind == SharedFields.MIGRATE || kind == SharedFields.COPY;
        return sets ? 0 : f.freesBeforeEnd(s, h) ? 1 : 2;
    }

    private void flush(long[] s, int h, int p, Upgrades whose, boolean tells) {
        if (whose == Upgrades.EVERY_CPU) {
            f.cpus.flush(s, p);
            if (broadcast) {
                f.devices.flush(s, p);
            }
        } else if (f.servesCpu.is(s, h)) {
            f.cpus.tlb.flush(s, f.servesCpu.get(s, h) - 1, p);
        }
        if (tells) {
            invalidate(s, p);
        }
    }

    /** Whether a flush of CPUs' TLBs tells the IOMMUs, too. */
    private boolean tells(int kind, Upgrades whose) {
        boolean removes = kind == SharedFields.UNMAP || kind == SharedFields.MIGRATE || kind == SharedFields.COPY;
        // A fault that finds its access permitted flushes one CPU for itself alone.
        boolean alone = kind == SharedFields.SETTLE && whose == Upgrades.ONE_CPU;
        return (design.withFlush == WithFlush.REMOVALS && removes) || (design.withFlush == WithFlush.EVERY && !alone);
    }

    private void set(long[] s, int h) {
        boolean writable = f.kind.get(s, h) == SharedFields.COPY || Entry.isWritable(f.old.get(s, h));
        f.set(s, page(s, h), Entry.of(f.unusedFrame(s), writable));
        told.set(s, page(s, h));
    }

    private int free(long[] s, int h) {
        boolean ends = f.freesBeforeEnd(s, h);
        release(s, h);
        if (ends) {
            return 0;
        }
        idle(s, h);
        return 1;
    }

    /** The frame from before is given up; if it is another process's, too, it is that one's alone. */
    private void release(long[] s, int h) {
        int frame = Entry.frame(f.old.get(s, h));
        f.frames.own(s, frame, f.shared.is(s, frame) ? Owner.OTHER : Owner.FREE);
        f.shared.set(s, frame, 0);
        f.old.set(s, h, Entry.NONE);
        told.freed(s, page(s, h), frame);
    }

    private int end(long[] s, int h) {
        int p = page(s, h);
        if (design.atEnd) {
            invalidate(s, p);
        }
        told.ended(s, p);
        if (f.old.get(s, h) != Entry.NONE) {
            return 0;
        }
        idle(s, h);
        return 1;
    }
}
