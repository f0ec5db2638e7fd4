package dev.stalemate.search.level;

import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that do the shares of one task together. The caller is one of them. */
public final class Crew implements AutoCloseable {
    private final Phaser meeting;
    private final AtomicInteger nextShare = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final int others;
    private Task task = (worker, share) -> {};
    private int shares;
    private boolean over;

    /** Does one share of a task, on the worker of this number. */
    public interface Task {
        void work(int worker, int share);
    }

    /** A crew of so many workers, from 1; the caller is number 0. */
    public Crew(int workers) {
        others = workers - 1;
        meeting = new Phaser(workers);
        for (int w = 1; w < workers; w++) {
            int number = w;
            Thread thread = new Thread(() -> serve(number), "search-" + number);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Returns once every share is done; what a worker throws is thrown here. */
    public void run(int newShares, Task newTask) {
        if (others == 0 || newShares <= 1) {
            for (int share = 0; share < newShares; share++) {
                newTask.work(0, share);
            }
            return;
        }
        task = newTask;
        shares = newShares;
        nextShare.set(0);
        meeting.arriveAndAwaitAdvance();
        takeShares(0);
        meeting.arriveAndAwaitAdvance();
        Throwable thrown = failure.getAndSet(null);
        if (thrown instanceof Error error) {
            throw error;
        } else if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void serve(int worker) {
        while (true) {
            meeting.arriveAndAwaitAdvance();
            if (over) {
                return;
            }
            takeShares(worker);
            meeting.arriveAndAwaitAdvance();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, the others must not wait forever
    private void takeShares(int worker) {
        try {
            for (int share = nextShare.getAndIncrement(); share < shares; share = nextShare.getAndIncrement()) {
                task.work(worker, share);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        over = true;
        if (others > 0) {
            meeting.arrive();
        }
    }
}
