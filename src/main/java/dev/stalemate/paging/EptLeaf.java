package dev.stalemate.paging;

import dev.stalemate.memtype.Ept;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;

/**
 * What the checks need of an EPT leaf, packed into six bits: present, EMT, IPAT ("ignore PAT", the threads' IGMT), and whether it maps a
 * large page (SDM 28.2.6.2: EMT in bits 5:3 and IPAT in bit 6 of the entry).
 */
public final class EptLeaf {
    /** No entry. */
    public static final int NONE = 0;

    /** The first number that no leaf has. */
    public static final int BOUND = 1 << 6;

    /** The first number that no 4 KiB leaf has. */
    public static final int SMALL_BOUND = BOUND >> 1;

    private static final int PRESENT = 1;
    private static final int EMT_SHIFT = 1;
    private static final int IPAT = 1 << 4;
    private static final int LARGE = SMALL_BOUND;

    private EptLeaf() {}

    /** A present 4 KiB leaf. */
    public static int of(MemType emt, boolean ipat) {
        return PRESENT | emt.code() << EMT_SHIFT | (ipat ? IPAT : 0);
    }

    /** The same entry as part of a 2 MiB leaf. */
    public static int large(int leaf) {
        return leaf | LARGE;
    }

    /** The same type in a 4 KiB leaf. */
    public static int small(int leaf) {
        return leaf & ~LARGE;
    }

    /** Whether the entry is part of a large leaf. */
    public static boolean isLarge(int leaf) {
        return (leaf & LARGE) != 0;
    }

    /** The EMT of a present leaf. */
    public static MemType emt(int leaf) {
        MemType type = MemType.ofCode(leaf >> EMT_SHIFT & 7);
        if (leaf == NONE || type == null) {
            throw new IllegalArgumentException("no leaf: " + leaf);
        }
        return type;
    }

    /** Whether the guest's PAT is ignored. */
    public static boolean ipat(int leaf) {
        return (leaf & IPAT) != 0;
    }

    /** The type of an access through a leaf, given the type that the guest's PAT selects; the processor's own CR0.CD is clear. */
    public static MemType effective(int leaf, MemType pat) {
        return Ept.effective(false, emt(leaf), ipat(leaf), pat);
    }

    /** What could be in the place of a leaf: nothing, or a leaf of the same size with another type. */
    public static boolean instead(int has, int other) {
        boolean leaf = (other & PRESENT) != 0 && MemType.legalInMtrr(other >> EMT_SHIFT & 7);
        return has != NONE && (other == NONE || (leaf && isLarge(other) == isLarge(has)));
    }

    /**
     * What can go wrong with accesses that go through one leaf and should go through another, whatever type the guest's PAT selects.
     *
     * @param is the leaf that is there
     * @param should the one that should be
     */
    public static Hazards hazards(int is, int should) {
        Hazards all = Hazards.NONE;
        for (MemType pat : MemType.values()) {
            all = all.and(hazards(is, should, pat));
        }
        return all;
    }

    /** The same of accesses for which the guest's PAT selects a type. */
    public static Hazards hazards(int is, int should, MemType pat) {
        return hazards(effective(is, pat), effective(should, pat), pat);
    }

    /**
     * The same of accesses that have one type and should have another.
     *
     * <p>A guest whose PAT says WC gets WC whatever its MTRRs say (SDM table 11-7). So if it does get WC, it can't rely on more order than
     * WC has, even if it should have got another type because its PAT is ignored.
     */
    public static Hazards hazards(MemType access, MemType should, MemType pat) {
        Hazards hazards = Hazards.of(access, should);
        return access == MemType.WC && pat == MemType.WC ? hazards.inSpeed() : hazards;
    }

    /** As in {@code WB+IPAT}, {@code UC large} or {@code none}. */
    public static String text(int leaf) {
        if (leaf == NONE) {
            return "none";
        }
        return emt(leaf) + (ipat(leaf) ? "+IPAT" : "") + (isLarge(leaf) ? " large" : "");
    }
}
