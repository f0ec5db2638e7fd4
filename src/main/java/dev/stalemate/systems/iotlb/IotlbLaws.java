package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be true of the IOMMUs' TLBs.
 *
 * <p>DMA can happen between any two steps, so what it would reach is asked of every state.
 */
final class IotlbLaws {
    private final IotlbFields f;

    IotlbLaws(IotlbFields fields) {
        this.f = fields;
    }

    /** The properties that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        "no-retained-mapping",
                        Breaks.ISOLATION,
                        "no DMA reaches a frame that another guest has written to",
                        f.frames::someoneWrote,
                        s -> !anyReaches(s, (t, m) -> f.frames.owner(t, m) == Owner.OTHER_WROTE))
                .explainedBy(s -> new Diagnosis(
                        Breaks.ISOLATION, reaching(s, (t, m) -> f.frames.owner(t, m) == Owner.OTHER_WROTE))));
        all.add(Law.always(
                        "flushed-before-free",
                        Breaks.ISOLATION,
                        "a frame that is not the guest's any more is in no IOTLB: the flush that covers it came before it was freed",
                        this::anyLost,
                        s -> !anyReaches(s, this::isLost))
                .explainedBy(s -> new Diagnosis(Breaks.ISOLATION, reaching(s, this::isLost))));
        all.add(Law.always(
                        "mapped-translates",
                        Breaks.COHERENCE,
                        "while no hypercall is under way, DMA to each dfn in the p2m reaches the frame that the p2m has",
                        s -> f.isQuiet(s) && anyMapped(s),
                        this::noneWrong)
                .explainedBy(s -> new Diagnosis(Breaks.COHERENCE, wrong(s))));
        if (f.holds.bound() > 1) {
            all.add(Law.always(
                            "notes-suffice",
                            Breaks.ISOLATION,
                            "a move never holds more pages than it has room to note: the rest would be written beyond its array",
                            this::anyMoved,
                            s -> noneOverruns(s))
                    .explainedBy(s -> new Diagnosis(Breaks.ISOLATION, overruns(s))));
        }
        if (f.queue.present()) {
            all.add(Law.eventually(
                            "flush-ends",
                            "CPU 0 does not wait for its flush for ever",
                            s -> f.cpus.isAt(s, 0, IotlbFields.WAIT),
                            s -> !f.cpus.isAt(s, 0, IotlbFields.WAIT))
                    .explainedBy(s -> new Diagnosis(
                            Breaks.PROGRESS,
                            List.of("CPU 0 waits for IOMMU " + f.at.get(s, 0) + ", which has "
                                    + f.queue.describe(s, f.at.get(s, 0)) + " to do"))));
        }
        return all;
    }

    /** What runs cost, at a scope that counts it. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(f.flushes.figures());
        figures.addAll(f.moved.figures());
        return figures;
    }

    private interface OfFrame {
        boolean test(long[] s, int m);
    }

    /** Whether DMA to some dfn, through some IOMMU, reaches a frame of a kind. */
    private boolean anyReaches(long[] s, OfFrame kind) {
        for (int i = 0; i < f.iommu.size(); i++) {
            for (int d = 0; d < f.dfn.size(); d++) {
                int target = f.translation(s, i, d);
                if (target != f.absent() && kind.test(s, target)) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<String> reaching(long[] s, OfFrame kind) {
        List<String> reaching = new ArrayList<>();
        for (int i = 0; i < f.iommu.size(); i++) {
            for (int d = 0; d < f.dfn.size(); d++) {
                int target = f.translation(s, i, d);
                if (target != f.absent() && kind.test(s, target)) {
                    reaching.add("IOMMU " + i + "'s TLB has mfn " + target + " for dfn " + f.dfn.text(d)
                            + "; its owner is: "
                            + Owner.text(f.frames.owner(s, target).number()));
                }
            }
        }
        return reaching;
    }

    private boolean isLost(long[] s, int m) {
        return f.frames.owner(s, m) != Owner.GUEST;
    }

    private boolean anyLost(long[] s) {
        for (int m = 0; m < f.dfn.size(); m++) {
            if (isLost(s, m)) {
                return true;
            }
        }
        return false;
    }

    private boolean anyMapped(long[] s) {
        for (int d = 0; d < f.dfn.size(); d++) {
            if (f.p2m.get(s, d) != 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isWrong(long[] s, int i, int d) {
        int mapped = f.p2m.get(s, d);
        return mapped != 0 && f.translation(s, i, d) != mapped - 1;
    }

    private boolean noneWrong(long[] s) {
        for (int i = 0; i < f.iommu.size(); i++) {
            for (int d = 0; d < f.dfn.size(); d++) {
                if (isWrong(s, i, d)) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<String> wrong(long[] s) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < f.iommu.size(); i++) {
            for (int d = 0; d < f.dfn.size(); d++) {
                if (isWrong(s, i, d)) {
                    int target = f.translation(s, i, d);
                    wrong.add("the p2m has mfn " + (f.p2m.get(s, d) - 1) + " for dfn " + f.dfn.text(d) + "; IOMMU " + i
                            + "'s TLB has "
                            + (target == f.absent() ? "that it is absent" : "mfn " + target));
                }
            }
        }
        return wrong;
    }

    private boolean anyMoved(long[] s) {
        for (int c = 0; c < f.cpu.size(); c++) {
            if (f.done.get(s, c) > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean noneOverruns(long[] s) {
        int notes = f.scope.get(IotlbSettings.NOTES);
        for (int c = 0; c < f.cpu.size(); c++) {
            if (f.done.get(s, c) > notes) {
                return false;
            }
        }
        return true;
    }

    private List<String> overruns(long[] s) {
        int notes = f.scope.get(IotlbSettings.NOTES);
        List<String> overruns = new ArrayList<>();
        for (int c = 0; c < f.cpu.size(); c++) {
            if (f.done.get(s, c) > notes) {
                overruns.add("CPU " + c + " has moved " + f.done.get(s, c)
                        + " pages that it holds, and its array has room for " + notes);
            }
        }
        return overruns;
    }
}
