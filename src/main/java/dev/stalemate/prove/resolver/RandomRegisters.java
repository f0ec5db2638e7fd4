package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import java.util.List;
import java.util.Random;

/** Registers that WRMSR lets in, from tidy ones to those that no firmware writes, with an address near where they are of interest. */
final class RandomRegisters {
    private static final List<MemType> TYPES = List.of(MemType.UC, MemType.WC, MemType.WT, MemType.WP, MemType.WB);
    private static final int PAGE_SHIFT = 12;
    private static final int LEAST_WIDTH = 32;
    private static final int WIDTHS = 21;
    private static final int MEGABYTE_BITS = 20;
    private static final int SOMETIMES = 4;
    private static final int RARELY = 8;

    private final Random random;
    private final MtrrState state;
    private final long address;

    /** The next registers, with so many pairs. */
    RandomRegisters(Random random, int pairs) {
        this.random = random;
        int width = LEAST_WIDTH + random.nextInt(WIDTHS);
        state = new MtrrState(width, pairs);
        long last = (1L << width) - 1;
        boolean low = random.nextInt(SOMETIMES) == 0;
        long focus = low
                ? random.nextInt(1 << (MEGABYTE_BITS + 1))
                : (random.nextLong() & last) >>> random.nextInt(width - PAGE_SHIFT);
        long enables = random.nextInt(RARELY) == 0 ? 0 : MtrrMsr.E;
        write(MtrrMsr.DEF_TYPE, enables | (random.nextBoolean() ? MtrrMsr.FE : 0) | type());
        // One type throughout as often as any types: pages over the first MiB are uniform only then.
        long same = random.nextBoolean() ? type() * 0x0101_0101_0101_0101L : 0;
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            write(MtrrMsr.fixed(i), random.nextInt(RARELY) == 0 || same == 0 ? types() : same);
        }
        for (int n = 0; n < pairs; n++) {
            pair(n, width, focus & last);
        }
        address = near(focus) & last;
    }

    private void pair(int n, int width, long focus) {
        long frames = (1L << width) - 1 & -1L << PAGE_SHIFT;
        long size = 1L << (PAGE_SHIFT + random.nextInt(width - PAGE_SHIFT + 1));
        long holes = random.nextInt(SOMETIMES) == 0 ? random.nextLong() : -1;
        long place = near(random.nextInt(SOMETIMES) == 0 ? random.nextLong() : focus);
        boolean aligned = random.nextInt(SOMETIMES) > 0;
        write(MtrrMsr.physBase(n), ((aligned ? place & -size : place) & frames) | type());
        write(MtrrMsr.physMask(n), (-size & holes & frames) | (random.nextInt(RARELY) == 0 ? 0 : MtrrMsr.V));
    }

    private long near(long place) {
        return random.nextInt(SOMETIMES) == 0 ? place ^ 1L << random.nextInt(MEGABYTE_BITS * 2) : place;
    }

    private long type() {
        return TYPES.get(random.nextInt(TYPES.size())).code();
    }

    private long types() {
        long types = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            types = types << Byte.SIZE | type();
        }
        return types;
    }

    private void write(int msr, long value) {
        if (!state.wrmsr(msr, value)) {
            throw new IllegalStateException("#GP: " + Integer.toHexString(msr) + " := " + Long.toHexString(value));
        }
    }

    /** The registers. */
    MtrrState state() {
        return state;
    }

    /** The address, below 2^MAXPHYADDR. */
    long address() {
        return address;
    }
}
