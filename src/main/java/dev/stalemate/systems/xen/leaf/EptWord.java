package dev.stalemate.systems.xen.leaf;

import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;

/**
 * An entry of an EPT table as Xen keeps it (ept_entry_t), in one long: nothing, a table, or a leaf with its type, its mfn, and what the gfn
 * is to Xen.
 *
 * <p>EMT 7 is no memory type. In a table's entry or a leaf it is Xen's mark: everything below is recomputed when it is touched, which the
 * processor reports as a misconfiguration (exit 49).
 */
public final class EptWord {
    /** An entry that maps nothing. */
    public static final long NONE = 0;

    /** The EMT of a marked entry: MTRR_NUM_TYPES. */
    public static final int MARK = 7;

    private static final long TABLE = 1;
    private static final long LEAF = 2;
    private static final long KIND = 3;
    private static final int EMT_SHIFT = 2;
    private static final long EMT = 7L << EMT_SHIFT;
    private static final long IPAT = 1L << 5;
    private static final int TYPE_SHIFT = 6;
    private static final int MFN_SHIFT = 12;

    private EptWord() {}

    /** An entry that points to a table, unmarked. */
    public static long table() {
        return TABLE;
    }

    /** A leaf that is marked, with IPAT clear: what an entry without one type is set to. */
    public static long markedLeaf(P2mType type, long mfn) {
        return leaf(type, mfn, MARK, false);
    }

    /** A leaf with these bits. */
    public static long leaf(P2mType type, long mfn, int emt, boolean ipat) {
        long bits = LEAF | ((long) emt << EMT_SHIFT) | ((long) type.code() << TYPE_SHIFT) | (mfn << MFN_SHIFT);
        return ipat ? bits | IPAT : bits;
    }

    /** A leaf with another memory type, as {@link EptLeaf#of} packs it, and no mark. */
    public static long typed(long leaf, int type) {
        long emt = EptLeaf.emt(type).code();
        return (leaf & ~(EMT | IPAT)) | (emt << EMT_SHIFT) | (EptLeaf.ipat(type) ? IPAT : 0);
    }

    /** The entry marked. */
    public static long marked(long word) {
        return word | EMT;
    }

    /** A table's entry without its mark. */
    public static long unmarked(long table) {
        return table & ~EMT;
    }

    /** One of the parts of a split leaf: everything except the mfn is as in the whole leaf. */
    public static long part(long leaf, long offset) {
        return leaf + (offset << MFN_SHIFT);
    }

    /** Whether the entry maps anything: is_epte_present(). */
    public static boolean isPresent(long word) {
        return word != NONE;
    }

    /** Whether the entry points to a table. */
    public static boolean isTable(long word) {
        return (word & KIND) == TABLE;
    }

    /** Whether the entry is a leaf, 4 KiB or larger. */
    public static boolean isLeaf(long word) {
        return (word & KIND) == LEAF;
    }

    /** Whether the processor refuses the entry. */
    public static boolean isMarked(long word) {
        return (word & EMT) == EMT;
    }

    /** The EMT bits, {@link #MARK} included. */
    public static int emt(long word) {
        return (int) ((word & EMT) >> EMT_SHIFT);
    }

    /** The memory type of a leaf that is not marked, as {@link EptLeaf#of} packs it. */
    public static int memoryType(long leaf) {
        MemType emt = MemType.ofCode(emt(leaf));
        if (emt == null || isMarked(leaf)) {
            throw new IllegalArgumentException("a marked leaf has no type");
        }
        return EptLeaf.of(emt, ipat(leaf));
    }

    /** Whether a leaf ignores the guest's PAT. */
    public static boolean ipat(long leaf) {
        return (leaf & IPAT) != 0;
    }

    /** What the gfn is to Xen. */
    public static P2mType type(long leaf) {
        return P2mType.ofCode((int) (leaf >> TYPE_SHIFT & 7));
    }

    /** The first mfn that a leaf maps. */
    public static long mfn(long leaf) {
        return leaf >>> MFN_SHIFT;
    }
}
