package dev.stalemate.cluster;

import com.google.common.base.Throwables;
import com.google.common.collect.Iterators;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.search.shard.Closest;
import dev.stalemate.search.shard.Fabric;
import dev.stalemate.search.shard.LookOrder;
import dev.stalemate.search.shard.Parcel;
import dev.stalemate.search.shard.SavedPart;
import dev.stalemate.search.shard.Shard;
import dev.stalemate.search.shard.Sight;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Parts of a space as data sets of Spark: the levels, in the order of discovery, and what the owners of fingerprints have seen. Both are
 * kept, on disk where memory is short; what a worker had that died is made again from what it came from.
 */
final class SparkFabric implements Fabric, AutoCloseable {
    private static final StorageLevel KEPT = StorageLevel.MEMORY_AND_DISK();

    private final JavaSparkContext spark;
    private final Jobs jobs;
    private final ShardKits kits;
    private final HadoopFiles files;
    private final ByPart byPart;
    private final List<JavaRDD<byte[]>> levels = new ArrayList<>();
    private final List<JavaPairRDD<Integer, byte[]>> seen = new ArrayList<>();
    private BooleanSupplier stop = () -> false;
    private JavaRDD<byte[]> found;

    SparkFabric(JavaSparkContext spark, Jobs jobs, ShardKits kits, int parts, HadoopFiles files) {
        this.spark = spark;
        this.jobs = jobs;
        this.kits = kits;
        this.files = files;
        this.byPart = new ByPart(parts);
        this.found = spark.emptyRDD();
    }

    private <T> List<T> collected(JavaRDD<T> data) {
        return jobs.run(name -> data.collect(), stop);
    }

    private JavaRDD<byte[]> last() {
        return levels.get(levels.size() - 1);
    }

    private static Iterator<Tuple2<Integer, byte[]>> addressed(Iterator<Parcel> parcels) {
        return Iterators.transform(parcels, parcel -> new Tuple2<>(parcel.part(), parcel.block()));
    }

    private static Iterator<byte[]> blocks(Iterator<Tuple2<Integer, byte[]>> addressed) {
        return Iterators.transform(addressed, Tuple2::_2);
    }

    @Override
    public int parts() {
        return byPart.numPartitions();
    }

    @Override
    public int workers() {
        return jobs.workers();
    }

    @Override
    public double share() {
        return jobs.share();
    }

    @Override
    public void stopWhen(BooleanSupplier asked) {
        stop = asked;
    }

    @Override
    public void begin(byte[] block) {
        keep(spark.parallelize(List.of(new Tuple2<>(0, block)), 1)
                .mapToPair(one -> one)
                .partitionBy(byPart)
                .values());
    }

    private void keep(JavaRDD<byte[]> level) {
        levels.add(level.persist(KEPT));
    }

    private JavaPairRDD<Integer, byte[]> keys(JavaRDD<byte[]> some, long end) {
        ShardKits own = kits;
        int parts = parts();
        return some.mapPartitionsToPair(level -> addressed(own.with(kit -> kit.keys(level, parts, end))))
                .partitionBy(byPart);
    }

    @Override
    public List<byte[]> expand(long[] firsts, long levelSize, int window, int shares) {
        ShardKits own = kits;
        int parts = parts();
        seen.add(keys(last(), Long.MAX_VALUE).persist(KEPT));
        JavaPairRDD<Integer, byte[]> sent = last().mapPartitionsToPair(level -> {
                    long first = firsts[TaskContext.getPartitionId()];
                    return addressed(own.with(kit -> kit.expand(level, first, parts, window)));
                })
                .partitionBy(byPart);
        found.unpersist(); // the last level was made of it
        found = sent.zipPartitions(
                        union(seen),
                        (arrived, before) ->
                                own.with(kit -> kit.settle(blocks(arrived), blocks(before), parts, levelSize, shares)))
                .persist(KEPT);
        return collected(found.filter(Shard::isCount));
    }

    private JavaPairRDD<Integer, byte[]> union(List<JavaPairRDD<Integer, byte[]>> all) {
        @SuppressWarnings({"unchecked", "rawtypes"})
        JavaPairRDD<Integer, byte[]>[] array = all.toArray(new JavaPairRDD[0]);
        return spark.union(array);
    }

