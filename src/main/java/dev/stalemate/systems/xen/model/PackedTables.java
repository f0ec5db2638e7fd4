package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.systems.xen.leaf.EptStore;
import dev.stalemate.systems.xen.leaf.EptWord;
import java.util.Arrays;
import java.util.List;

/** Tables of a small scope as fields of a layout: every entry of every table that there can be. Belongs to one thread. */
final class PackedTables implements EptStore {
    private static final int TABLE = 1;
    private static final int MARKED_TABLE = 2;
    private static final int TABLES = 3;
    private static final int EMT = 7;
    private static final int IPAT = EMT + 1;
    /** A leaf's kind follows its type: 1 and its number among the kinds. */
    private static final int KIND_SHIFT = 4;

    private static final int LEAVES = 1 << KIND_SHIFT;
    private static final int TYPE = LEAVES - 1;

    private final int bits;
    /** By {@link #kind}. */
    private final PageKind[] kinds;
    /** The number of each kind among them, by its {@link PageKind#place}. */
    private final int[] numbers = new int[PageKind.values().length];

    private final IntField[] levels;
    private long[] state = new long[0];

    /**
     * Declares the fields.
     *
     * @param prefix what their names start with
     * @param kinds what can be mapped
     * @param large whether there can be leaves above the last level
     * @param owners whether frames have owners, so that a leaf can be wrong because it is there
     */
    PackedTables(
            Layout.Builder b,
            String prefix,
            int levels,
            int bits,
            List<PageKind> kinds,
            boolean large,
            boolean owners) {
        this.bits = bits;
        this.kinds = byCode(kinds);
        for (PageKind kind : kinds) {
            numbers[kind.place()] = kinds.indexOf(kind);
        }
        this.levels = new IntField[levels];
        for (int level = levels - 1; level >= 0; level--) {
            int order = level * bits;
            Index entry = new Index("entry", 1 << ((levels - level) * bits), i -> Integer.toHexString(i << order));
            int bound = level > 0 && !large ? TABLES : (1 + kinds.size()) << KIND_SHIFT;
            this.levels[level] = b.number(prefix + "ept" + level, bound, this::text, entry);
            b.place(entry).kept(owners ? PackedTables::none : PackedTables::instead, this.levels[level]);
        }
    }

    /** What a leaf could be instead: a leaf of the same page, with another type or marked. */
    private static boolean instead(int code, int other) {
        int type = other & TYPE;
        boolean is = type == EptWord.MARK || MemType.legalInMtrr(type & EMT);
        return code >= LEAVES && other >= LEAVES && is && code >> KIND_SHIFT == other >> KIND_SHIFT;
    }

    /** What matters where frames have owners: whether there is a leaf. */
    private static boolean none(int code, int other) {
        return code >= LEAVES && other == 0;
    }

    /** The entries of a level. */
    IntField entries(int level) {
        return levels[level];
    }

    void at(long[] newState) {
        state = newState;
    }

    @Override
    public long get(int level, long number) {
        int code = levels[level].get(state, (int) number);
        if (code < LEAVES) {
            return code == 0 || level == 0
                    ? EptWord.NONE
                    : code == TABLE ? EptWord.table() : EptWord.marked(EptWord.table());
        }
        PageKind kind = kind(code);
        return EptWord.leaf(kind.type(), kind.mfn(number << (level * bits)), code & EMT, (code & IPAT) != 0);
    }

    @Override
    public void set(int level, long number, long word) {
        levels[level].set(state, (int) number, code(word));
    }

    private int code(long word) {
        if (!EptWord.isPresent(word)) {
            return 0;
        }
        if (EptWord.isTable(word)) {
            return EptWord.isMarked(word) ? MARKED_TABLE : TABLE;
        }
        int kind = numbers[PageKind.of(EptWord.mfn(word)).place()];
        // Nothing depends on a marked leaf's IPAT, so two states that differ only in it are one.
        boolean ipat = EptWord.ipat(word) && !EptWord.isMarked(word);
        return (1 + kind) << KIND_SHIFT | (ipat ? IPAT : 0) | EptWord.emt(word);
    }

    private PageKind kind(int code) {
        return kinds[code >> KIND_SHIFT];
    }

    /** The kinds by 1 and their numbers, for every number of as many bits: so no code that fits into a field has none. */
    private static PageKind[] byCode(List<PageKind> kinds) {
        PageKind[] all = new PageKind[Integer.highestOneBit(kinds.size()) << 1];
        Arrays.fill(all, PageKind.RAM);
        for (PageKind kind : kinds) {
            all[1 + kinds.indexOf(kind)] = kind;
        }
        return all;
    }

    @Override
    public void clear(int level, long table) {
        for (long i = table << bits; i < (table + 1) << bits; i++) {
            set(level, i, EptWord.NONE);
        }
    }

    /** As in {@code WB+IPAT ram}, {@code ?? mmio}, {@code table?}. */
    private String text(int code) {
        if (code < LEAVES) {
            return code == 0 ? "none" : code == TABLE ? "table" : "table, marked";
        }
        boolean marked = (code & EMT) == EptWord.MARK;
        return (marked ? "marked" : MemType.ofCode(code & EMT) + ((code & IPAT) != 0 ? "+IPAT" : "")) + " "
                + kind(code);
    }
}
