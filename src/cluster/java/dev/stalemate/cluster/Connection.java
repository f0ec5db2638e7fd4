package dev.stalemate.cluster;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.decide.cluster.MasterName;
import dev.stalemate.files.Reason;
import dev.stalemate.files.WorkPlace;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** How a connection comes to be: each step fails within seconds, and says why. */
final class Connection {
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 100;

    private final Settings settings;
    private final Consumer<String> notes;
    private final BooleanSupplier stopped;
    private final WaitTimes times;
    private final MasterName master;

    private Connection(Settings settings, Consumer<String> notes, BooleanSupplier stopped, WaitTimes times) {
        this.times = times;
        this.settings = settings;
        this.notes = notes;
        this.stopped = stopped;
        this.master = MasterName.parse(settings.master());
    }

    /**
     * Connects.
     *
     * @throws ClusterException if there is no such cluster, it has no workers, or one has another build of the tool
     * @throws CancellationException if the user stopped it
     */
    static SparkCluster open(Settings settings, Consumer<String> notes, BooleanSupplier stopped, WaitTimes times) {
        return new Connection(settings, notes, stopped, times).open();
    }

    private SparkCluster open() {
        InetAddress own = master.hosts().isEmpty() ? null : probe();
        EngineLog.to(settings.log());
        WorkPlace place = place();
        try {
            JavaSparkContext spark = context(new Configuration(settings, master, own, place.directory()).conf());
            // This process has its own way to end on a signal, which closes the cluster; the engine's would pull it
            // away under a search.
            ShutdownHookManager.get().clearShutdownHooks();
            Workers workers = new Workers(spark, master.local());
            Jobs jobs = new Jobs(spark, workers, master.text(), settings.log(), times.alone());
            SparkCluster cluster = new SparkCluster(spark, settings, workers, jobs, place);
            try {
                join(spark, workers);
                cluster.refuseOthers(stopped);
                return cluster;
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
        } catch (RuntimeException e) {
            place.close();
            throw e;
        }
    }

    private static WorkPlace place() {
        try {
            return WorkPlace.open("stalemate-cluster");
        } catch (IOException e) {
            throw new ClusterException("no directory for temporary files: " + e, e);
        }
    }

    /** The address of this process, as a master sees it. */
    private @Nullable InetAddress probe() {
        IOException last = null;
        for (HostAndPort host : master.hosts()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(host.getHost(), host.getPort()), (int)
                        times.probe().toMillis());
                InetAddress own = socket.getLocalAddress();
                return own instanceof Inet4Address ? own : null;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new ClusterException("no cluster at " + master.text() + ": " + why(last), last);
    }

    private static String why(@Nullable IOException e) {
        return e instanceof UnknownHostException ? "there is no host " + e.getMessage() : e == null ? "" : Reason.of(e);
    }

    /** The engine waits long for a master that accepts connections and says nothing; this process doesn't. */
    private JavaSparkContext context(SparkConf conf) {
        CompletableFuture<JavaSparkContext> made = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        made.complete(new JavaSparkContext(conf));
                    } catch (Throwable e) {
                        made.completeExceptionally(e);
                    }
                },
                "cluster-connection");
        thread.setDaemon(true);
        thread.start();
        long end = System.nanoTime() + times.join().toNanos();
        while (true) {
            try {
                return made.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stopped.getAsBoolean()) {
                    abandon(made, thread);
                }
                stopIfAsked();
                notes.accept("connecting to " + master.text());
                if (System.nanoTime() > end) {
                    abandon(made, thread);
                    throw new ClusterException(
                            "no answer from " + master.text() + " within "
                                    + times.join().toSeconds()
                                    + " s: is it a master of Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION()
                                    + "? See " + settings.log(),
                            e);
                }
            } catch (ExecutionException e) {
                Throwable why = e.getCause() == null ? e : e.getCause();
                throw new ClusterException(
                        "no connection to " + master.text() + ": " + why.getMessage() + "; see " + settings.log(), why);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted", e);
            }
        }
    }

    /** Ends the wait for a master, and what the engine has begun for it; it may still come, when nobody wants it any more. */
    private static void abandon(CompletableFuture<JavaSparkContext> made, Thread maker) {
        CompletableFuture<Void> unused = made.thenAccept(JavaSparkContext::close);
        maker.interrupt();
        Uninterruptibles.joinUninterruptibly(maker, FAREWELL);
    }

    private void join(JavaSparkContext spark, Workers workers) {
        long end = System.nanoTime() + times.join().toNanos();
        while (spark.sc().isStopped() || workers.count() == 0) {
            stopIfAsked();
            if (spark.sc().isStopped()) {
                throw new ClusterException(master.text() + " refuses to run this: see " + settings.log());
            }
            notes.accept("waiting for workers of " + master.text());
            if (System.nanoTime() > end) {
                throw new ClusterException("no worker of " + master.text() + " took this up within "
                        + times.join().toSeconds()
                        + " s: are there workers, and have they memory and processors free? See " + settings.log());
            }
            Uninterruptibles.sleepUninterruptibly(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void stopIfAsked() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("stopped");
        }
    }
}
