package dev.stalemate.search.symmetry;

import dev.stalemate.model.PackedElement;
import java.util.List;

/** The cells of a layout whose values name elements of an index. */
final class References {
    private final boolean fromItself;
    private final int[] slot;
    private final long[] mask;
    private final int[] first;

    References(List<PackedElement> cells, int index) {
        List<PackedElement> naming =
                cells.stream().filter(c -> c.refersTo() == index).toList();
        fromItself = naming.stream().anyMatch(c -> c.places().get(index) >= 0);
        slot = naming.stream().mapToInt(PackedElement::slot).toArray();
        mask = naming.stream().mapToLong(c -> Columns.mask(c) >>> c.slot()).toArray();
        first = naming.stream().mapToInt(PackedElement::first).toArray();
    }

    /** Whether some of the cells belong to elements of the index itself. */
    boolean fromItself() {
        return fromItself;
    }

    int count() {
        return slot.length;
    }

    /** The element that a cell names; negative if it names none. */
    int target(long[] state, int reference) {
        return (int) (state[slot[reference] >>> 6] >>> slot[reference] & mask[reference]) - first[reference];
    }

    /** Makes each cell that names element e name element {@code rank[e]}. */
    void rename(long[] state, int[] rank) {
        for (int r = 0; r < slot.length; r++) {
            int target = target(state, r);
            if (target >= 0) {
                int at = slot[r];
                state[at >>> 6] = (state[at >>> 6] & ~(mask[r] << at)) | ((long) (first[r] + rank[target]) << at);
            }
        }
    }
}
