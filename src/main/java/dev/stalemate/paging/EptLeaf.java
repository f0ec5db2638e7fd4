package dev.stalemate.paging;

import dev.stalemate.memtype.Ept;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Npt;

/**
 * What the checks need of an EPT leaf, packed into six bits: present, EMT, IPAT ("ignore PAT", the threads' IGMT), and whether it maps a
 * large page (SDM 28.2.6.2: EMT in bits 5:3 and IPAT in bit 6 of the entry).
 *
 * <p>A leaf of AMD's nested tables has neither: it selects an entry of the host's PAT. {@link #PA0} is one that selects the first, and has
 * a code that no EMT has.
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

    /** A present 4 KiB leaf of AMD's nested tables that selects entry 0 of the host's PAT, which is WB. */
    public static final int PA0 = PRESENT | 3 << EMT_SHIFT;

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

    /** Whether it is a leaf of AMD's nested tables. */
    public static boolean isNpt(int leaf) {
        return small(leaf) == PA0;
    }

    /** The EMT of a present EPT leaf. */
    public static MemType emt(int leaf) {
        MemType type = MemType.ofCode(leaf >> EMT_SHIFT & 7);
        if (leaf == NONE || type == null) {
            throw new IllegalArgumentException("no leaf: " + leaf);
        }
        return type;
    }

    /** Whether it is present and has a memory type that is none of those reserved. */
    public static boolean isTyped(int leaf) {
        return (leaf & PRESENT) != 0 && MemType.legalInMtrr(leaf >> EMT_SHIFT & 7);
    }

    /** Whether the guest's PAT is ignored. */
    public static boolean ipat(int leaf) {
        return (leaf & IPAT) != 0;
    }

    /** The same as {@link #effective(int, MemType, MemType)} where the host's MTRRs say WB, as they do of RAM. */
    public static MemType effective(int leaf, MemType pat) {
        return effective(leaf, pat, MemType.WB);
    }

    /**
     * The type of an access through a leaf; the processor's own CR0.CD is clear.
     *
     * @param pat the type that the guest's PAT selects
     * @param hostMtrr what the host's MTRRs say of the machine address; it counts under nested tables alone
     */
    public static MemType effective(int leaf, MemType pat, MemType hostMtrr) {
        return isNpt(leaf)
                ? Npt.effective(pat, MemType.WB, hostMtrr).collapsed()
                : Ept.effective(false, emt(leaf), ipat(leaf), pat);
    }

    /** What could be in the place of a leaf: nothing, or a leaf of the same size and of the same kind of tables with another type. */
    public static boolean instead(int has, int other) {
        boolean leaf = isNpt(has) ? isNpt(other) : isTyped(other);
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

    /** As in {@code WB+IPAT}, {@code UC large}, {@code PA0} or {@code none}. */
    public static String text(int leaf) {
        if (leaf == NONE) {
            return "none";
        }
        String type = isNpt(leaf) ? "PA0" : emt(leaf) + (ipat(leaf) ? "+IPAT" : "");
        return type + (isLarge(leaf) ? " large" : "");
    }
}
