package dev.stalemate.search.store;

import dev.stalemate.bench.Nanoseconds;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The table of fingerprints: adding keys that are there, as nineteen of twenty transitions do, and filling a table. */
public class TableBenchmark extends Nanoseconds {
    private static final int BATCH = 256;
    private static final long[] NOTHING_MORE = {};

    /** Sizes that fit in the second-level cache, in the third, and only in memory. */
    @Param({"10000", "1000000", "20000000"})
    private int size;

    private Fingerprints full = new Fingerprints(1);
    private long[] known = new long[0];
    private final long[] batch = new long[BATCH];
    private int next;

    @Setup
    public void fill() {
        known = new SplittableRandom(1).longs(size).toArray();
        full = filled();
    }

    private Fingerprints filled() {
        Fingerprints table = new Fingerprints(1);
        for (long fingerprint : known) {
            if (!table.room(1)) {
                table.grow(1);
            }
            table.added(table.add(fingerprint, NOTHING_MORE) ? 1 : 0);
        }
        return table;
    }

    /** One look-up of a batch whose cache misses overlap. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long lookUp() {
        for (int i = 0; i < BATCH; i++) {
            batch[i] = known[next];
            next = next + 1 == size ? 0 : next + 1;
        }
        long found = full.prefetch(batch, BATCH);
        for (long fingerprint : batch) {
            found += full.contains(fingerprint, NOTHING_MORE) ? 1 : 0;
        }
        return found;
    }

    /** Fills an empty table, including its growth. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public long fillFromNothing() {
        return filled().size();
    }
}
