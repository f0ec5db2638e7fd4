package dev.stalemate.files;

import java.util.function.BooleanSupplier;

/** Notices that one of some files has another content than it had. A file that is missing has not changed: an editor may be at work. */
public interface FileWatch extends AutoCloseable {
    /** Whether there was a change that no {@link #next} has taken. Any thread may ask, often. */
    boolean changed();

    /**
     * Waits for a change, and takes it.
     *
     * @param ended whether there is nothing to wait for any longer
     * @return whether there was a change; false if it ended before
     */
    boolean next(BooleanSupplier ended) throws InterruptedException;

    @Override
    void close();
}
