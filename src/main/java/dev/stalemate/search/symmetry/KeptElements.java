package dev.stalemate.search.symmetry;

import dev.stalemate.model.PackedElement;
import java.util.ArrayList;
import java.util.List;

/** Makes of the first element of an index one that keeps its place: the cells then belong to an index of the others. */
final class KeptElements {
    private KeptElements() {}

    /** The cells of a layout for an index whose element 0 keeps its place; element k + 1 is element k of what is left. */
    static List<PackedElement> without(List<PackedElement> cells, int index) {
        List<PackedElement> others = new ArrayList<>();
        for (PackedElement cell : cells) {
            List<Integer> places = new ArrayList<>(cell.places());
            places.set(index, Math.max(-1, places.get(index) - 1));
            int first = cell.first() + (cell.refersTo() == index ? 1 : 0);
            others.add(new PackedElement(cell.kind(), cell.slot(), cell.width(), places, cell.refersTo(), first));
        }
        return others;
    }
}
