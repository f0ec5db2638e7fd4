package dev.stalemate.cli.verbs;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Mtrrs;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How fast the resolver gives addresses their memory types. */
final class LookupBench {
    private static final int WIDTH = 46;
    private static final int PAIRS = 10;
    private static final int ADDRESSES = 1 << 16;
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(1);
    private static final long MEASURED = TimeUnit.SECONDS.toNanos(3);
    private static final long[] TYPES = {0, 1, 4, 5, 6};

    /** Written and never read: without it the compiler would drop the look-ups. */
    @SuppressWarnings("UnusedVariable")
    private static volatile long sink;

    private LookupBench() {}

    /** Look-ups each second, on one thread, after a warm-up. */
    static double perSecond(LongSupplier nanoClock) {
        SplittableRandom random = new SplittableRandom(1);
        MtrrState registers = registers(random);
        long[] addresses = random.longs(ADDRESSES, 0, 1L << WIDTH).toArray();
        double unused = measure(registers, addresses, nanoClock, WARM_UP);
        return measure(registers, addresses, nanoClock, MEASURED);
    }

    /** Variable ranges alone: an address below 1 MiB would be a load from a table. */
    private static MtrrState registers(SplittableRandom random) {
        MtrrState registers = new MtrrState(WIDTH, PAIRS);
        write(registers, MtrrMsr.DEF_TYPE, MtrrMsr.E | MtrrMsr.FE | MemType.WB.code());
        for (int n = 0; n < PAIRS; n++) {
            long size = 1L << random.nextInt(20, WIDTH);
            long base = random.nextLong(1L << WIDTH) & -size;
            write(registers, MtrrMsr.physBase(n), base | TYPES[random.nextInt(TYPES.length)]);
            write(registers, MtrrMsr.physMask(n), (-size & (1L << WIDTH) - 1) | MtrrMsr.V);
        }
        return registers;
    }

    private static void write(MtrrState registers, int msr, long value) {
        if (!registers.wrmsr(msr, value)) {
            throw new IllegalStateException("a legal register value was refused");
        }
    }

    private static double measure(MtrrState registers, long[] addresses, LongSupplier nanoClock, long nanos) {
        long started = nanoClock.getAsLong();
        long done = 0;
        long sum = 0;
        long now = started;
        while (now - started < nanos) {
            for (long address : addresses) {
                sum += Mtrrs.type(registers, address) == null ? 1 : 0;
            }
            done += addresses.length;
            now = nanoClock.getAsLong();
        }
        sink = sum;
        return done * 1e9 / (now - started);
    }
}
