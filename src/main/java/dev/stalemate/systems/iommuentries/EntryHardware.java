package dev.stalemate.systems.iommuentries;

import dev.stalemate.model.Action;
import dev.stalemate.systems.iommuentries.EntrySettings.Change;
import dev.stalemate.systems.iommuentries.EntrySettings.FetchOrder;
import dev.stalemate.systems.iommuentries.EntrySettings.Other;
import dev.stalemate.systems.iommuentries.EntrySettings.ZeroId;
import java.util.ArrayList;
import java.util.List;

/**
 * What the IOMMU does for DMA of devices: it fetches the entry part by part, keeps it, walks the tables to which it points, and keeps the
 * translation under the entry's id. A fetch that finds no present bit ends. A flush of the entry also ends a fetch that is under way.
 */
final class EntryHardware {
    private static final int ONE = EntryFields.ONE;

    private final EntryFields f;
    private final boolean refusesZero;

    EntryHardware(EntryFields fields) {
        f = fields;
        refusesZero = fields.scope.get(EntrySettings.ZERO_ID) == ZeroId.REFUSED;
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>(List.of(
                Action.named("fetch")
                        .over(f.copy.pieces())
                        .when((s, a) -> !f.keeps(s) && mayFetch(s, (int) a[0]))
                        .then((s, a) -> fetch(s, (int) a[0])),
                Action.named("evict").when((s, a) -> f.keeps(s)).then((s, a) -> f.copy.forget(s, ONE)),
                Action.named("walk")
                        .when((s, a) -> f.keeps(s) && !f.iotlb.has(s, f.id(s), ONE))
                        .then((s, a) -> f.iotlb.keep(s, f.id(s), ONE, walk(s)))));
        if (f.scope.get(EntrySettings.OTHER) != Other.NONE) {
            all.add(Action.named("other-walks")
                    .when((s, a) -> f.other.is(s, 0) && !f.iotlb.has(s, EntryFormat.A, ONE))
                    .then((s, a) -> f.iotlb.keep(
                            s,
                            EntryFormat.A,
                            ONE,
                            f.other.get(s, 0) == EntryFields.IN_A ? EntryFields.PAGE_OF_A : EntryFields.PAGE_OF_C)));
        }
        if (f.frees()) {
            all.add(f.tables.reused());
        }
        return all;
    }

    /** Whether a part may be read next; a fetch begins with any that may be the first one. */
    private boolean mayFetch(long[] s, int piece) {
        if (!f.copy.isDone(s, ONE)) {
            return f.copy.isNext(s, ONE, piece);
        }
        return piece == 0 || f.scope.get(EntrySettings.FETCH_ORDER) == FetchOrder.ANY;
    }

    private void fetch(long[] s, int piece) {
        if (f.copy.isDone(s, ONE)) {
            f.copy.begin(s, ONE, ONE);
            f.fault.set(s, 0, 0);
        }
        f.copy.read(s, ONE, piece);
        // Word 0 is in the first part.
        boolean absent = piece == 0 && !EntryFormat.isPresent(f.copy.get(s, ONE, 0));
        if (absent) {
            f.copy.forget(s, ONE);
            f.fault.set(s, 0, f.change == Change.REPLACE ? EntryFields.ABSENT : 0);
        } else if (f.copy.isDone(s, ONE) && refusesZero && f.id(s) == EntryFormat.ZERO) {
            f.copy.forget(s, ONE);
            f.fault.set(s, 0, EntryFields.MALFORMED);
        }
    }

    /** Where a walk ends: what was A's table may be something else by now, and what is no table translates to anything. */
    private int walk(long[] s) {
        return switch (f.root(s)) {
            case EntryFormat.A -> f.tables.isReused(s, ONE) ? EntryFields.OTHER_MEMORY : EntryFields.PAGE_OF_A;
            case EntryFormat.B -> EntryFields.PAGE_OF_B;
            default -> EntryFields.OTHER_MEMORY;
        };
    }
}
