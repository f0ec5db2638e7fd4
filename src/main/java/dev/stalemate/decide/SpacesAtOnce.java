package dev.stalemate.decide;

import dev.stalemate.model.DesignException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides questions about several spaces at once, each on a thread of its own as long as it is small. Of the large ones, which take the
 * memory and have threads of their own, one is searched at a time. What is found and told is the same as one after the other.
 */
final class SpacesAtOnce {
    private final int threads;
    private final int small;
    private final Listener listener;
    private final Function<Listener, SpaceSearch> searches;
    private final Semaphore large = new Semaphore(1);
    private volatile boolean failed;

    /**
     * A way to search.
     *
     * @param threads how many spaces at once
     * @param small how many states a small space has at most
     * @param listener learns of large spaces as they are searched, and of what goes wrong in the order of the spaces
     * @param searches a search with a listener of its own
     */
    SpacesAtOnce(int threads, int small, Listener listener, Function<Listener, SpaceSearch> searches) {
        this.threads = threads;
        this.small = small;
        this.listener = listener;
        this.searches = searches;
    }

    /** The decisions about each space in its place; those that were not reached when the user ended the run are missing. */
    Map<Question, Decision> decide(List<List<Question>> spaces, Duration most) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "spaces");
            thread.setDaemon(true);
            return thread;
        });
        List<One> ones = spaces.stream().map(One::new).toList();
        Map<Question, Decision> decided = new LinkedHashMap<>();
        try {
            List<Future<@Nullable List<Decision>>> all = new ArrayList<>();
            ones.forEach(one -> all.add(pool.submit(() -> one.decide(most))));
            for (int i = 0; i < ones.size(); i++) {
                List<Decision> decisions = result(all.get(i));
                ones.get(i).tell();
                List<Question> space = spaces.get(i);
                for (int k = 0; decisions != null && k < space.size(); k++) {
                    decided.put(space.get(k), decisions.get(k));
                }
            }
        } finally {
            failed = true; // where it didn't, none is at work any more
            pool.shutdown();
        }
        return decided;
    }

    private static @Nullable List<Decision> result(Future<@Nullable List<Decision>> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            Throwable why = Objects.requireNonNull(e.getCause());
            if (why instanceof Error error) {
                throw error;
            }
            throw why instanceof RuntimeException known ? known : new IllegalStateException(why);
        } catch (CancellationException e) {
            throw new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A space, and what its search has to say. */
    private final class One implements Listener {
        private final List<Question> questions;
        private final List<Runnable> wrong = new ArrayList<>();
        private String what = "";
        private String unit = "";
        private boolean isLarge;

        One(List<Question> questions) {
            this.questions = questions;
        }

        @Nullable
        List<Decision> decide(Duration most) {
            if (stopped()) {
                return null;
            }
            try {
                return searches.apply(this).decide(questions, most);
            } finally {
                if (isLarge) {
                    large.release();
                }
            }
        }

        void tell() {
            wrong.forEach(Runnable::run);
        }

        private void grown() {
            if (!isLarge) {
                large.acquireUninterruptibly();
                isLarge = true;
                listener.begin(what, unit);
            }
        }

        @Override
        public void begin(String newWhat, String newUnit) {
            what = newWhat;
            unit = newUnit;
        }

        @Override
        public void progress(Snapshot snapshot) {
            if (snapshot.states() > small) {
                grown();
            }
            if (isLarge) {
                listener.progress(snapshot);
            }
        }

        @Override
        public void restarted(String why) {
            grown();
            listener.restarted(why);
        }

        @Override
        public void note(String line) {
            if (isLarge) {
                listener.note(line);
            }
        }

        @Override
        public boolean stopped() {
            return failed || listener.stopped();
        }

        @Override
        public void failed(DesignException why) {
            wrong.add(() -> listener.failed(why));
        }

        @Override
        public void lost(IOException why, String consequence) {
            wrong.add(() -> listener.lost(why, consequence));
        }
    }
}
