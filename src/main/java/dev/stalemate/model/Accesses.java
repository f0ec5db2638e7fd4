package dev.stalemate.model;

/**
 * Is called at each access to a state through the fields of a layout, and so learns what a step reads and writes.
 *
 * <p>An element is named by its slot: the number of its first bit, counted over all words of the state.
 */
public interface Accesses {
    /** An element is about to be read. */
    void read(long[] state, int slot, int width);

    /** An element is about to be written. */
    void written(long[] state, int slot, int width);
}
