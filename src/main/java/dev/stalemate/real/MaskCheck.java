package dev.stalemate.real;

import java.util.ArrayList;
import java.util.List;

/** Points out pairs that the SDM permits and advises against: masks with holes, bases that the mask cuts (SDM 11.11.4). */
final class MaskCheck {
    private MaskCheck() {}

    static void check(MtrrFacts facts, int width, Problems problems) {
        for (VariableRange range : facts.variable()) {
            long below = (1L << width) - 1;
            long free = ~range.mask() & below;
            long size = Long.lowestOneBit(range.mask());
            String repeated = bits(free & -size);
            if (!repeated.isEmpty()) {
                problems.add(
                        range.line(),
                        "the mask of slot " + range.slot() + " leaves address bits " + repeated
                                + " out: the range repeats at every value of them");
            }
            if ((range.base() & free & size - 1) != 0) {
                problems.add(
                        range.line(),
                        "the base of slot " + range.slot()
                                + " is not a multiple of its size; the bits below are ignored");
            }
        }
    }

    /** The set bits, highest first, runs joined: {@code 35:32, 20}. */
    private static String bits(long set) {
        List<String> runs = new ArrayList<>();
        long rest = set;
        while (rest != 0) {
            int high = Long.SIZE - 1 - Long.numberOfLeadingZeros(rest);
            int low = high;
            while (low > 0 && (rest >>> (low - 1) & 1) != 0) {
                low--;
            }
            runs.add(high == low ? Integer.toString(high) : high + ":" + low);
            rest &= (1L << low) - 1;
        }
        return String.join(", ", runs);
    }
}
