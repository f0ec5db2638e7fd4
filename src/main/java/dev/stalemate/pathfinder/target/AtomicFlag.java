package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** A flag that is read, set, or tested and cleared in one step, as {@code test_and_clear_bool()} does. */
final class AtomicFlag {
    private final AtomicIntegerFieldUpdater<AtomicFlag> exchange =
            AtomicIntegerFieldUpdater.newUpdater(AtomicFlag.class, "set");
    private volatile int set;
    private final Ghost exchanged = new Ghost(1);

    boolean get() {
        Turn.at("read-flag-once", this, Access.MARKED_READ);
        return set != 0;
    }

    void set() {
        Turn.at("set-flag", this, Access.MARKED_WRITE);
        set = 1;
    }

    /** Clears it; says whether it was set. */
    boolean testAndClear() {
        AtomicIntegerFieldUpdater<AtomicFlag> atomic = exchange;
        Turn.at("test-and-clear", this, Access.MARKED_READ);
        int was = atomic.getAndSet(this, 0);
        // The exchange is native to Java PathFinder, so a read in the same step tells it of this one.
        int unused = exchanged.get(0);
        return was != 0;
    }
}
