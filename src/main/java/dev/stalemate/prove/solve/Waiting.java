package dev.stalemate.prove.solve;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for what other threads ask solvers. */
public final class Waiting {
    private Waiting() {}

    /**
     * What another thread has found.
     *
     * @throws CancellationException if this thread is interrupted meanwhile
     * @throws RuntimeException what the other thread threw
     */
    public static <T> T got(Future<T> asked) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}
