package dev.stalemate.pathfinder.target;

/**
 * Where concurrent code is about to touch what others share. Java PathFinder finds such places by itself, at each access of a field;
 * outside it, a thread that takes turns waits here until it is its turn, so that a schedule can be followed.
 */
public interface Turn {
    /** What a thread is about to do. */
    enum Access {
        /** Nothing that others could see half done. */
        NONE,
        /** Read what others may write. */
        READ,
        /** Write what others may read or write. */
        WRITE,
        /** A read that the code marks as one that may race with a write. */
        MARKED_READ,
        /** A write that the code marks as one that others may race with, or that lets go of a lock. */
        MARKED_WRITE,
        /** Take a lock. */
        LOCK
    }

    /** Returns once the thread may go on. */
    void await(String label, Object cell, Access access);

    /** The current thread is about to do what the label says, with nothing that others share. */
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
