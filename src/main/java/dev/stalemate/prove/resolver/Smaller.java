package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Makes a sample as small as it gets by changes of one or two bits, or of the scale of all of it, while it stays of interest. */
final class Smaller {
    private static final int PAGE_SHIFT = 12;
    private static final int FIRST_RANGE = 4;

    private final Predicate<Sample> wanted;

    /** While a predicate holds, and all of it is legal. */
    Smaller(Predicate<Sample> wanted) {
        this.wanted = wanted;
    }

    /** The smallest that is found. */
    Sample than(Sample sample) {
        Sample smallest = sample;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Sample next : next(smallest)) {
                if (next.isLegal() && next.size() < smallest.size() && wanted.test(next)) {
                    smallest = next;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static List<Sample> next(Sample sample) {
        List<Sample> all = new ArrayList<>();
        long[] numbers = sample.numbers();
        int pairs = sample.bases().size();
        for (int n = 0; n < pairs; n++) {
            long[] without = numbers.clone();
            without[FIRST_RANGE + n] = 0;
            without[FIRST_RANGE + pairs + n] = 0;
            if (n == 0) {
                without[2] = 0;
                without[3] = 0;
            }
            all.add(sample.with(without));
        }
        all.add(sample.with(scaled(numbers, pairs, sample.maxPhyAddr())));
        for (int i = 0; i < numbers.length; i++) {
            all.addAll(changed(sample, numbers, new int[] {i}));
            for (int j = 0; j < i; j++) {
                all.addAll(changed(sample, numbers, new int[] {i, j}));
            }
        }
        // The address and all bases: the same picture somewhere else.
        all.addAll(changed(
                sample,
                numbers,
                IntStream.concat(IntStream.of(1, 2), IntStream.range(FIRST_RANGE, FIRST_RANGE + pairs))
                        .toArray()));
        all.addAll(typed(sample, numbers, pairs));
        all.addAll(swapped(sample, numbers, pairs));
        return all;
    }

    /** With another type in a register. */
    private static List<Sample> typed(Sample sample, long[] numbers, int pairs) {
        List<Sample> all = new ArrayList<>();
        for (MemType type : MemType.values()) {
            for (int i = 0; i < FIRST_RANGE + pairs; i++) {
                long[] changed = numbers.clone();
                changed[i] = (numbers[i] & ~0xFFL) | type.code();
                if (i == FIRST_RANGE && numbers[2] != 0) {
                    changed[2] = (numbers[2] & ~0xFFL) | type.code();
                }
                all.add(sample.with(changed));
            }
        }
        return all;
    }

    /** With two pairs in each other's place. */
    private static List<Sample> swapped(Sample sample, long[] numbers, int pairs) {
        List<Sample> all = new ArrayList<>();
        for (int n = 1; n < pairs; n++) {
            long[] swapped = numbers.clone();
            for (int i : new int[] {FIRST_RANGE, FIRST_RANGE + pairs}) {
                swapped[i] = numbers[i + n];
                swapped[i + n] = numbers[i];
            }
            all.add(sample.with(swapped));
        }
        return all;
    }

    /** A bit of some numbers is cleared, set, subtracted, or changes places with the next lower one. */
    private static List<Sample> changed(Sample sample, long[] numbers, int[] which) {
        List<Sample> all = new ArrayList<>();
        for (int bit = sample.maxPhyAddr() - 1; bit >= 0; bit--) {
            long[] cleared = numbers.clone();
            long[] set = numbers.clone();
            long[] lower = numbers.clone();
            long[] less = numbers.clone();
            for (int i : which) {
                cleared[i] &= ~(1L << bit);
                set[i] |= 1L << bit;
                less[i] -= 1L << bit;
                // The bit takes the place of the next lower one, and that one its place.
                if (bit > PAGE_SHIFT) {
                    long two = (numbers[i] >>> (bit - 1)) & 3;
                    lower[i] = (numbers[i] & ~(3L << (bit - 1))) | (((two >>> 1) | ((two & 1) << 1)) << (bit - 1));
                }
            }
            all.add(sample.with(cleared));
            all.add(sample.with(set));
            all.add(sample.with(lower));
            all.add(sample.with(less));
        }
        return all;
    }

    /** All ranges and the address at half the scale. */
    private static long[] scaled(long[] numbers, int pairs, int maxPhyAddr) {
        long[] scaled = numbers.clone();
        long page = (1L << PAGE_SHIFT) - 1;
        for (int i = 1; i < numbers.length; i++) {
            boolean mask = i == 3 || i >= FIRST_RANGE + pairs;
            long frames = numbers[i] & ~page;
            long top = mask ? frames & (1L << (maxPhyAddr - 1)) : 0;
            scaled[i] = ((frames >>> 1) & ~page) | top | (numbers[i] & page);
        }
        return scaled;
    }
}
