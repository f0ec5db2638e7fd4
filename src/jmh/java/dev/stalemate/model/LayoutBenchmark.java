package dev.stalemate.model;

import dev.stalemate.bench.Nanoseconds;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Reading and writing elements of a packed state. */
public class LayoutBenchmark extends Nanoseconds {
    private static final int ELEMENTS = 16;

    private final Layout.Builder builder = new Layout.Builder();
    private final Index index = Index.of("n", ELEMENTS);
    private final IntField numbers = builder.number("numbers", 8, Integer::toString, index);
    private final LongField values = builder.values("values", new long[] {0, 6, 0xC06}, index);
    private final long[] state = builder.build().blank();
    private int written;

    /** One element read. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int getNumber() {
        int sum = 0;
        for (int e = 0; e < ELEMENTS; e++) {
            sum += numbers.get(state, e);
        }
        return sum;
    }

    /** One element written. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public long[] setNumber() {
        written = written + 1 & 7;
        for (int e = 0; e < ELEMENTS; e++) {
            numbers.set(state, e, written);
        }
        return state;
    }

    /** One register value read, through the list of values it can take. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public long getValue() {
        long sum = 0;
        for (int e = 0; e < ELEMENTS; e++) {
            sum += values.get(state, e);
        }
        return sum;
    }

    /** One register value written. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public long[] setValue() {
        written ^= 6;
        for (int e = 0; e < ELEMENTS; e++) {
            values.set(state, e, written & 6);
        }
        return state;
    }
}
