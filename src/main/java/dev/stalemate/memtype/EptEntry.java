package dev.stalemate.memtype;

import dev.stalemate.memtype.EptCapabilities.Feature;
import org.jspecify.annotations.Nullable;

/**
 * Decoding of one EPT entry (SDM 28.2.2, 28.2.3.1). Entries are raw 64-bit values.
 *
 * <p>Levels count from the leaves: 1 EPT page table (4 KiB leaves), 2 page directory (2 MiB), 3 PDPT (1 GiB), 4 PML4, 5 PML5.
 */
public final class EptEntry {
    /** Bit 0. */
    public static final long READ = 1;

    /** Bit 1. */
    public static final long WRITE = 1 << 1;

    /** Bit 2. */
    public static final long EXECUTE = 1 << 2;

    /** Bit 6 of a leaf: ignore the guest's PAT. */
    public static final long IPAT = 1 << 6;

    /** Bit 7 of a level-2 or level-3 entry: it is a leaf. */
    public static final long LARGE = 1 << 7;

    /** Bit 10, with mode-based execute control. */
    public static final long USER_EXECUTE = 1 << 10;

    /** Highest level there is. */
    public static final int MAX_LEVEL = 5;

    private static final int EMT_SHIFT = 3;
    private static final long EMT = 7L << EMT_SHIFT;

    private EptEntry() {}

    /** Whether the entry translates at all. One that does not is an EPT violation, whatever its other bits hold. */
    public static boolean present(long entry, EptCapabilities caps) {
        return (entry & (READ | WRITE | EXECUTE)) != 0
                || ((entry & USER_EXECUTE) != 0 && caps.has(Feature.MODE_BASED_EXECUTE));
    }

    /** Whether an entry of a level, 1 to 5, maps a page. At levels 2 and 3 bit 7 says so, supported or not. */
    public static boolean leaf(long entry, int level) {
        return checked(level) == 1 || (level <= 3 && (entry & LARGE) != 0);
    }

    /**
     * Whether meeting a present entry is an EPT misconfiguration, VM exit 49 (SDM 28.2.3.1): write without read; execute without
     * read on a processor without execute-only; a reserved bit; EMT 2, 3 or 7 in a leaf. IPAT, bits 9:8, 11 and 63:52 never are.
     *
     * @param level 1 to 5
     */
    public static boolean misconfigured(long entry, int level, EptCapabilities caps) {
        return present(entry, caps)
                && (illegalPermissions(entry, caps)
                        || (entry & reserved(entry, level, caps)) != 0
                        || (leaf(entry, level) && !MemType.legalInMtrr(emtCode(entry))));
    }

    /** Bits 5:3 of a leaf, 0 to 7. */
    public static int emtCode(long leaf) {
        return (int) ((leaf & EMT) >>> EMT_SHIFT);
    }

    /** The type in bits 5:3 of a leaf, or null for the codes 2, 3 and 7 that are misconfigurations. */
    public static @Nullable MemType emt(long leaf) {
        int code = emtCode(leaf);
        return MemType.legalInMtrr(code) ? MemType.ofCode(code) : null;
    }

    /** Bit 6 of a leaf: the guest's PAT is ignored. */
    public static boolean ipat(long leaf) {
        return (leaf & IPAT) != 0;
    }

    /** The entry with bits 6:3 set to a type and IPAT; throws on UC-, which would be a misconfiguration. */
    public static long withType(long leaf, MemType emt, boolean ipat) {
        if (!MemType.legalInMtrr(emt.code())) {
            throw new IllegalArgumentException("no EPT leaf holds " + emt);
        }
        return (leaf & ~(EMT | IPAT)) | ((long) emt.code() << EMT_SHIFT) | (ipat ? IPAT : 0);
    }

    /** The physical address in an entry of a level, 1 to 5: of the page it maps, else of the table it points at. */
    public static long address(long entry, int level) {
        int lowest = leaf(entry, level) ? 9 * level + 3 : 12;
        return entry & ((1L << 52) - (1L << lowest));
    }

    private static boolean illegalPermissions(long entry, EptCapabilities caps) {
        if ((entry & READ) != 0) {
            return false;
        }
        // Without R, what is left of a present entry is W, which is never legal alone, or one of the execute bits.
        return (entry & WRITE) != 0 || !caps.has(Feature.EXECUTE_ONLY);
    }

    private static long reserved(long entry, int level, EptCapabilities caps) {
        long address = caps.reservedAddressBits();
        if (!leaf(entry, level)) {
            return address | EMT | IPAT | LARGE;
        }
        return switch (level) {
            case 1 -> address;
            case 2 -> address | below(21) | (caps.has(Feature.PAGE_2M) ? 0 : LARGE);
            default -> address | below(30) | (caps.has(Feature.PAGE_1G) ? 0 : LARGE);
        };
    }

    /** The address bits from 12 up that lie inside a page of 2^shift bytes. */
    private static long below(int shift) {
        return (1L << shift) - (1L << 12);
    }

    private static int checked(int level) {
        if (level < 1 || level > MAX_LEVEL) {
            throw new IllegalArgumentException("EPT levels are 1 to " + MAX_LEVEL + ", not " + level);
        }
        return level;
    }
}
