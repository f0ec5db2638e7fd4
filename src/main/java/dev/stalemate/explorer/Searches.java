package dev.stalemate.explorer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.search.Monitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Searches, apart from the threads that answer. One at a time, because each may take the memory that the limits allow; others wait their turn. A
 * search ends when its page begins another one, and when nobody waits for it any more.
 */
final class Searches implements AutoCloseable {
    private static final int MOST_WAITING = 16;

    private final ThreadPoolExecutor thread;
    private final Monitor monitor;
    private final List<Search> searches = new ArrayList<>();

    /** Searches of which each is shown to a monitor, and ended by it. */
    Searches(Monitor monitor) {
        this.monitor = monitor;
        this.thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), job -> Daemon.thread(job, "search"));
    }

    /**
     * Begins a search, or queues it.
     *
     * @param page ends the search before of the same page; empty for none
     * @param gone whether nobody waits for its answer any more; asked from any thread, one at a time
     * @return what the job gives, or the {@link BadRequestException} that says why there is nothing
     */
    CompletableFuture<ObjectNode> begin(String page, BooleanSupplier gone, Function<Monitor, ObjectNode> job) {
        Search search = new Search(page, gone, job);
        List<Search> before;
        synchronized (searches) {
            before = searches.stream()
                    .filter(s -> !page.isEmpty() && s.page.equals(page))
                    .toList();
            searches.add(search);
        }
        before.forEach(s -> s.end(409, "the page began another search"));
        try {
            thread.execute(search);
        } catch (RejectedExecutionException e) {
            search.end(503, "too many searches wait already");
            search.remove();
        }
        return search.answer;
    }

    /** Ends the searches for which nobody waits. */
    void look() {
        List<Search> all;
        synchronized (searches) {
            all = List.copyOf(searches);
        }
        for (Search search : all) {
            if (search.gone.getAsBoolean()) {
                search.end(409, "nobody waits for the answer");
            }
        }
    }

    /** How many search or wait; none is left some time after nobody waits for one. */
    int size() {
        synchronized (searches) {
            return searches.size();
        }
    }

    /** Ends all of them. */
    @Override
    public void close() {
        List<Search> all;
        synchronized (searches) {
            all = List.copyOf(searches);
        }
        all.forEach(search -> search.end(503, "the explorer ends"));
        thread.shutdownNow();
    }

    private final class Search implements Runnable, Monitor {
        private final String page;
        private final BooleanSupplier gone;
        private final Function<Monitor, ObjectNode> job;
        private final CompletableFuture<ObjectNode> answer = new CompletableFuture<>();

        Search(String page, BooleanSupplier gone, Function<Monitor, ObjectNode> job) {
            this.page = page;
            this.gone = gone;
            this.job = job;
        }

        @Override
        public void run() {
            try {
                if (!answer.isDone()) {
                    answer.complete(job.apply(this));
                }
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            } finally {
                remove();
            }
        }

        private void remove() {
            synchronized (searches) {
                searches.remove(this);
            }
        }

        /** The thread goes on to the next one as soon as the search sees this; what waits is gone at once. */
        private void end(int status, String why) {
            answer.completeExceptionally(new BadRequestException(status, why));
            if (thread.remove(this)) {
                remove();
            }
        }

        @Override
        public boolean stopped() {
            return answer.isDone() || monitor.stopped();
        }

        @Override
        public void progress(Snapshot snapshot) {
            monitor.progress(snapshot);
        }
    }
}
