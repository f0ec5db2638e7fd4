package dev.stalemate.real;

import com.google.common.collect.ImmutableList;

/**
 * Concludes MAXPHYADDR, which Linux does not print.
 *
 * <p>At least, it covers every bit of a mask or base (others are reserved, #GP) and all RAM. At most, it is what the printed
 * digits hold: Linux up to 6.4 prints as many as MAXPHYADDR needs, n digits for 4n-3 to 4n bits (9 for fewer than 33 too); since
 * 6.5 it prints three more, n digits for 4n-15 to 4n-12 bits (print_mtrr_state: high_width). Firmware sets a mask up to its
 * highest bit, so where the highest bit of all masks fits one of the two, it is MAXPHYADDR's. Masks that all leave the top bits
 * out fit neither: {@code 0C0000000}, of 9 digits, stands for 33 to 36 bits. Then the digits' bound is taken, because every bit
 * that a mask leaves out repeats its range, and a repetition must not be lost.
 *
 * @param bits 32 to 52
 * @param reason how it is known, for people
 */
record PhysicalWidth(int bits, String reason) {
    /** What the SDM assumes of a processor that does not report MAXPHYADDR; every processor since the Pentium Pro has it. */
    static final int ASSUMED = 36;

    private static final int MAX = 52;

    static PhysicalWidth of(MtrrFacts facts) {
        ImmutableList<VariableRange> ranges = facts.variable();
        int needed = bits(facts.tom2().orElse(1) - 1);
        for (VariableRange range : ranges) {
            // A mask made from a size, as of /proc/mtrr, reaches bit 51 whatever the processor has.
            needed = Math.max(needed, bits(facts.digits() > 0 ? range.base() | range.mask() : range.end() - 1));
        }
        needed = Math.max(needed, bits(Math.max(1, facts.end()) - 1));
        if (!facts.ram().asMapOfRanges().isEmpty()) {
            needed = Math.max(needed, bits(facts.ram().span().upperEndpoint() - 1));
        }
        if (!facts.widths().isEmpty() && facts.widths().get(0).bits() >= needed) {
            WidthStatement stated = facts.widths().get(0);
            return new PhysicalWidth(stated.bits(), "from " + stated.source() + ", line " + stated.line());
        }
        if (facts.digits() == 0) {
            return needed <= ASSUMED
                    ? new PhysicalWidth(ASSUMED, "assumed: the file does not tell")
                    : new PhysicalWidth(needed, "assumed: the least that holds what the file names");
        }
        int top = ranges.stream().mapToInt(range -> bits(range.mask())).max().orElse(0);
        if (top >= needed && fits(top, 4 * facts.digits())) {
            return new PhysicalWidth(top, "from the masks");
        }
        int bound = 4 * facts.digits() <= MAX ? 4 * facts.digits() : 4 * facts.digits() - 12;
        return new PhysicalWidth(
                Math.min(MAX, Math.max(bound, needed)), "from the number of digits; the masks leave top bits out");
    }

    /** Whether Linux, old or new, prints numbers of {@code room} bits for a width. */
    private static boolean fits(int width, int room) {
        return (width > room - 4 && width <= room) || (width >= 32 && width > room - 16 && width <= room - 12);
    }

    private static int bits(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }
}
