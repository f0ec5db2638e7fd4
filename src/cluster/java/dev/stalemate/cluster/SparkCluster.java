package dev.stalemate.cluster;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.ClusterFiles;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.decide.cluster.SentDesigns;
import dev.stalemate.decide.cluster.SubjectText;
import dev.stalemate.files.Reason;
import dev.stalemate.files.WorkPlace;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.shard.ShardSearch;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/** A cluster of Spark that this process is connected to. */
final class SparkCluster implements Cluster {
    private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);

    /** So that a processor that is done with one has another to do. */
    private static final int PARTS_OF_PROCESSOR = 2;

    private final JavaSparkContext spark;
    private final Settings settings;
    private final Workers workers;
    private final Jobs jobs;
    private final WorkPlace place;

    /**
     * With a context that is ready.
     *
     * @param place where the engine puts temporary files; closed after it
     */
    SparkCluster(JavaSparkContext spark, Settings settings, Workers workers, Jobs jobs, WorkPlace place) {
        this.spark = spark;
        this.settings = settings;
        this.workers = workers;
        this.jobs = jobs;
        this.place = place;
    }

    @Override
    public int processors() {
        return workers.processors();
    }

    @Override
    public int workers() {
        return workers.count();
    }

    @Override
    public <T extends Serializable, R extends Serializable> List<R> map(
            List<T> parts, Work<T, R> work, BooleanSupplier stopped) {
        if (parts.isEmpty()) {
            return ImmutableList.of();
        }
        List<byte[]> sent = new ArrayList<>();
        OnWorker onWorker;
        try {
            onWorker = new OnWorker(work);
            for (T part : parts) {
                sent.add(ObjectBytes.of(part));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("this work can't be sent", e);
        }
        List<R> results = new ArrayList<>();
        for (byte[] result : jobs.run(name -> raw(name, sent, onWorker), stopped)) {
            @SuppressWarnings("unchecked") // that is what the work's type says
            R read = (R) read(result);
            results.add(read);
        }
        return Collections.unmodifiableList(results);
    }

    /** What workers sent back, all done; ends at the first that isn't. */
    private byte[][] raw(String name, List<byte[]> parts, OnWorker work) throws Exception {
        byte[][] results = new byte[parts.size()][];
        AtomicReference<byte @Nullable []> bad = new AtomicReference<>();
        try {
            spark.sc()
                    .runJob(
                            spark.parallelize(parts, parts.size()).rdd(),
                            work,
                            (part, result) -> {
                                results[(int) part] = result;
                                if (result[0] != OnWorker.DONE && bad.compareAndSet(null, result)) {
                                    jobs.cancel(name);
                                }
                                return BoxedUnit.UNIT;
                            },
                            BYTES);
        } catch (Exception e) {
            if (bad.get() == null) {
                throw e;
            }
        }
        byte[] first = bad.get();
        if (first != null) {
            throw failure(first);
        }
        return results;
    }

    private ClusterException failure(byte[] result) throws IOException, ClassNotFoundException {
        byte[] content = content(result);
        if (result[0] == OnWorker.REFUSED) {
            return new ClusterException(new String(content, StandardCharsets.UTF_8));
        }
        Throwable thrown = (Throwable) ObjectBytes.read(content);
        if (thrown instanceof ClusterException told) {
            return told;
        }
        return new ClusterException("a worker of " + settings.master() + " failed: " + thrown, thrown);
    }

    private static byte[] content(byte[] result) {
        return Arrays.copyOfRange(result, 1, result.length);
    }

    private Object read(byte[] result) {
        try {
            return ObjectBytes.read(content(result));
        } catch (IOException | ClassNotFoundException e) {
            throw new ClusterException("what a worker of " + settings.master() + " sent can't be read: " + e, e);
        }
    }

    /**
     * Asks workers for their build of the tool.
     *
     * @throws ClusterException if one has another
     * @throws CancellationException if it was stopped
     */
    void refuseOthers(BooleanSupplier stopped) {
        map(Collections.nCopies(2 * processors(), 0), part -> part, stopped);
    }

    @Override
    public SearchResult search(
            SubjectText text,
            Subject subject,
            SearchOptions options,
            Symmetry symmetry,
            ClusterFiles files,
            Monitor monitor,
            long started) {
        boolean symmetric = !symmetry.used().isEmpty();
        ShardKits kits = new ShardKits(text, options.precision(), symmetric, Build.HERE);
        String directory = files.directory();
        // The searches with and without symmetry have a checkpoint each.
        String way = (directory == null ? "" : directory) + (symmetric ? "/symmetry" : "/plain");
        try (SparkFabric fabric = new SparkFabric(spark, jobs, kits, partitions(), HadoopFiles.in(way))) {
            HadoopFiles checkpoint = HadoopFiles.in(way);
            ShardSearch search = new ShardSearch(subject, options, symmetry, fabric, monitor, started);
            return (directory == null ? search : search.keep(checkpoint, files.tool(), files.lost())).run();
        } catch (IOException e) {
            throw new UncheckedIOException(badIn(List.of(e)).orElse(e));
        } catch (ClusterException e) {
            throw ofTask(e);
        }
    }

    /**
     * What a task threw, if the engine did not fail by itself: a design's mistake is told as on one machine. What the worker itself can't do is
     * no mistake of the design, and is not looked for there.
     */
    private static RuntimeException ofTask(ClusterException e) {
        List<Throwable> chain = Throwables.getCausalChain(e);
        Optional<IOException> bad = badIn(chain);
        if (bad.isPresent()) {
            return new UncheckedIOException(bad.get());
        }
        Throwable root = chain.get(chain.size() - 1);
        if (root instanceof ClusterException && root != e) {
            return new UncheckedIOException(new IOException(root.getMessage(), root));
        }
        for (Throwable one : chain) {
            boolean ofEngine =
                    one instanceof ClusterException || one.getClass().getName().startsWith("org.apache.");
            if (!ofEngine) { // the first that isn't is what the task threw, and the rest is why
                return one instanceof RuntimeException thrown ? thrown : e;
            }
        }
        // The engine itself failed: that is told at once, and no mistake of the design is looked for.
        return new UncheckedIOException(new IOException(e.getMessage(), e));
    }

    /** What is wrong with a checkpoint; the file system may have noticed it before this tool did. */
    private static Optional<IOException> badIn(List<Throwable> chain) {
        for (Throwable one : chain) {
            if (one instanceof BadCheckpointException bad) {
                return Optional.of(bad);
            }
            if (one instanceof ChecksumException damaged) {
                return Optional.of(new BadCheckpointException("the checkpoint is damaged", Reason.of(damaged)));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean hasCheckpoints(String directory) throws IOException {
        return HadoopFiles.in(directory).hasAny();
    }

    private int partitions() {
        return settings.partitions() > 0 ? settings.partitions() : PARTS_OF_PROCESSOR * processors();
    }

    @Override
    public void close() {
        jobs.close();
        spark.close();
        ShardKits.forget(); // tasks ran in this process if there is no other
        SentDesigns.closeAll();
        place.close();
        Unpacked.remove();
    }
}
