package dev.stalemate.pathfinder.target;

/**
 * Called before each access to something shared. Java PathFinder finds such places by itself, at each access to a field. Outside of it, a
 * thread waits here until it is its turn, so that a schedule can be replayed.
 */
public interface Turn {
    /** What a thread is about to do. */
    enum Access {
        /** Nothing that is shared. */
        NONE,
        /** Read something that others may write. */
        READ,
        /** Write something that others may read or write. */
        WRITE,
        /** A read that the code marks as one that may race with a write. */
        MARKED_READ,
        /** A write that the code marks as one that others may race with, or that releases a lock. */
        MARKED_WRITE,
        /** Take a lock. */
        LOCK
    }

    /** Returns when the thread may continue. */
    void await(String label, Object cell, Access access);

    /** The current thread is about to do what the label says, with nothing shared. */
    static void at(String label) {
        at(label, label, Access.NONE);
    }

    /** The current thread is about to do what the label says, with a cell; waits if it takes turns. */
    static void at(String label, Object cell, Access access) {
        if (Thread.currentThread() instanceof Turn thread) {
            thread.await(label, cell, access);
        }
    }
}
