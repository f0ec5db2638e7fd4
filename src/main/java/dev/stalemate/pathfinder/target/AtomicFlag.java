package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** A flag of which each access is one step: {@code test_and_clear_bool()} is. */
final class AtomicFlag {
    private boolean set;

    boolean get() {
        Turn.at("read-flag-once", this, Access.MARKED_READ);
        synchronized (this) {
            return set;
        }
    }

    void set() {
        Turn.at("set-flag", this, Access.MARKED_WRITE);
        synchronized (this) {
            set = true;
        }
    }

    /** Clears it; says whether it was set. */
    boolean testAndClear() {
        Turn.at("test-and-clear", this, Access.MARKED_WRITE);
        synchronized (this) {
            boolean was = set;
            set = false;
            return was;
        }
    }
}
