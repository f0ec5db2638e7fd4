package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.ConcurrentCode.Checks;

/** A protocol as code, each design by its name. Java PathFinder makes one by its class, so it has a constructor without parameters. */
public interface Programs {
    /**
     * The code of a design.
     *
     * @param numbers a value for each setting of the code's system, in their order; a flag is 0 or 1
     * @throws IllegalArgumentException if there is no such design
     */
    ConcurrentCode code(String design, Checks checks, int[] numbers);

    /** How many threads the code has. */
    int threads(int[] numbers);
}
