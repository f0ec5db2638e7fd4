package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** A flag that is read and written under a lock, and read with {@code READ_ONCE()} without it. */
final class Flag {
    private volatile boolean set;
    private final Ghost ghost = new Ghost(1);

    boolean get() {
        Turn.at("read-flag", this, Access.READ);
        return set;
    }

    /** {@code READ_ONCE()}: may race with a write. */
    boolean readOnce() {
        Turn.at("read-flag-once", this, Access.MARKED_READ);
        return set;
    }

    void set(boolean on) {
        Turn.at(on ? "set-flag" : "clear-flag", this, Access.WRITE);
        set = on;
        ghost.set(0, on ? 1 : 0);
    }

    /** Whether it is set, for checks. */
    boolean isSet() {
        return ghost.get(0) != 0;
    }
}
