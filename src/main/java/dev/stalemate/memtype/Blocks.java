package dev.stalemate.memtype;

/**
 * How the variable ranges lie over a block of addresses: all those that agree with {@code value} in the bits of {@code known}.
 *
 * <p>A range matches the addresses that agree with its base in the bits of its mask, holes or not. Hence it misses the block if a
 * bit that both know differs, covers it if the mask asks for known bits alone, and covers part of it otherwise.
 */
final class Blocks {
    private static final int PARTIAL_SHIFT = 8;
    private static final int SET = 0xFF;

    private Blocks() {}

    /** The types of the valid ranges that cover the block (see {@link #covering}) and of those that cover part of it. */
    static int survey(MtrrRegisters r, long value, long known) {
        int sets = 0;
        for (int n = 0; n < r.vcnt(); n++) {
            long mask = r.mask(n);
            if ((mask & MtrrMsr.V) != 0 && touches(mask, r.base(n), value, known)) {
                int type = Overlap.setOf(MtrrMsr.type(r.base(n) & SET));
                sets |= (mask & ~known) >>> 12 == 0 ? type : type << PARTIAL_SHIFT;
            }
        }
        return sets;
    }

    /** The set of types, as {@link Overlap} writes it, whose ranges cover the whole surveyed block. */
    static int covering(int survey) {
        return survey & SET;
    }

    /** The set of types whose ranges cover some addresses of the surveyed block and not others. */
    static int partial(int survey) {
        return survey >> PARTIAL_SHIFT;
    }

    /** The highest address bit, as a mask, that decides whether some partial range matches; a partial range must exist. */
    static long highestDecidingBit(MtrrRegisters r, long value, long known) {
        long undecided = 0;
        for (int n = 0; n < r.vcnt(); n++) {
            long mask = r.mask(n);
            if ((mask & MtrrMsr.V) != 0 && touches(mask, r.base(n), value, known)) {
                undecided |= mask & ~known;
            }
        }
        return Long.highestOneBit(undecided);
    }

    private static boolean touches(long mask, long base, long value, long known) {
        return ((value ^ base) & mask & known) >>> 12 == 0;
    }
}
