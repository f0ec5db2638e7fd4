package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.Turn.Access;

/** A lock that the thread that has taken it releases, like {@code spin_lock()} and {@code spin_unlock()}. */
public final class SpinLock {
    private boolean held;
    /** How many threads hold it, as the check of the lock itself counts them. */
    private final Ghost holders = new Ghost(1);

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
        if (holders.count(0) != 0) {
            throw new IllegalStateException("two threads hold a lock");
        }
    }

    /** Releases it. */
    void unlock() {
        Turn.at("unlock", this, Access.MARKED_WRITE);
        holders.set(0, holders.get(0) - 1);
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
