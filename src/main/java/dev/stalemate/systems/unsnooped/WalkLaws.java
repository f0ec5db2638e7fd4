package dev.stalemate.systems.unsnooped;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.unsnooped.WalkSettings.Change;
import java.util.ArrayList;
import java.util.List;

/** What devices must and must not reach. */
final class WalkLaws {
    static final String RETAINED = "no-retained-mapping";
    static final String STRAY = "no-stray-table";
    static final String FOUND = "mapping-is-found";

    private WalkLaws() {}

    static List<Law> all(WalkFields f) {
        List<Law> all = new ArrayList<>();
        if (f.change != Change.MAP) {
            all.add(Law.always(
                            RETAINED, Breaks.ISOLATION, "no device reaches a frame that another guest has written to")
                    .where(f.frames::someoneWrote)
                    .none(
                            f.page,
                            (s, p) -> reachesForeign(f, s, p),
                            (s, p) -> "DMA to dfn " + p + " reaches mfn " + p + ", which another guest has"));
        }
        if (f.change == Change.SPLIT || f.change == Change.MAP) {
            all.add(Law.always(
                            STRAY,
                            Breaks.ISOLATION,
                            "no device reaches what an entry points to that is only what the table's page had before")
                    .none(
                            f.page,
                            f::isStray,
                            (s, p) -> "the IOMMU takes old contents of the table's page for the entry of dfn " + p));
        }
        if (f.change == Change.MAP) {
            int done = f.hypervisor.place(WalkChange.DONE);
            all.add(Law.always(FOUND, Breaks.COHERENCE, "the IOMMU finds a page once it has been mapped")
                    .where(s -> f.hypervisor.isAt(s, 0, done))
                    .holds(s -> f.reached(s, 0) != f.fault)
                    .saying(s -> "DMA to dfn 0 is refused"));
        }
        return all;
    }

    private static boolean reachesForeign(WalkFields f, long[] s, int p) {
        return f.frames.owner(s, p) == Owner.OTHER_WROTE && f.reached(s, p) == p;
    }
}
