package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Tally;
import dev.stalemate.paging.IoPageTables;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What runs cost, counted in the state at a scope with {@code costs=on}. */
final class IommuCosts {
    final Tally dmas;
    final Tally walks;
    final Tally levelsWalked;
    final Tally entryFlushes;
    final Tally pageFlushes;

    IommuCosts(Layout.Builder b, boolean counted) {
        dmas = new Tally(b, "DMAs", counted);
        walks = new Tally(b, "walks", counted);
        levelsWalked = new Tally(b, "levels walked", counted);
        entryFlushes = new Tally(b, "entry flushes", counted);
        pageFlushes = new Tally(b, "IOTLB flushes", counted);
    }

    /** All of them, and the most tables that were allocated at once; none at other scopes. */
    List<Figure> figures(IoPageTables tables, int pool) {
        List<Figure> figures = new ArrayList<>(Stream.of(dmas, walks, levelsWalked, entryFlushes, pageFlushes)
                .flatMap(tally -> tally.figures().stream())
                .toList());
        if (!figures.isEmpty()) {
            figures.add(new Figure("tables", Figure.Kind.MAXIMUM, s -> (long) pool - tables.free(s)));
        }
        return figures;
    }
}
