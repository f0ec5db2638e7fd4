package dev.stalemate.model;

import java.util.List;

/**
 * One packed element of a state, and where it stands among the elements that may change places.
 *
 * @param kind cells change places with cells of their own kind alone
 * @param slot the word it is in times 64, plus the shift of its lowest bit
 * @param width its bits, 1 to 64
 * @param places for each interchangeable index of the layout, the number of the element that it belongs to; -1 where it belongs to none
 * @param refersTo which of the interchangeable indices its value names an element of; -1 for a value that names nothing
 * @param first the value that names element 0; those below it name nothing
 */
public record Cell(int kind, int slot, int width, List<Integer> places, int refersTo, int first) {
    public Cell {
        places = List.copyOf(places);
    }
}
