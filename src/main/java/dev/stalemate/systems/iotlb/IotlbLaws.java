package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be true of the IOMMUs' TLBs.
 *
 * <p>DMA can happen between any two steps, so what it would reach is asked of every state.
 */
final class IotlbLaws {
    static final String RETAINED = "no-retained-mapping";
    static final String FLUSHED = "flushed-before-free";
    static final String TRANSLATES = "mapped-translates";
    static final String NOTES = "notes-suffice";
    static final String ENDS = "flush-ends";

    private final IotlbFields f;

    IotlbLaws(IotlbFields fields) {
        this.f = fields;
    }

    /** The properties that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(RETAINED, Breaks.ISOLATION, "no DMA reaches a frame that another guest has written to")
                .where(f.frames::someoneWrote)
                .none(f.iommu, f.dfn, this::reachesWritten, this::reached));
        all.add(Law.always(
                        FLUSHED,
                        Breaks.ISOLATION,
                        "a frame that is no longer the guest's is in no IOTLB: the flush that covers it came before it was freed")
                .where(f.frames.index().any(this::isLost))
                .none(f.iommu, f.dfn, this::reachesLost, this::reached));
        Condition quiet = f.cpu.any(f.op::is).not();
        all.add(Law.always(
                        TRANSLATES,
                        Breaks.COHERENCE,
                        "while no hypercall is under way, DMA to each dfn in the p2m reaches the frame that the p2m has")
                .where(quiet.and(f.dfn.any(f.p2m::is)))
                .none(f.iommu, f.dfn, this::isWrong, this::wrong));
        if (f.holds.bound() > 1) {
            all.add(notesSuffice(f.scope.get(IotlbSettings.NOTES)));
        }
        if (f.queue.present()) {
            Condition waits = s -> f.cpus.isAt(s, 0, IotlbFields.WAIT);
            all.add(Law.eventually(ENDS, "CPU 0 does not wait for its flush for ever")
                    .where(waits)
                    .holds(waits.not())
                    .saying(s -> "CPU 0 waits for IOMMU " + f.at.get(s, 0) + ", which has "
                            + f.queue.describe(s, f.at.get(s, 0)) + " to do"));
        }
        return all;
    }

    /** What runs cost, at a scope that counts it. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(f.flushes.figures());
        figures.addAll(f.moved.figures());
        return figures;
    }

    private boolean reachesWritten(long[] s, int i, int d) {
        int target = f.translation(s, i, d);
        return target != f.absent() && f.frames.owner(s, target) == Owner.OTHER_WROTE;
    }

    private boolean reachesLost(long[] s, int i, int d) {
        int target = f.translation(s, i, d);
        return target != f.absent() && isLost(s, target);
    }

    private boolean isLost(long[] s, int m) {
        return f.frames.owner(s, m) != Owner.GUEST;
    }

    private String reached(long[] s, int i, int d) {
        int target = f.translation(s, i, d);
        return "IOMMU " + i + "'s TLB has mfn " + target + " for dfn " + f.dfn.text(d) + "; its owner is: "
                + Owner.text(f.frames.owner(s, target).number());
    }

    private boolean isWrong(long[] s, int i, int d) {
        int mapped = f.p2m.get(s, d);
        return mapped != 0 && f.translation(s, i, d) != mapped - 1;
    }

    private String wrong(long[] s, int i, int d) {
        int target = f.translation(s, i, d);
        return "the p2m has mfn " + (f.p2m.get(s, d) - 1) + " for dfn " + f.dfn.text(d) + "; IOMMU " + i + "'s TLB has "
                + (target == f.absent() ? "that it is absent" : "mfn " + target);
    }

    private Law notesSuffice(int notes) {
        return Law.always(
                        NOTES,
                        Breaks.ISOLATION,
                        "a move never holds more pages than it has room to note: more would be written beyond its array")
                .where(f.cpu.any(f.done::is))
                .none(
                        f.cpu,
                        (s, c) -> f.done.get(s, c) > notes,
                        (s, c) -> "CPU " + c + " has moved " + f.done.get(s, c)
                                + " pages that it holds, and its array has room for " + notes);
    }
}
