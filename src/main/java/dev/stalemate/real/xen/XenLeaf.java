package dev.stalemate.real.xen;

import dev.stalemate.memtype.MemType;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptWord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A leaf as Xen's debug key D prints it (ept_dump_p2m_table()).
 *
 * @param gfn the first frame
 * @param order it maps 2^order frames
 * @param emt the stored EMT, {@link EptWord#MARK} for an entry that is itself marked
 * @param pending whether a table above it, or the large leaf itself, is marked: {@code ?}
 * @param ipat whether IPAT is set by the dump: never for a leaf that is pending
 */
record XenLeaf(long gfn, int order, int emt, boolean pending, boolean ipat) {
    /** The leaf that a model has for a gfn, or null where it has none. */
    static @Nullable XenLeaf of(EptTables ept, long gfn) {
        long word = ept.leaf(gfn);
        if (!EptWord.isLeaf(word)) {
            return null;
        }
        int order = ept.order(ept.leafLevel(gfn));
        boolean pending = ept.markedAbove(gfn) || (order > 0 && EptWord.isMarked(word));
        return new XenLeaf(gfn >> order << order, order, EptWord.emt(word), pending, !pending && EptWord.ipat(word));
    }

    /** The leaves that a model has from a gfn on, in ascending order. */
    static List<XenLeaf> all(EptTables ept, long from) {
        List<XenLeaf> leaves = new ArrayList<>();
        for (long gfn = from; gfn < ept.frames(); gfn = ept.next(gfn)) {
            XenLeaf leaf = of(ept, gfn);
            if (leaf != null && leaf.gfn >= from) {
                leaves.add(leaf);
            }
        }
        return leaves;
    }

    /** Type and flag as the dump has them, such as {@code WB!}, {@code UC?} or {@code ???}. */
    String type() {
        MemType type = emt == EptWord.MARK ? null : MemType.ofCode(emt);
        return (type == null ? "??" : type.toString()) + (pending ? "?" : ipat ? "!" : " ");
    }

    /** As in {@code order 9 [WB!]}. */
    String text() {
        return "order " + order + " [" + type() + "]";
    }
}
