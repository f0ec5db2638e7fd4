package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.RegisterNotation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Registers with variable ranges, an address, and perhaps a write of pair 0. The fixed-range registers are all UC.
 *
 * @param maxPhyAddr in bits
 * @param defType IA32_MTRR_DEF_TYPE
 * @param bases the PHYSBASEs
 * @param masks the PHYSMASKs
 * @param address in bytes
 * @param newBase what PHYSBASE0 becomes if it is written, else what it is
 * @param newMask what PHYSMASK0 becomes if it is written, else what it is
 */
record Sample(
        int maxPhyAddr,
        long defType,
        ImmutableList<Long> bases,
        ImmutableList<Long> masks,
        long address,
        long newBase,
        long newMask) {
    private static final int PAGE_SHIFT = 12;

    /** Whether WRMSR lets all of it in, and the address is below 2^MAXPHYADDR. */
    boolean isLegal() {
        return address >>> maxPhyAddr == 0
                && accepts(MtrrMsr.DEF_TYPE, defType)
                && bases.stream().allMatch(base -> accepts(MtrrMsr.physBase(0), base))
                && masks.stream().allMatch(mask -> accepts(MtrrMsr.physMask(0), mask))
                && accepts(MtrrMsr.physBase(0), newBase)
                && accepts(MtrrMsr.physMask(0), newMask);
    }

    private boolean accepts(int msr, long value) {
        return MtrrMsr.accepts(msr, value, maxPhyAddr, MtrrMsr.MAX_VCNT);
    }

    /** The registers, before a write. */
    MtrrState registers() {
        MtrrState state = new MtrrState(maxPhyAddr, bases.size());
        write(state, MtrrMsr.DEF_TYPE, defType);
        for (int n = 0; n < bases.size(); n++) {
            write(state, MtrrMsr.physBase(n), bases.get(n));
            write(state, MtrrMsr.physMask(n), masks.get(n));
        }
        return state;
    }

    private static void write(MtrrState state, int msr, long value) {
        if (!state.wrmsr(msr, value)) {
            throw new IllegalStateException("#GP: " + RegisterNotation.name(msr));
        }
    }

    /** Whether every valid pair's size is a power of two, and its base a multiple of the size. */
    boolean isRegular() {
        boolean regular = true;
        for (int n = 0; n < bases.size(); n++) {
            long free = free(masks.get(n));
            boolean fits = (free & free + 1) == 0 && (bases.get(n) & free & -1L << PAGE_SHIFT) == 0;
            regular &= fits || (masks.get(n) & MtrrMsr.V) == 0;
        }
        return regular;
    }

    /** Whether every valid pair's mask has no holes. */
    boolean isContiguous() {
        return masks.stream().allMatch(mask -> (free(mask) & free(mask) + 1) == 0 || (mask & MtrrMsr.V) == 0);
    }

    private long free(long mask) {
        return (~mask & ((1L << maxPhyAddr) - 1)) | ((1L << PAGE_SHIFT) - 1);
    }

    /** How large it is: pairs that are valid first, then values that are far from 0, and masks that are far from a page. */
    double size() {
        long frames = (1L << maxPhyAddr) - 1 & -1L << PAGE_SHIFT;
        double size = defType * (double) Byte.SIZE + address + newBase;
        for (int n = 0; n < bases.size(); n++) {
            boolean valid = (masks.get(n) & MtrrMsr.V) != 0;
            size += (valid ? Double.MAX_EXPONENT * (double) (1L << maxPhyAddr) : 0)
                    + bases.get(n) * (1 + (double) n / Byte.SIZE);
            size += masks.get(n) == 0 ? 0 : ~masks.get(n) & frames;
        }
        return size + (newMask == 0 ? 0 : ~newMask & frames);
    }

    /** The same at a larger MAXPHYADDR: masks go on upwards as they end. */
    Sample at(int width) {
        long more = (1L << width) - (1L << maxPhyAddr);
        long top = 1L << (maxPhyAddr - 1);
        List<Long> wider = masks.stream()
                .map(mask -> (mask & top) != 0 ? mask | more : mask)
                .toList();
        long newWider = (newMask & top) != 0 ? newMask | more : newMask;
        return new Sample(width, defType, bases, ImmutableList.copyOf(wider), address, newBase, newWider);
    }

    /** As one list of numbers, for {@link #with}. */
    long[] numbers() {
        return LongStream.concat(
                        LongStream.concat(
                                LongStream.of(defType, address, newBase, newMask),
                                bases.stream().mapToLong(base -> base)),
                        masks.stream().mapToLong(mask -> mask))
                .toArray();
    }

    /** The same with other numbers. */
    Sample with(long[] numbers) {
        int first = 4;
        List<Long> all = LongStream.of(numbers).boxed().toList();
        return new Sample(
                maxPhyAddr,
                numbers[0],
                ImmutableList.copyOf(all.subList(first, first + bases.size())),
                ImmutableList.copyOf(all.subList(first + bases.size(), all.size())),
                numbers[1],
                numbers[2],
                numbers[3]);
    }

    /** The registers in words, a line each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("MAXPHYADDR " + maxPhyAddr + ", IA32_MTRR_DEF_TYPE "
                + RegisterNotation.words(MtrrMsr.DEF_TYPE, defType, maxPhyAddr));
        for (int n = 0; n < bases.size(); n++) {
            lines.add("pair " + n + ": " + pair(bases.get(n), masks.get(n)));
        }
        return lines;
    }

    /** A pair in words, with its registers. */
    String pair(long base, long mask) {
        return RegisterNotation.pair(base, mask, maxPhyAddr) + " (0x" + Long.toHexString(base) + ", 0x"
                + Long.toHexString(mask) + ")";
    }
}
