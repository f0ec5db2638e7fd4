package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/**
 * A place in the code at which other threads may go first, though it accesses nothing that they do. Java PathFinder interrupts only at
 * accesses, so there is one; it is a read, which races with no other.
 */
final class Pause {
    private volatile int nothing;

    void at(String label) {
        Turn.at(label, this, Access.MARKED_READ);
        int unused = nothing;
    }
}
