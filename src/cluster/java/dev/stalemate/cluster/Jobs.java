package dev.stalemate.cluster;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.stalemate.decide.cluster.ClusterException;
import java.io.InvalidClassException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.JavaSparkStatusTracker;

/** Runs jobs of an engine so that they can be stopped, and says in plain words why one failed. */
final class Jobs implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    private final JavaSparkContext spark;
    private final Workers workers;
    private final String master;
    private final Path log;
    private final Duration alone;
    private final AtomicLong count = new AtomicLong();
    private final ExecutorService thread = Executors.newCachedThreadPool(new ThreadFactoryBuilder()
            .setDaemon(true)
            .setNameFormat("cluster-job-%d")
            .build());

    /**
     * On a cluster.
     *
     * @param log where the engine's log is, for messages
     * @param alone how long some worker is waited for after all are gone
     */
    Jobs(JavaSparkContext spark, Workers workers, String master, Path log, Duration alone) {
        this.alone = alone;
        this.spark = spark;
        this.workers = workers;
        this.master = master;
        this.log = log;
    }

    /** What is done as one job; it may cancel itself by its name. */
    interface Job<T> {
        T run(String name) throws Exception;
    }

    /**
     * Does a job, and returns what it returns.
     *
     * @param stopped asked many times a second
     * @throws CancellationException if it was stopped
     * @throws ClusterException if it failed; one that the job threw is thrown as it is
     */
    <T> T run(Job<T> job, BooleanSupplier stopped) {
        String name = "job " + count.incrementAndGet();
        Callable<T> named = () -> {
            spark.setJobGroup(name, name, true);
            return job.run(name);
        };
        Future<T> running = thread.submit(named);
        long seen = System.nanoTime();
        while (true) {
            try {
                return running.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                seen = workers.count() > 0 ? System.nanoTime() : seen;
                if (stopped.getAsBoolean()) {
                    cancel(name);
                    throw cancelled(e);
                }
                if (System.nanoTime() - seen > alone.toNanos()) {
                    cancel(name);
                    throw new ClusterException(
                            "all workers of " + master + " are gone for " + alone.toSeconds() + " s; see " + log);
                }
            } catch (ExecutionException e) {
                if (stopped.getAsBoolean()) {
                    throw cancelled(e);
                }
                throw failed(e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                cancel(name);
                Thread.currentThread().interrupt();
                throw cancelled(e);
            }
        }
    }

    int workers() {
        return workers.count();
    }

    /** How many of the tasks of the last job that was begun are done, of those that the engine has made; from 0 to 1. */
    double share() {
        JavaSparkStatusTracker tracker = spark.statusTracker();
        long all = 0;
        long done = 0;
        for (int job : tracker.getJobIdsForGroup("job " + count.get())) {
            SparkJobInfo info = tracker.getJobInfo(job);
            for (int stage : info == null ? new int[0] : info.stageIds()) {
                SparkStageInfo of = tracker.getStageInfo(stage);
                all += of == null ? 0 : of.numTasks();
                done += of == null ? 0 : of.numCompletedTasks();
            }
        }
        return all == 0 ? 0 : (double) done / all;
    }

    /** Ends a job, if it still runs. */
    void cancel(String name) {
        if (!spark.sc().isStopped()) {
            spark.cancelJobGroup(name);
        }
    }

    private static CancellationException cancelled(Exception why) {
        CancellationException stopped = new CancellationException("stopped");
        stopped.initCause(why);
        return stopped;
    }

    private ClusterException failed(Throwable thrown) {
        if (thrown instanceof ClusterException told) {
            return told;
        }
        Throwable root = Throwables.getRootCause(thrown);
        String says = String.valueOf(root.getMessage());
        if (says.startsWith(OnWorker.REFUSAL)) {
            return new ClusterException(says, thrown);
        }
        if (root instanceof InvalidClassException
                || root instanceof LinkageError
                || root instanceof ClassNotFoundException) {
            return new ClusterException(
                    "a worker of " + master + " has another version of the tool or of Spark: " + root + "; see " + log,
                    thrown);
        }
        if (spark.sc().isStopped()) {
            return new ClusterException(master + " ended its connection to this process; see " + log, thrown);
        }
        return new ClusterException(
                master + " failed: "
                        + String.valueOf(thrown.getMessage())
                                .lines()
                                .findFirst()
                                .orElse("") + "; see " + log,
                thrown);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
