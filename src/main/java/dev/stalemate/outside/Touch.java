package dev.stalemate.outside;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.outside.Request.BadRequestException;

/** Whether a register can matter for the answer to a question about an address, in any implementation. */
final class Touch {
    private static final int PAGE_SHIFT = 12;

    private Touch() {}

    /**
     * Whether a write may matter: the default type always does, a fixed-range register within the first MiB, a pair if it has
     * addresses of the page by the SDM's formula or as one range from its base on. What asks about no address needs every register.
     *
     * @param r the registers after all writes
     */
    static boolean matters(MtrrRegisters r, String write, String question) {
        try {
            Request asked = Request.parse(question);
            Request written = Request.parse(write);
            boolean page = asked.verb().equals("large");
            if (!written.verb().equals("wrmsr") || (!page && !asked.verb().equals("type"))) {
                return true;
            }
            int order = page ? Integer.parseInt(asked.word(1)) : 0;
            long from = asked.hex(0) & (-1L << PAGE_SHIFT << order);
            long to = from + (1L << PAGE_SHIFT << order) - 1;
            int msr = (int) written.hex(0);
            return switch (Msr.of(msr)) {
                case PHYSBASE, PHYSMASK -> Ranges.touches(r, MtrrMsr.pair(msr), from, to);
                case FIX64K, FIX16K, FIX4K -> FixedRanges.contains(from);
                case PAT -> false;
                default -> true;
            };
        } catch (BadRequestException | IndexOutOfBoundsException | NumberFormatException e) {
            return true;
        }
    }
}
