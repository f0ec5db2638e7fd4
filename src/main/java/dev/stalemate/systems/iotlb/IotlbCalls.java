package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Program;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.iotlb.IotlbDesign.Held;
import dev.stalemate.systems.iotlb.IotlbDesign.Moves;
import java.util.ArrayList;
import java.util.List;

/**
 * The guest's hypercalls that change its p2m, step by step. A call begins by taking the p2m lock, and a removal keeps it to its end
 * (guest_remove_page()); a move of a range (xenmem_add_to_physmap()) takes it for each page.
 *
 * <pre>
 * remove, or displace the page where a move goes:
 *     unmap        p2m entry and IOMMU entry are cleared
 *     flush, wait  unless that is put off
 *     free         put_page_alloc_ref()
 * move, each page:
 *     lock         the p2m; unmap and free what is at the new dfn
 *     take         the page goes from its old dfn to its new one
 *     unlock       and the next page, or
 *     flush, wait  the old dfns
 *     put          the pages that were held
 *     flush, wait  the new dfns
 * </pre>
 */
final class IotlbCalls {
    private final IotlbFields f;
    private final IotlbDesign design;
    private final Program cpus;
    private final ToldFlushes told;
    private final boolean each;
    private final boolean holding;

    IotlbCalls(IotlbFields fields, IotlbDesign design) {
        this.f = fields;
        this.design = design;
        this.cpus = fields.cpus;
        this.told = new ToldFlushes(fields, design);
        this.each = design.moves == Moves.EACH_PAGE;
        this.holding = fields.holds.bound() > 1;
    }

    /** The actions that scope and design leave. */
    List<Action> all() {
        List<Action> all = new ArrayList<>();
        boolean removes = f.scope.get(IotlbSettings.REMOVES);
        boolean maps = f.scope.get(IotlbSettings.MAPS);
        boolean moves = f.scope.get(IotlbSettings.MOVES) > 0;
        if (removes) {
            all.add(remove());
        }
        if (maps) {
            all.add(map());
        }
        if (moves) {
            all.add(move());
            moveSteps();
        }
        if (removes || moves) {
            cpus.step("unmap").choose(this::unmapped, IotlbFields.LABELS);
            cpus.step("free").choose(this::freed, IotlbFields.LABELS);
        }
        if (moves || flushesPages(removes) || (maps && f.reachesAbsent)) {
            new IotlbFlushes(f, design, told).addTo(cpus);
        }
        cpus.step("unlock").choose(this::unlocked, IotlbFields.LABELS);
        all.addAll(cpus.actions());
        return all;
    }

    private boolean flushesPages(boolean removes) {
        return removes && (design.unmapSaysPresent || f.reachesAbsent);
    }

    private boolean mayCall(long[] s, long c) {
        return cpus.isAt(s, (int) c, IotlbFields.IDLE) && f.p2mLock.get(s, 0) == 0;
    }

    private void begin(long[] s, int c, int what, int dfn, int next) {
        f.p2mLock.set(s, 0, c + 1);
        if (told.on()) {
            told.locked(what);
        }
        f.op.set(s, c, what);
        f.to.set(s, c, dfn);
        cpus.goTo(s, c, next);
    }

    /** XENMEM_decrease_reservation of one page. */
    private Action remove() {
        return Action.named("remove")
                .over(f.cpu)
                .over(f.dfn)
                .when((s, a) -> mayCall(s, a[0]) && f.p2m.get(s, (int) a[1]) != 0)
                .then((s, a) -> begin(s, (int) a[0], IotlbFields.REMOVE, (int) a[1], IotlbFields.UNMAP));
    }

    /** XENMEM_populate_physmap of one page: the entry was absent, as it says to the flush. */
    private Action map() {
        return Action.named("map")
                .over(f.cpu)
                .over(f.dfn)
                .over(f.frames.index())
                .when((s, a) -> mayCall(s, a[0])
                        && f.p2m.get(s, (int) a[1]) == 0
                        && f.frames.owner(s, (int) a[2]) == Owner.FREE)
                .then((s, a) -> {
                    int c = (int) a[0];
                    begin(s, c, IotlbFields.MAP, (int) a[1], f.reachesAbsent ? IotlbFields.FLUSH : IotlbFields.UNLOCK);
                    f.site.set(s, c, IotlbFields.ADDED);
                    f.p2m.set(s, (int) a[1], (int) a[2] + 1);
                    f.references.allocate(s, (int) a[2]);
                    if (told.on()) {
                        told.mapped(s, (int) a[1]);
                    }
                });
    }

    /** XENMAPSPACE_gmfn_range. */
    private Action move() {
        int range = f.scope.get(IotlbSettings.MOVES);
        int last = f.dfn.size() - range;
        return Action.named("move")
                .over(f.cpu)
                .over("from", Domain.of(f.dfn))
                .over("to", Domain.of(f.dfn))
                .when((s, a) -> mayCall(s, a[0])
                        && a[1] != a[2]
                        && a[1] <= last
                        && a[2] <= last
                        && f.p2m.get(s, (int) a[1]) != 0)
                .then((s, a) -> {
                    int c = (int) a[0];
                    begin(
                            s,
                            c,
                            IotlbFields.MOVE,
                            (int) a[2],
                            f.p2m.get(s, (int) a[2]) != 0 ? IotlbFields.UNMAP : IotlbFields.TAKE);
                    f.from.set(s, c, (int) a[1]);
                    f.left.set(s, c, range);
                });
    }

