package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** A lock that one thread takes and the same lets go of, as {@code spin_lock()} and {@code spin_unlock()}. */
public final class SpinLock {
    private boolean held;

    /** Takes it, once nobody has it. */
    void lock() {
        Turn.at("lock", this, Access.LOCK);
        synchronized (this) {
            while (held) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            held = true;
        }
    }

    /** Lets go of it. */
    void unlock() {
        Turn.at("unlock", this, Access.MARKED_WRITE);
        synchronized (this) {
            held = false;
            notifyAll();
        }
    }

    /** Whether a thread has it. */
    public synchronized boolean isHeld() {
        return held;
    }
}
