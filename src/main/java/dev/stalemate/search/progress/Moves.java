package dev.stalemate.search.progress;

import dev.stalemate.model.Step;

/** Numbered states, and the steps between them. */
interface Moves {
    /** How many states there are. */
    int size();

    /** Longs of a state. */
    int words();

    /** The steps; an edge has the number of its step in this array. */
    Step[] steps();

    void read(int number, long[] into);

    /** The number of the state that a step leads to; negative if the step is not possible, or leads to none of these states. */
    int after(long[] state, int step);
}
