package dev.stalemate.model;

import java.util.List;

/**
 * One packed element of a state, and its position among the elements that can be interchanged.
 *
 * @param kind cells are only interchanged with cells of the same kind
 * @param slot the word it is in times 64, plus the shift of its lowest bit
 * @param width its bits, 1 to 64
 * @param places for each interchangeable index of the layout, the number of the element that it belongs to; -1 if it belongs to none
 * @param refersTo the interchangeable index of which its value names an element; -1 if its value names none
 * @param first the value that names element 0; lower values name nothing
 */
public record PackedElement(int kind, int slot, int width, List<Integer> places, int refersTo, int first) {
    public PackedElement {
        places = List.copyOf(places);
    }
}
