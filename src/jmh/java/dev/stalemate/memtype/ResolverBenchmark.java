package dev.stalemate.memtype;

import dev.stalemate.bench.Nanoseconds;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** The type of an address by ten variable ranges of random place and size. */
public class ResolverBenchmark extends Nanoseconds {
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
