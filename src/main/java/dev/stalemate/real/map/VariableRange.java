package dev.stalemate.real.map;

import dev.stalemate.memtype.MemType;

/**
 * An enabled pair of variable-range MTRRs.
 *
 * @param line the line of the file that states it, from 1
 * @param slot the pair's number, 0 to {@link #MAX_SLOT}
 * @param base the address bits of PHYSBASE
 * @param mask the address bits of PHYSMASK; never 0
 */
public record VariableRange(int line, int slot, long base, long mask, MemType type) {
    /** The highest slot that is believed; processors have 8 to 10 pairs, MSR numbers allow 40. */
    public static final int MAX_SLOT = 38;

    private static final int MAX_ADDRESS_BITS = 52;

    /** The range as a processor with this MAXPHYADDR (in bits) holds it. */
    VariableRange within(int maxPhyAddr) {
        long bits = (1L << maxPhyAddr) - 1;
        return new VariableRange(line, slot, base & bits, mask & bits, type);
    }

    /** The mask of a range of so many bytes, a power of two, at the widest; {@link #within} cuts it to MAXPHYADDR. */
    public static long maskOf(long size) {
        return (1L << MAX_ADDRESS_BITS) - size;
    }

    /** First address of the range, if its mask has no holes. */
    long start() {
        return base & mask;
    }

    /** The address after the range's last, if its mask has no holes. */
    public long end() {
        return start() + Long.lowestOneBit(mask);
    }

    /** Whether base and mask are values of whole pages that some MAXPHYADDR up to 52 allows, and the slot can exist. */
    public static boolean possible(int slot, long base, long mask) {
        return slot <= MAX_SLOT && mask != 0 && ((base | mask) & 0xFFF) == 0 && (base | mask) >>> MAX_ADDRESS_BITS == 0;
    }
}