    private void moveSteps() {
        if (f.scope.get(IotlbSettings.MOVES) > 1) {
            cpus.step("lock").when((s, c) -> f.p2mLock.get(s, 0) == 0).choose(this::locked, IotlbFields.LABELS);
        }
        cpus.step("take").choose(this::taken, IotlbFields.LABELS);
        if (holding) {
            cpus.step("put").choose(this::put, IotlbFields.LABELS);
        }
    }

    private int locked(long[] s, int c) {
        f.p2mLock.set(s, 0, c + 1);
        if (told.on()) {
            told.locked(IotlbFields.MOVE);
        }
        if (f.p2m.get(s, f.fromNow(s, c)) == 0) {
            f.left.set(s, c, 0);
            return IotlbFields.UNLOCK;
        }
        return f.p2m.get(s, f.toNow(s, c)) != 0 ? IotlbFields.UNMAP : IotlbFields.TAKE;
    }

    private int unmapped(long[] s, int c) {
        int d = f.toNow(s, c);
        f.inHand.set(s, c, f.p2m.get(s, d));
        f.p2m.set(s, d, 0);
        boolean now = f.op.get(s, c) == IotlbFields.REMOVE || each || design.flushesDisplaced;
        boolean reaches = design.unmapSaysPresent || f.reachesAbsent;
        f.site.set(s, c, IotlbFields.PAGE);
        if (told.on()) {
            told.unmapped(s, d, now, reaches);
        }
        return now && reaches ? IotlbFields.FLUSH : IotlbFields.FREE;
    }

    private int freed(long[] s, int c) {
        if (told.on()) {
            told.freed(s, f.inHand.get(s, c) - 1);
        }
        f.references.drop(s, f.inHand.get(s, c) - 1);
        f.inHand.set(s, c, 0);
        return f.op.get(s, c) == IotlbFields.MOVE ? IotlbFields.TAKE : IotlbFields.UNLOCK;
    }

    private int taken(long[] s, int c) {
        int target = f.p2m.get(s, f.fromNow(s, c));
        f.p2m.set(s, f.toNow(s, c), target);
        f.p2m.set(s, f.fromNow(s, c), 0);
        int held = c * f.dfn.size() + target - 1;
        if (holding && !f.holds.is(s, held)) {
            f.holds.set(s, held, 1);
            f.references.take(s, target - 1);
        }
        if (told.on()) {
            told.taken(s, c, target - 1, holding);
        }
        f.done.set(s, c, f.done.get(s, c) + 1);
        f.left.set(s, c, f.left.get(s, c) - 1);
        f.moved.add(s, 1);
        f.site.set(s, c, IotlbFields.OLD);
        return each ? IotlbFields.FLUSH : IotlbFields.UNLOCK;
    }

    /** A call is over; or a move goes on to its next page, or to its flushes. */
    private int unlocked(long[] s, int c) {
        int done = f.done.get(s, c);
        if (told.on()) {
            told.released(f.op.get(s, c));
        }
        boolean moves = f.op.get(s, c) == IotlbFields.MOVE && !each && done > 0;
        int next = afterUnlock(s, c);
        if (told.on() && moves) {
            told.unlocked(s, done, next);
        }
        return next;
    }

    private int afterUnlock(long[] s, int c) {
        f.p2mLock.set(s, 0, 0);
        if (f.op.get(s, c) != IotlbFields.MOVE || each || f.done.get(s, c) == 0) {
            return f.settle(s, c);
        }
        int notes = f.scope.get(IotlbSettings.NOTES);
        boolean full = holding && f.done.get(s, c) >= (design.looksLate ? notes + 1 : notes);
        if (f.left.get(s, c) > 0 && !full) {
            return IotlbFields.LOCK;
        }
        boolean all = design.moves == Moves.ALL_AT_END;
        f.site.set(s, c, all ? IotlbFields.ALL : IotlbFields.OLD);
        if (design.holdsMoved == Held.UNTIL_BEFORE_FLUSH) {
            return IotlbFields.PUT;
        }
        boolean reaches = !all || !design.allIsPageZero || f.reachesAbsent;
        return reaches ? IotlbFields.FLUSH : holding ? IotlbFields.PUT : f.settle(s, c);
    }

    private int put(long[] s, int c) {
        if (told.on()) {
            told.put(s, c);
        }
        for (int m = 0; m < f.dfn.size(); m++) {
            if (f.holds.is(s, c * f.dfn.size() + m)) {
                f.holds.set(s, c * f.dfn.size() + m, 0);
                f.references.drop(s, m);
            }
        }
        if (design.holdsMoved == Held.UNTIL_BEFORE_FLUSH) {
            return IotlbFields.FLUSH;
        }
        if (f.site.get(s, c) == IotlbFields.ALL) {
            return f.settle(s, c);
        }
        f.site.set(s, c, IotlbFields.NEW);
        return IotlbFields.FLUSH;
    }
}