    @Override
    public void arrange(long[] bounds) {
        ShardKits own = kits;
        keep(found.mapPartitionsToPair(rows -> addressed(own.with(kit -> kit.divide(rows, bounds))))
                .partitionBy(byPart)
                .mapPartitions(arrived -> own.with(kit -> kit.merge(blocks(arrived)))));
    }

    @Override
    public List<Sight> look(LookOrder order) {
        return each(last(), (kit, level) -> kit.look(level, order));
    }

    @Override
    public List<byte[]> recount(long[] firsts, long end) {
        return each(
                levels.get(levels.size() - 2),
                (kit, level) -> kit.recount(level, firsts[TaskContext.getPartitionId()], end));
    }

    /** What is made of all of a part at once. */
    private interface Summary<T> extends Serializable {
        T of(Shard kit, Iterator<byte[]> part) throws IOException;
    }

    /** The summaries come as bytes, because the engine's own serializer knows no records. */
    private <T extends Serializable> List<T> each(JavaRDD<byte[]> data, Summary<T> summary) {
        ShardKits own = kits;
        JavaRDD<byte[]> made = data.mapPartitions(part ->
                own.with(kit -> List.of(ObjectBytes.of(summary.of(kit, part))).iterator()));
        List<T> summaries = new ArrayList<>();
        for (byte[] one : collected(made)) {
            @SuppressWarnings("unchecked") // that is what was written
            T read = (T) read(one);
            summaries.add(read);
        }
        return summaries;
    }

    private static byte[] written(Serializable object) {
        try {
            return ObjectBytes.of(object);
        } catch (IOException e) {
            throw new IllegalStateException("this can't be sent", e);
        }
    }

    private static Object read(byte[] object) {
        try {
            return ObjectBytes.read(object);
        } catch (IOException | ClassNotFoundException e) {
            throw new ClusterException("what a worker sent can't be read: " + e, e);
        }
    }

    @Override
    public byte[] rowAt(int level, int part, long number) {
        ShardKits own = kits;
        JavaRDD<byte[]> row = levels.get(level)
                .mapPartitions(blocks ->
                        own.with(kit -> List.of(kit.rowAt(blocks, number)).iterator()));
        return jobs.run(name -> row.collectPartitions(new int[] {part})[0].get(0), stop);
    }

    @Override
    public List<Closest> closest(long end, int pass, int passes) {
        int parts = parts();
        List<JavaPairRDD<Integer, byte[]>> all = new ArrayList<>(seen);
        all.add(keys(last(), end));
        return each(union(all).values(), (kit, prints) -> kit.closest(prints, parts, pass, passes));
    }

    @Override
    public List<SavedPart> save(int level, long parents) throws IOException {
        HadoopFiles to = files;
        try {
            List<SavedPart> parts = each(last(), (kit, part) -> {
                TaskContext task = TaskContext.get();
                SavedPart what = new SavedPart(level, task.partitionId(), 0, 0, 0, parents);
                return to.write(kit, part, what, task.taskAttemptId());
            });
            files.mustHave(parts);
            return parts;
        } catch (ClusterException e) { // if it was not the files, the next level says so
            throw new IOException(
                    files.directory() + ": " + Throwables.getRootCause(e).getMessage(), e);
        }
    }

    @Override
    public void restore(List<List<SavedPart>> saved) {
        saved.forEach(parts -> keep(fromFiles(parts)));
        List<JavaRDD<byte[]>> expanded = levels.subList(0, levels.size() - 1);
        if (!expanded.isEmpty()) {
            @SuppressWarnings({"unchecked", "rawtypes"})
            JavaRDD<byte[]>[] all = expanded.toArray(new JavaRDD[0]);
            seen.add(keys(spark.union(all), Long.MAX_VALUE).persist(KEPT));
        }
    }

    private JavaRDD<byte[]> fromFiles(List<SavedPart> parts) {
        ShardKits own = kits;
        HadoopFiles from = files;
        List<byte[]> what = parts.stream().map(SparkFabric::written).toList();
        return spark.parallelize(what, parts.size()).mapPartitions(one -> {
            SavedPart part = (SavedPart) read(one.next());
            return own.with(kit -> from.read(kit, part));
        });
    }

    /** Lets go of everything. */
    @Override
    public void close() {
        levels.forEach(JavaRDD::unpersist);
        seen.forEach(JavaPairRDD::unpersist);
        found.unpersist();
    }
}
