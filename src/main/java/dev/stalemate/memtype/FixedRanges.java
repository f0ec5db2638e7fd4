package dev.stalemate.memtype;

/**
 * The geometry of the fixed-range MTRRs: 88 fields of 8 bits that type the first MiB, in ascending address order (SDM 11.11.2.2).
 *
 * <p>Field f lies in bits 8(f mod 8)+7 to 8(f mod 8) of fixed-range register f div 8. Fields 0 to 7 cover 64 KiB each, 8 to 23
 * cover 16 KiB each and 24 to 87 cover 4 KiB each.
 */
public final class FixedRanges {
    /** Number of fields. */
    public static final int FIELDS = 8 * MtrrRegisters.FIXED_COUNT;

    /** First byte that no field covers: 1 MiB. */
    public static final long END = 0x100000;

    private static final int FIRST_16K_FIELD = 8;
    private static final int FIRST_4K_FIELD = 24;
    private static final int START_16K = 0x80000;
    private static final int START_4K = 0xC0000;

    private FixedRanges() {}

    /** Whether an address is one that the fixed ranges type when they are enabled: below 1 MiB. */
    public static boolean contains(long address) {
        return address >>> 20 == 0;
    }

    /** The field, 0 to 87, that covers an address; the address must be below 1 MiB. */
    public static int field(long address) {
        int a = (int) address;
        if (a < START_16K) {
            return a >> 16;
        }
        return a < START_4K ? FIRST_16K_FIELD + ((a - START_16K) >> 14) : FIRST_4K_FIELD + ((a - START_4K) >> 12);
    }

    /** The first address that a field covers; field {@link #FIELDS} gives {@link #END}. */
    public static long start(int field) {
        if (field < FIRST_16K_FIELD) {
            return (long) field << 16;
        }
        return field < FIRST_4K_FIELD
                ? START_16K + ((long) (field - FIRST_16K_FIELD) << 14)
                : START_4K + ((long) (field - FIRST_4K_FIELD) << 12);
    }

    /** The type that a field holds. */
    public static MemType type(MtrrRegisters r, int field) {
        return MtrrMsr.type(r.fixed(field >> 3) >>> (8 * (field & 7)));
    }
}
