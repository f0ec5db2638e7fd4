package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Program;
import dev.stalemate.systems.iotlb.IotlbDesign.Held;
import dev.stalemate.systems.iotlb.IotlbDesign.Moves;
import dev.stalemate.systems.iotlb.IotlbDesign.Wait;

/**
 * The part of the guest's hypercalls that flushes: each IOMMU with a device of the guest's, one after the other, at once or through its command
 * queue (iommu_iotlb_flush(), flush_command_buffer() and queue_invalidate_wait()).
 */
final class IotlbFlushes {
    private final IotlbFields f;
    private final IotlbDesign design;
    private final ToldFlushes told;

    IotlbFlushes(IotlbFields fields, IotlbDesign design, ToldFlushes told) {
        this.f = fields;
        this.design = design;
        this.told = told;
    }

    /** Adds the steps from the label flush on; what comes after them depends on what was flushed. */
    void addTo(Program cpus) {
        if (f.queue.present()) {
            queued(cpus);
        } else {
            cpus.step("flush")
                    .choose(
                            (s, c) -> {
                                flushNow(s, c);
                                return result(s, c, false);
                            },
                            IotlbFields.LABELS);
        }
        if (f.scope.get(IotlbSettings.ERRORS)) {
            cpus.step("flush").called("flush-fails").choose(this::fail, IotlbFields.LABELS);
        }
    }

    private void queued(Program cpus) {
        cpus.step("flush")
                .called("submit")
                .when((s, c) -> f.queue.hasRoom(s, f.at.get(s, c)))
                .then(this::submit, "wait");
        cpus.step("wait")
                .called("completed")
                .when((s, c) -> f.queue.isSignalled(s, f.at.get(s, c), c))
                .choose((s, c) -> leave(s, c, false, false), IotlbFields.LABELS);
        if (design.waits != Wait.COMPLETION) {
            cpus.step("wait")
                    .called("give-up")
                    .when((s, c) -> !f.queue.isSignalled(s, f.at.get(s, c), c))
                    .choose((s, c) -> leave(s, c, true, design.waits == Wait.REPORTS), IotlbFields.LABELS);
        }
    }

    private void submit(long[] s, int c) {
        int d = commanded(s, c);
        f.queue.submit(s, f.at.get(s, c), c, d);
        if (told.on()) {
            told.submitted(s, c, d);
        }
    }

    private int fail(long[] s, int c) {
        if (told.on()) {
            told.flushed(s, c, first(s, c), count(s, c), true);
        }
        return result(s, c, true);
    }

    private int leave(long[] s, int c, boolean givesUp, boolean failed) {
        if (told.on()) {
            told.waited(s, c, first(s, c), count(s, c), givesUp);
        }
        f.queue.leave(s, f.at.get(s, c), c);
        return result(s, c, failed);
    }

    private void flushNow(long[] s, int c) {
        int i = f.at.get(s, c);
        int first = first(s, c);
        f.flushes.add(s, 1);
        if (told.on()) {
            told.flushed(s, c, first, count(s, c), false);
        }
        if (first < 0) {
            f.tlb.flush(s, i);
        }
        for (int d = first; d >= 0 && d < first + count(s, c); d++) {
            f.tlb.flush(s, i, d);
        }
    }

    /** What is queued: the dfn, or -1 for everything, which more than one page takes. */
    private int commanded(long[] s, int c) {
        f.flushes.add(s, 1);
        return count(s, c) == 1 ? first(s, c) : -1;
    }

    /** The first dfn that is flushed, or -1 for everything. */
    private int first(long[] s, int c) {
        return switch (f.site.get(s, c)) {
            case IotlbFields.OLD -> f.from.get(s, c);
            case IotlbFields.NEW -> f.to.get(s, c);
            case IotlbFields.ALL -> design.allIsPageZero ? 0 : -1;
            default -> f.toNow(s, c);
        };
    }

    private int count(long[] s, int c) {
        int what = f.site.get(s, c);
        return what == IotlbFields.OLD || what == IotlbFields.NEW ? f.done.get(s, c) : 1;
    }

    /** One IOMMU's flush is over: the next one's is next, or what follows them all. Where the CPU stands then. */
    private int result(long[] s, int c, boolean failed) {
        boolean error = failed || (f.error.is(s, c) && !design.lastResultCounts);
        if (told.on() && !error && f.error.is(s, c)) {
            told.forgotten(s, first(s, c), count(s, c));
        }
        f.error.set(s, c, error ? 1 : 0);
        int i = f.at.get(s, c) + 1;
        if (i < f.iommu.size()) {
            f.at.set(s, c, i);
            return IotlbFields.FLUSH;
        }
        f.at.set(s, c, 0);
        f.error.set(s, c, 0);
        return after(s, c, error);
    }

    private int after(long[] s, int c, boolean error) {
        int what = f.site.get(s, c);
        if (error) {
            f.left.set(s, c, 0);
        }
        boolean keeps = error && design.holdsMoved == Held.UNTIL_FLUSHED;
        if (told.on() && error) {
            tellError(s, c, what, keeps);
        }
        if (keeps) {
            f.keepHeld(s, c);
        }
        boolean puts = f.holds.bound() > 1 && design.holdsMoved != Held.UNTIL_BEFORE_FLUSH && !keeps;
        return switch (what) {
            case IotlbFields.PAGE -> {
                // What may still be reachable is not freed: it is lost.
                f.inHand.set(s, c, error ? 0 : f.inHand.get(s, c));
                yield error ? IotlbFields.UNLOCK : IotlbFields.FREE;
            }
            case IotlbFields.ADDED -> IotlbFields.UNLOCK;
            case IotlbFields.OLD -> {
                f.site.set(s, c, IotlbFields.NEW);
                yield puts ? IotlbFields.PUT : IotlbFields.FLUSH;
            }
            case IotlbFields.NEW -> design.moves == Moves.EACH_PAGE ? IotlbFields.UNLOCK : f.settle(s, c);
            default -> puts ? IotlbFields.PUT : f.settle(s, c);
        };
    }

    private void tellError(long[] s, int c, int what, boolean keeps) {
        if (what == IotlbFields.PAGE) {
            told.kept(f.inHand.get(s, c) - 1);
        } else if (f.holds.bound() > 1 && what != IotlbFields.ADDED && what != IotlbFields.NEW) {
            told.moveFailed(s, c, keeps);
        }
    }
}
