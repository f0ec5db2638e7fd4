package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Acts;
import dev.stalemate.systems.iotlb.IotlbDesign.Held;
import dev.stalemate.systems.iotlb.IotlbDesign.Moves;
import dev.stalemate.systems.iotlb.IotlbDesign.Signal;
import dev.stalemate.systems.iotlb.IotlbDesign.Wait;

/** What a design does about the IOMMUs' TLBs, and tells; its methods are only called while somebody listens. */
final class ToldFlushes {
    private static final String REMOVES = "guest_remove_page()";
    private static final String MOVES = "xenmem_add_to_physmap()";
    private static final String MOVES_ONE = "xenmem_add_to_physmap_one()";

    private final IotlbFields f;
    private final IotlbDesign design;
    private final Acts acts;

    ToldFlushes(IotlbFields fields, IotlbDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
    }

    /** Whether anybody listens. */
    boolean on() {
        return acts.on();
    }

    private String dfn(int d) {
        return "dfn " + f.dfn.text(d);
    }

    /** A call has taken the p2m lock. */
    void locked(int call) {
        acts.routine(calls(call), "takes the p2m lock");
    }

    /** A call lets go of the p2m lock. */
    void released(int call) {
        acts.routine(calls(call), "releases the p2m lock");
    }

    private static String calls(int call) {
        return switch (call) {
            case IotlbFields.MAP -> "guest_physmap_add_entry()";
            case IotlbFields.MOVE -> MOVES_ONE;
            default -> REMOVES;
        };
    }

    /** A page was taken out of the p2m: whether it is flushed now. */
    void unmapped(long[] s, int d, boolean now, boolean reaches) {
        if (!now) {
            acts.did(REMOVES, "puts the flush of " + dfn(d) + " off to the end of the move");
            could(s, d);
        } else if (!reaches) {
            acts.did("dma_pte_clear_one()", "says that the entry was absent: " + absent(d));
            could(s, d);
        } else {
            acts.routine(REMOVES, "unmaps " + dfn(d));
        }
    }

    /** What comes of a flush of an entry that was absent, which does not reach the guest's translations. */
    private String absent(int d) {
        return f.cachingMode ? "flushes " + dfn(d) + " under domain id 0" : "flushes nothing";
    }

    /** A page was mapped where none was. */
    void mapped(long[] s, int d) {
        if (!f.reachesAbsent) {
            acts.did("iommu_flush_iotlb()", "is told that the entry was absent: " + absent(d));
            could(s, d);
        }
    }

    /** A page was moved. */
    void taken(long[] s, int c, int target, boolean holds) {
        int to = f.toNow(s, c);
        int from = f.fromNow(s, c);
        String what = "moves mfn " + target + " from " + dfn(from) + " to " + dfn(to);
        if (design.moves == Moves.EACH_PAGE) {
            acts.did(MOVES_ONE, what);
        } else if (holds) {
            acts.did(
                    MOVES_ONE,
                    what + ", puts the flush off, and holds it: page " + (f.done.get(s, c) + 1) + " of "
                            + f.scope.get(IotlbSettings.NOTES) + " that can be noted");
        } else {
            acts.did(MOVES_ONE, what + ", puts the flush off, and does not hold it");
            could(s, from);
        }
    }

    /** A move goes on, or flushes. */
    void unlocked(long[] s, int done, int where) {
        if (where == IotlbFields.LOCK) {
            acts.did(MOVES, "goes on after " + done + (done == 1 ? " page" : " pages"));
        } else if (design.moves == Moves.ALL_AT_END && where != IotlbFields.FLUSH) {
            acts.did("intel_iommu_iotlb_flush_all()", "passes page 0, as an entry that was absent: " + absent(0));
            for (int d = 0; d < f.dfn.size(); d++) {
                could(s, d);
            }
        }
    }

    /** References that a move has taken are dropped. */
    void put(long[] s, int c) {
        boolean early = design.holdsMoved == Held.UNTIL_BEFORE_FLUSH;
        acts.did(MOVES, "drops its references" + (early ? " before it flushes" : ""));
        if (early) {
            couldOld(s, c);
        }
    }

    /** The flush of the dfns that pages were moved from has failed. */
    void moveFailed(long[] s, int c, boolean keeps) {
        acts.did(
                MOVES,
                keeps
                        ? "keeps its references, as the flush has failed"
                        : "drops its references, although the flush has failed");
        if (!keeps) {
            couldOld(s, c);
        }
    }

    private void couldOld(long[] s, int c) {
        for (int i = 0; i < f.done.get(s, c); i++) {
            could(s, f.from.get(s, c) + i);
        }
    }

    /** A page was given up by the guest. */
    void freed(long[] s, int m) {
        acts.did(REMOVES, f.references.isShared(s, m) ? "drops mfn " + m + ", which is still held" : "frees mfn " + m);
    }

    /** A flush of one IOMMU, or its command, as a range of dfns; with first less than 0 of all. */
    void flushed(long[] s, int c, int first, int count, boolean failed) {
        String what = first < 0 ? "everything" : dfn(first) + (count > 1 ? " to " + f.dfn.text(first + count - 1) : "");
        String in = " in IOMMU " + f.at.get(s, c);
        acts.did(flushes(), failed ? "fails to flush " + what + in : "flushes " + what + in);
    }

    private String flushes() {
        return design.lastResultCounts ? "iommu_flush_iotlb()" : "iommu_iotlb_flush()";
    }

    /** A later IOMMU's success has taken the place of an error. */
    void forgotten(long[] s, int first, int count) {
        acts.did(flushes(), "returns the result of the last IOMMU alone");
        for (int d = first; d < first + count; d++) {
            could(s, d);
        }
    }

    /** A flush was queued. */
    void submitted(long[] s, int c, int d) {
        acts.did(
                waiting(),
                "queues a flush of " + (d < 0 ? "everything" : dfn(d)) + " and its completion, for IOMMU "
                        + f.at.get(s, c));
    }

    /** A CPU has stopped waiting for a flush. */
    void waited(long[] s, int c, int first, int count, boolean gaveUp) {
        boolean pending = f.queue.isPending(s, f.at.get(s, c), c);
        String what = gaveUp
                ? "gives up"
                        + (design.waits == Wait.REPORTS ? ", and reports an error" : ", and returns as if it were done")
                : "finds its completion signalled" + (pending ? ", by an earlier one: its own is still queued" : "");
        acts.did(waiting(), what);
        for (int d = Math.max(0, first);
                pending && !(gaveUp && design.waits == Wait.REPORTS) && d < first + count;
                d++) {
            could(s, d);
        }
    }

    private String waiting() {
        return design.signal == Signal.STATUS_BIT ? "flush_command_buffer()" : "queue_invalidate_wait()";
    }

    /** The page that is removed is kept, since its flush has failed. */
    void kept(int m) {
        acts.did(REMOVES, "keeps mfn " + m + ", as its flush has failed");
    }

    private void could(long[] s, int d) {
        for (int i = 0; i < f.iommu.size(); i++) {
            f.tlb.could(acts, s, i, d);
        }
    }
}
