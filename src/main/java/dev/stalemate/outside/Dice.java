package dev.stalemate.outside;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import java.util.SplittableRandom;

/** Random values of the processor's domains, of which those at the edges come more often. The same seed gives the same values. */
final class Dice {
    private static final int[] MTRR_TYPES = {0, 1, 4, 5, 6};
    private static final int[] PAT_TYPES = {0, 1, 4, 5, 6, 7};
    private static final String[] TYPE_NAMES = {"UC", "WC", "WT", "WP", "WB"};
    private static final int[] WIDTHS = {32, 36, 39, 40, 46, 48, 51, 52};
    private static final int[] COUNTS = {0, 1, 2, 7, 8, 8, 8, 10, MtrrMsr.MAX_VCNT};
    private static final int[] SIZES = {12, 12, 13, 16, 20, 21, 21, 24, 28, 29, 30, 30, 31, 32, 33};
    private static final int[] ORDERS = {9, 9, 9, 18, 18, 0, 1, 4, 8, 10};

    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    /** From 0 to below a bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** True once in so many times. */
    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** 64 random bits. */
    long bits() {
        return random.nextLong();
    }

    /** One of some numbers. */
    int of(int... numbers) {
        return numbers[random.nextInt(numbers.length)];
    }

    /** One of some words. */
    String of(String... words) {
        return words[random.nextInt(words.length)];
    }

    /** MAXPHYADDR, 32 to 52. */
    int width() {
        return oneIn(4) ? 32 + below(21) : of(WIDTHS);
    }

    /** A number of pairs, 0 to 40. */
    int pairs() {
        return oneIn(6) ? below(MtrrMsr.MAX_VCNT + 1) : of(COUNTS);
    }

    /** The code of a type that an MTRR may hold; UC and WB, of which maps are made, more often. */
    int mtrrType() {
        return oneIn(3) ? (oneIn(2) ? MemType.UC.code() : MemType.WB.code()) : of(MTRR_TYPES);
    }

    /** A code that no MTRR may hold. */
    int illegalType() {
        return oneIn(2) ? of(2, 3, 7, 8, 0x80, 0xFF) : 8 + below(0xF8);
    }

    /** The name of an MTRR type. */
    String mtrrTypeName() {
        return of(TYPE_NAMES);
    }

    /** The name of a PAT type. */
    String patTypeName() {
        return oneIn(6) ? MemType.UC_MINUS.toString() : of(TYPE_NAMES);
    }

    /** Eight fields of MTRR types, all alike one time in three. */
    long fixedValue() {
        long value = 0;
        boolean alike = oneIn(3);
        int type = mtrrType();
        for (int field = 0; field < 8; field++) {
            value = value << 8 | (alike ? type : mtrrType());
        }
        return value;
    }

    /** A value that IA32_PAT takes. */
    long patValue() {
        if (oneIn(4)) {
            return Pat.RESET;
        }
        long value = 0;
        for (int entry = 0; entry < Pat.ENTRIES; entry++) {
            value = value << 8 | of(PAT_TYPES);
        }
        return value;
    }

    /** IA32_MTRR_DEF_TYPE, mostly enabled. */
    long defType() {
        return (oneIn(10) ? 0 : MtrrMsr.E) | (oneIn(3) ? 0 : MtrrMsr.FE) | mtrrType();
    }

    /** The number of a fixed-range register. */
    int fixedMsr() {
        return MtrrMsr.fixed(below(11));
    }

    /** The size of a range as a power of 2, 12 to the width. */
    int sizeShift(int width) {
        if (oneIn(5)) {
            return oneIn(3) ? width : 12 + below(width - 11);
        }
        return Math.min(width, of(SIZES));
    }

    /** The order of a page: mostly 9 or 18. */
    int order(int width) {
        return Math.min(width - 12, of(ORDERS));
    }

    /** An address below 2^width, a multiple of some power of 2; small ones more often. */
    long address(int width) {
        int highest = oneIn(3) ? width : Math.min(width, 34);
        return (bits() & (1L << highest) - 1) & -1L << below(highest);
    }

    /** A value with one bit of a range of bits set, from lowest to below highest. */
    long bit(int lowest, int highest) {
        return 1L << (lowest + below(highest - lowest));
    }
}
