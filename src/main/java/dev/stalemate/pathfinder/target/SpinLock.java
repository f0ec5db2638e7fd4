package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** A lock that the thread that has taken it releases, like {@code spin_lock()} and {@code spin_unlock()}. */
public final class SpinLock {
    private boolean held;

    /** Takes it as soon as no thread holds it. */
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

    /** Releases it. */
    void unlock() {
        Turn.at("unlock", this, Access.MARKED_WRITE);
        synchronized (this) {
            held = false;
            notifyAll();
        }
    }

    /** Whether a thread holds it. */
    public synchronized boolean isHeld() {
        return held;
    }
}
