package dev.stalemate.memtype;

/**
 * IA32_PAT: eight types, of which bits of a paging-structure entry select one (SDM 11.12).
 *
 * <p>The functions take the raw MSR value; {@link #entry} expects one that WRMSR accepts.
 */
public final class Pat {
    /** The MSR's number. */
    public static final int MSR = 0x277;

    /** Number of entries, PA0 to PA7. */
    public static final int ENTRIES = 8;

    /** The value after reset: PA0 WB, PA1 WT, PA2 UC-, PA3 UC, and the same again in PA4 to PA7 (SDM 11.12.4). INIT keeps it. */
    public static final long RESET = 0x0007040600070406L;

    private static final long RESERVED = 0xF8F8F8F8F8F8F8F8L;
    private static final long BIT_1 = 0x0202020202020202L;

    private static final int PWT = 3;
    private static final int PCD = 4;
    private static final int PAT_4K = 7;
    private static final int PAT_LARGE = 12;

    private Pat() {}

    /** Whether WRMSR accepts a value: every field holds 0, 1, 4, 5, 6 or 7 (SDM 11.12.2). */
    public static boolean valid(long value) {
        // Of the codes 0 to 7 only 2 and 3 are reserved: those with bit 1 and without bit 2.
        return (value & RESERVED) == 0 && (value & BIT_1 & ~(value >>> 1)) == 0;
    }

    /** The type that entry PA{@code index} holds, index from 0 to 7; throws on a value that WRMSR would have refused. */
    public static MemType entry(long pat, int index) {
        if (index < 0 || index >= ENTRIES) {
            throw new IllegalArgumentException("PAT has entries 0 to 7, not " + index);
        }
        MemType type = MemType.ofCode((int) ((pat >>> (8 * index)) & 0xFF));
        if (type == null) {
            throw new IllegalArgumentException("not a value of IA32_PAT: 0x" + Long.toHexString(pat));
        }
        return type;
    }

    /** The PAT index of an access through a 4 KiB leaf: 4*PAT + 2*PCD + PWT with PAT in bit 7 (SDM 11.12.3). */
    public static int indexOf4K(long pte) {
        return 4 * bit(pte, PAT_4K) + indexOfStructure(pte);
    }

    /** The PAT index of an access through a 2 MiB, 4 MiB or 1 GiB leaf, where PAT is bit 12 and bit 7 is PS (SDM 11.12.3). */
    public static int indexOfLarge(long entry) {
        return 4 * bit(entry, PAT_LARGE) + indexOfStructure(entry);
    }

    /**
     * The PAT index, 0 to 3, of an access to a paging structure: 2*PCD + PWT (SDM 4.9.2). There is no PAT bit.
     *
     * @param referrer what points at the structure: CR3, a PDPTE register, or the entry one level up
     */
    public static int indexOfStructure(long referrer) {
        return 2 * bit(referrer, PCD) + bit(referrer, PWT);
    }

    private static int bit(long value, int bit) {
        return (int) ((value >>> bit) & 1);
    }
}
