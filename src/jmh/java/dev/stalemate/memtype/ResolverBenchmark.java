package dev.stalemate.memtype;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The type of an address by ten variable ranges of random place and size. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ResolverBenchmark {
    private static final int WIDTH = 46;
    private static final int PAIRS = 10;
    private static final int ADDRESSES = 1 << 12;
    private static final long[] TYPES = {0, 1, 4, 5, 6};

    private final MtrrState registers = new MtrrState(WIDTH, PAIRS);
    private final long[] addresses =
            new SplittableRandom(2).longs(ADDRESSES, 0, 1L << WIDTH).toArray();
    private int next;

    @Setup
    public void write() {
        SplittableRandom random = new SplittableRandom(1);
        write(MtrrMsr.DEF_TYPE, MtrrMsr.E | MtrrMsr.FE | MemType.WB.code());
        for (int n = 0; n < PAIRS; n++) {
            long size = 1L << random.nextInt(20, WIDTH);
            long base = random.nextLong(1L << WIDTH) & -size;
            write(MtrrMsr.physBase(n), base | TYPES[random.nextInt(TYPES.length)]);
            write(MtrrMsr.physMask(n), (-size & ((1L << WIDTH) - 1)) | MtrrMsr.V);
        }
    }

    private void write(int msr, long value) {
        if (!registers.wrmsr(msr, value)) {
            throw new IllegalStateException("a legal register value was refused");
        }
    }

    /** One address. */
    @Benchmark
    public @Nullable MemType type() {
        next = (next + 1) & (ADDRESSES - 1);
        return Mtrrs.type(registers, addresses[next]);
    }
}
