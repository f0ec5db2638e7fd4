package dev.stalemate.paging;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;

/** An MSR at full architectural width: any value that WRMSR accepts, those near a scope's frames more often. */
public final class WideMsr {
    private static final int PAIRS = 8;
    private static final long WB_EVERYWHERE = 0x0606060606060606L;
    private static final int[] MTRR_TYPES = {0, 1, 4, 5, 6};
    private static final int[] PAT_TYPES = {0, 1, 4, 5, 6, 7};

    private WideMsr() {}

    /**
     * The domain of an MTRR or the PAT, for a guest with 8 pairs.
     *
     * @param maxPhyAddr the guest's MAXPHYADDR in bits, 32 to 52
     * @param frames addresses in bytes; variable ranges are drawn near them
     */
    public static Domain domain(int msr, int maxPhyAddr, long[] frames) {
        return Domain.wide(new Domain.Wide(
                value -> MtrrMsr.accepts(msr, value, maxPhyAddr, PAIRS),
                random -> draw(msr, maxPhyAddr, frames, random),
                value -> simpler(msr, maxPhyAddr, value)));
    }

    private static long draw(int msr, int maxPhyAddr, long[] frames, RandomGenerator random) {
        if (msr == MtrrMsr.DEF_TYPE) {
            long enables = random.nextInt(4) == 0 ? random.nextLong() : -1;
            return (enables & (MtrrMsr.E | MtrrMsr.FE)) | any(MTRR_TYPES, random);
        }
        if (msr == Pat.MSR) {
            return random.nextBoolean() ? Pat.RESET : eight(() -> any(PAT_TYPES, random));
        }
        if (!MtrrMsr.isVariable(msr, PAIRS)) {
            long type = any(MTRR_TYPES, random);
            return random.nextBoolean() ? type * 0x0101010101010101L : eight(() -> any(MTRR_TYPES, random));
        }
        long physical = (1L << maxPhyAddr) - 1 & -0x1000L;
        long size = 0x1000L << random.nextInt(maxPhyAddr - 11);
        if (MtrrMsr.isMask(msr)) {
            long holes = random.nextInt(8) == 0 ? random.nextLong() : -1;
            return (-size & holes & physical) | (random.nextInt(8) == 0 ? 0 : MtrrMsr.V);
        }
        long near = frames[random.nextInt(frames.length)];
        long aligned = random.nextInt(8) == 0 ? near : near & -size;
        return (aligned & physical) | any(MTRR_TYPES, random);
    }

    private static long eight(LongSupplier field) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << Byte.SIZE | field.getAsLong();
        }
        return value;
    }

    private static long any(int[] types, RandomGenerator random) {
        return types[random.nextInt(types.length)];
    }

    /**
     * First the values that a reader knows, then the same value with one part cleared. Every chain of these ends: a known value has only
     * those before it, and others lose set bits.
     */
    private static List<Long> simpler(int msr, int maxPhyAddr, long value) {
        List<Long> simpler = new ArrayList<>();
        for (long known : known(msr)) {
            if (value == known) {
                return simpler;
            }
            simpler.add(known);
        }
        boolean fields = msr != MtrrMsr.DEF_TYPE && !MtrrMsr.isVariable(msr, PAIRS);
        LongUnaryOperator lowest =
                rest -> fields ? 0xFFL << (Long.numberOfTrailingZeros(rest) & -8) : Long.lowestOneBit(rest);
        for (long rest = value; rest != 0; rest &= ~lowest.applyAsLong(rest)) {
            long cleared = value & ~lowest.applyAsLong(rest);
            if (MtrrMsr.accepts(msr, cleared, maxPhyAddr, PAIRS)) {
                simpler.add(cleared);
            }
        }
        return simpler;
    }

    private static long[] known(int msr) {
        if (msr == MtrrMsr.DEF_TYPE) {
            return new long[] {0, MtrrMsr.E, MtrrMsr.E | MemType.WB.code(), MtrrMsr.E | MtrrMsr.FE | MemType.WB.code()};
        }
        if (msr == Pat.MSR) {
            return new long[] {Pat.RESET, 0};
        }
        return MtrrMsr.isVariable(msr, PAIRS) ? new long[] {0} : new long[] {0, WB_EVERYWHERE};
    }
}
