package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.Problems;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Concludes MAXPHYADDR from all that a file tells of it.
 *
 * <p>At least, it covers every bit of a mask or base (others are reserved, #GP) and all RAM. Where a line states it, it is that,
 * unless this is more. Otherwise the digits of a dump bound it (print_mtrr_state): Linux up to 6.4 prints n of them for 4n-3 to
 * 4n bits, and 9 for 32 too, because a number without high digits still gets one; since 6.5 it prints three more, n for 4n-15 to
 * 4n-12; Xen prints n for 4n-3 to 4n. Firmware sets a mask up to its highest bit, so where the highest bit of all masks is such a
 * width, it is MAXPHYADDR's. Where it is not, the masks leave top bits out: {@code 00C0000000}, of 10 digits, stands for 37 to 40
 * bits. Then the most is taken, because every bit that a mask leaves out repeats its range, and a repetition must not be lost.
 *
 * <p>{@code 0C0000000}, of 9 digits, is a whole mask of 32 bits, as many 32-bit processors have, or one of 36 with a hole. A
 * kernel that checks the masks warns of the second ({@link MtrrFacts#masksReach}); without that, both stay possible.
 *
 * @param bits 32 to 52
 * @param otherwise another width that the file allows as well; empty where it allows one only
 * @param reason how it is known, for people
 */
public record PhysicalWidth(int bits, OptionalInt otherwise, String reason) {
    /** What the SDM assumes of a processor that does not report MAXPHYADDR (vol. 3, 11.11.3). */
    public static final int ASSUMED = 36;

    private static final int LEAST = 32;
    private static final int MAX = 52;

    private PhysicalWidth(int bits, String reason) {
        this(bits, OptionalInt.empty(), reason);
    }

    /** As below, from what the format's own lines state. */
    public static PhysicalWidth of(MtrrFacts facts) {
        return of(facts, facts.widths(), new Problems());
    }

    /**
     * Concludes it.
     *
     * @param stated what lines of the file state of this machine; contradictions go to {@code problems}
     */
    public static PhysicalWidth of(MtrrFacts facts, ImmutableList<WidthStatement> stated, Problems problems) {
        int needed = needed(facts);
        if (!stated.isEmpty()) {
            return stated(facts, stated, needed, problems);
        }
        if (facts.digits() == 0) {
            return needed <= ASSUMED
                    ? new PhysicalWidth(ASSUMED, "assumed: the file does not tell")
                    : new PhysicalWidth(needed, "assumed: the least that holds what the file names");
        }
        return printed(facts, needed);
    }

    private static PhysicalWidth stated(
            MtrrFacts facts, ImmutableList<WidthStatement> stated, int needed, Problems problems) {
        WidthStatement widest = stated.get(0);
        for (WidthStatement each : stated) {
            if (each.bits() != widest.bits()) {
                problems.add(
                        each.line(),
                        String.format(
                                "this line states %d physical address bits, and line %d states %d; the wider is taken",
                                each.bits(), widest.line(), widest.bits()));
            }
            widest = each.bits() > widest.bits() ? each : widest;
        }
        if (facts.digits() > 0 && !prints(facts.digits(), widest.bits())) {
            problems.add(
                    widest.line(),
                    String.format(
                            "this line states %d physical address bits, and the registers' %d digits are of another width",
                            widest.bits(), facts.digits()));
        }
        if (needed > widest.bits()) {
            problems.add(
                    widest.line(),
                    String.format(
                            "this line states %d physical address bits, but the file names registers or memory of %d bits",
                            widest.bits(), needed));
            return new PhysicalWidth(
                    needed, "the least that holds what the file names; line " + widest.line() + " states fewer");
        }
        return new PhysicalWidth(widest.bits(), "from " + widest.source() + ", line " + widest.line());
    }

    private static PhysicalWidth printed(MtrrFacts facts, int needed) {
        int top = facts.variable().stream()
                .mapToInt(range -> bits(range.mask()))
                .max()
                .orElse(0);
        int[] possible = possible(facts, needed);
        if (possible.length == 0) {
            return new PhysicalWidth(needed, "the least that holds what the file names");
        }
        int most = possible[possible.length - 1];
        if (possible[0] != top) {
            return new PhysicalWidth(most, "from the number of digits; the masks leave top bits out");
        }
        if (top == LEAST && most > LEAST && facts.digits() == digits(LEAST) && facts.masksReach() == Switch.UNKNOWN) {
            return new PhysicalWidth(
                    LEAST, OptionalInt.of(most), "or " + most + ": the digits stand for both, and no line tells which");
        }
        String warned = facts.masksReach() == Switch.ON && facts.digits() == digits(LEAST) && top == LEAST
                ? "; with more, Linux would warn of them"
                : "";
        return new PhysicalWidth(top, "from the masks" + warned);
    }

    /** The widths that the digits and the kernel's check of the masks allow, ascending. */
    private static int[] possible(MtrrFacts facts, int needed) {
        int[] printed = IntStream.rangeClosed(Math.max(LEAST, needed), MAX)
                .filter(width -> prints(facts.digits(), width))
                .toArray();
        IntPredicate checked = width -> switch (facts.masksReach()) {
            case ON -> facts.variable().stream().allMatch(range -> bits(range.mask()) == width);
            case OFF -> facts.variable().stream().anyMatch(range -> bits(range.mask()) < width);
            case UNKNOWN -> true;
        };
        int[] both = IntStream.of(printed).filter(checked).toArray();
        return both.length == 0 ? printed : both;
    }

    private static int needed(MtrrFacts facts) {
        int needed = bits(facts.tom2().orElse(1) - 1);
        for (VariableRange range : facts.variable()) {
            // A mask made from a size, as of /proc/mtrr, reaches bit 51 whatever the processor has.
            needed = Math.max(needed, bits(facts.digits() > 0 ? range.base() | range.mask() : range.end() - 1));
        }
        needed = Math.max(needed, bits(Math.max(1, facts.end()) - 1));
        if (!facts.ram().asMapOfRanges().isEmpty()) {
            needed = Math.max(needed, bits(facts.ram().span().upperEndpoint() - 1));
        }
        return needed;
    }

    /** Whether Linux, old or new, or Xen prints so many digits for a width. */
    private static boolean prints(int digits, int width) {
        return digits == digits(width) || digits == (width + 3) / 4 || digits == (width - 17) / 4 + 8;
    }

    /** Digits that Linux up to 6.4 prints. */
    private static int digits(int width) {
        return Math.max(1, (width - 29) / 4) + 8;
    }

    private static int bits(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }
}
