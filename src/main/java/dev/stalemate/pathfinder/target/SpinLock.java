package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** A lock that the thread that has taken it releases, like {@code spin_lock()} and {@code spin_unlock()}. */
public class SpinLock {
    private boolean held;

    /** Takes it as soon as no thread holds it. */
    final void lock() {
        Turn.at("lock", this, Access.LOCK);
        synchronized (this) {
            try {
                awaitFree();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (held) {
                throw new IllegalStateException("two threads hold a lock");
            }
            held = true;
        }
    }

    /** Returns when no thread holds it; the caller has its monitor. */
    void awaitFree() throws InterruptedException {
        while (held) {
            wait();
        }
    }

    /** Releases it. */
    final void unlock() {
        Turn.at("unlock", this, Access.MARKED_WRITE);
        synchronized (this) {
            if (!held) {
                throw new IllegalStateException("a lock is released that no thread holds");
            }
            held = false;
            notifyAll();
        }
    }

    /** Whether a thread holds it. */
    public final synchronized boolean isHeld() {
        return held;
    }
}
