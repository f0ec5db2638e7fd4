package dev.stalemate.systems.xen.leaf;

/**
 * A domain's EPT and its lazy recalculation, as mm/p2m-ept.c does it: a change marks the top-level table alone, and a touch resolves what
 * is marked on its way (resolve_misconfig()).
 *
 * <p>One algorithm for every width: the levels and the entries of a table are parameters, the store decides where the entries are kept.
 * Mutants override a step of it.
 */
public class EptTables {
    private final int top;
    private final int bits;
    private final EptStore store;
    private final LeafTypes types;
    private final Costs costs;
    private final EntryRule rule;

    /** Computes the type that a leaf would get now: epte_get_entry_emt(). */
    @FunctionalInterface
    public interface LeafTypes {
        /**
         * For any gfn of an aligned block of 2^order frames, and the first mfn of it: a leaf as {@link dev.stalemate.paging.EptLeaf#of}
         * packs it, or {@link EmtTable#SPLIT}.
         */
        int leaf(long gfn, long mfn, int order, P2mType type);
    }

    /** What a processor meets on its way to a gfn. */
    public enum Walk {
        /** A leaf with a type. */
        LEAF,
        /** An entry that maps nothing: an EPT violation. */
        NOTHING,
        /** A marked entry: an EPT misconfiguration. */
        MISCONFIGURED
    }

    /**
     * An empty EPT.
     *
     * @param levels how many levels of tables: 4 on a real machine
     * @param bits a table has 2^bits entries: 9 on a real machine
     */
    public EptTables(int levels, int bits, EptStore store, LeafTypes types, Costs costs) {
        this(levels, bits, store, types, costs, EntryRule.EPT);
    }

    /** The same, with another rule for entries than EPT's. */
    public EptTables(int levels, int bits, EptStore store, LeafTypes types, Costs costs, EntryRule rule) {
        this.top = levels - 1;
        this.bits = bits;
        this.store = store;
        this.types = types;
        this.costs = costs;
        this.rule = rule;
    }

    /** The highest level of entries; a leaf of level n maps 2^(n * bits) frames. */
    public final int top() {
        return top;
    }

    /** The order of a leaf of a level. */
    public final int order(int level) {
        return level * bits;
    }

    /** ept_memory_type_changed(): marks every entry of the top-level table. */
    public final void markAll() {
        markTable(top, 0);
    }

    /** ept_invalidate_emt_subtree(): marks the present entries of one table. */
    protected void markTable(int level, long table) {
        for (long i = table << bits; i < (table + 1) << bits; i++) {
            long word = store.get(level, i);
            costs.visited();
            if (EptWord.isPresent(word)) {
                store.set(level, i, EptWord.marked(word));
            }
        }
    }

    /** What the processor meets on its way to a gfn. */
    public final Walk walk(long gfn) {
        for (int level = top; ; level--) {
            long word = store.get(level, gfn >> order(level));
            if (!EptWord.isPresent(word)) {
                return Walk.NOTHING;
            }
            if (EptWord.isMarked(word)) {
                return Walk.MISCONFIGURED;
            }
            if (EptWord.isLeaf(word)) {
                return Walk.LEAF;
            }
        }
    }

    /** The level of the entry that ends the walk to a gfn: that of its leaf, or of the entry that maps nothing. */
    public final int leafLevel(long gfn) {
        int level = top;
        while (level > 0 && EptWord.isTable(store.get(level, gfn >> order(level)))) {
            level--;
        }
        return level;
    }

    /** The entry that ends the walk to a gfn: its leaf, or {@link EptWord#NONE}. */
    public final long leaf(long gfn) {
        for (int level = top; ; level--) {
            long word = store.get(level, gfn >> order(level));
            if (level == 0 || !EptWord.isTable(word)) {
                return word;
            }
        }
    }

    /** The first gfn after the block whose entry ends the walk to a gfn. */
    public final long next(long gfn) {
        int order = order(leafLevel(gfn));
        return ((gfn >> order) + 1) << order;
    }

    /** How many frames the tables can map. */
    public final long frames() {
        return 1L << order(top + 1);
    }

    /** Whether a table above the leaf of a gfn is marked. */
    public final boolean markedAbove(long gfn) {
        for (int level = top; level > leafLevel(gfn); level--) {
            if (EptWord.isMarked(store.get(level, gfn >> order(level)))) {
                return true;
            }
        }
        return false;
    }

    /**
     * resolve_misconfig(): recomputes what is marked on the way to a gfn.
     *
     * @return whether there was anything to do
     */
    public final boolean resolve(long gfn) {
        boolean done = rule.resolvesOneEntry() ? resolveOne(gfn) : resolveDown(gfn);
        if (done) {
            costs.resolved();
        }
        return done;
    }

    private boolean resolveDown(long gfn) {
        boolean done = false;
        for (int level = top; ; level--) {
            long number = gfn >> order(level);
            long word = store.get(level, number);
            if (level == 0 || EptWord.isLeaf(word)) {
                if (!EptWord.isMarked(word)) {
                    return done;
                }
                if (level == 0) {
                    recomputeTable(number >> bits, gfn);
                    return true;
                }
                if (recomputeLarge(level, gfn, word)) {
                    return true;
                }
            } else if (EptWord.isMarked(word)) {
                pushDown(level, number);
                done = true;
            } else if (!EptWord.isPresent(word)) {
                return done;
            }
        }
    }

    /** p2m_resolve_translation_fault() of Arm: a table's mark goes one level down, and a leaf's goes away. */
    private boolean resolveOne(long gfn) {
        int level = top;
        while (level > leafLevel(gfn) && !EptWord.isMarked(store.get(level, gfn >> order(level)))) {
            level--;
        }
        long number = gfn >> order(level);
        long word = store.get(level, number);
        if (!EptWord.isMarked(word)) {
            return false;
        }
        if (EptWord.isTable(word)) {
            pushDown(level, number);
        } else if (level == 0) {
            recompute(gfn);
        } else {
            recomputeLarge(level, gfn, word);
        }
        return true;
    }

    /** A marked entry's mark goes to every entry of the table that it points to. */
    protected void pushDown(int level, long number) {
        markTable(level - 1, number);
        store.set(level, number, EptWord.unmarked(store.get(level, number)));
    }

    /** Every leaf of a last-level table, marked or not, not only that of the gfn that is touched. */
    protected void recomputeTable(long table, long touched) {
        for (long gfn = table << bits; gfn < (table + 1) << bits; gfn++) {
            costs.visited();
            recompute(gfn);
        }
    }

    /**
     * ept_change_entry_emt_with_range() of 2013: every leaf gets its type at once. The loop goes from gfn to gfn, over holes too; only a large
     * leaf is one step.
     */
    public final void recomputeAll() {
        long gfn = 0;
        while (gfn < frames()) {
            int level = leafLevel(gfn);
            long word = leaf(gfn);
            costs.visited();
            if (level == 0) {
                recompute(gfn);
            } else if (EptWord.isPresent(word)) {
                recomputeLarge(level, gfn, word);
            }
            gfn = EptWord.isPresent(word) ? next(gfn) : gfn + 1;
        }
    }

    /** One 4 KiB leaf, if there is one. */
    protected final void recompute(long gfn) {
        long word = store.get(0, gfn);
        if (EptWord.isPresent(word)) {
            store.set(0, gfn, EptWord.typed(word, types.leaf(gfn, EptWord.mfn(word), 0, EptWord.type(word))));
            costs.recomputed();
        }
    }

    /**
     * A large leaf keeps its size if it has one type; false if it was split one level down. Its type is that of the gfn that was touched,
     * which may not be its first.
     */
    protected boolean recomputeLarge(int level, long gfn, long word) {
        long number = gfn >> order(level);
        int type = types.leaf(gfn, EptWord.mfn(word), order(level), EptWord.type(word));
        if (type == EmtTable.SPLIT) {
            split(level, number, level - 1);
            return false;
        }
        store.set(level, number, EptWord.typed(word, type));
        costs.recomputed();
        return true;
    }

    /** ept_split_super_page(): all of a large leaf, down to leaves of a level. */
    protected final void split(int level, long number, int target) {
        if (level <= target) {
            return;
        }
        long whole = store.get(level, number);
        store.set(level, number, EptWord.table());
        costs.split();
        for (long i = 0; i < 1L << bits; i++) {
            store.set(level - 1, (number << bits) + i, EptWord.part(whole, i << order(level - 1)));
            split(level - 1, (number << bits) + i, target);
        }
    }

    /** ept_set_entry(): maps 2^order(level) frames; gfn and mfn are aligned to that. */
    public final void map(long gfn, int level, long mfn, P2mType type) {
        long number = prepare(gfn, level);
        long leaf = EptWord.markedLeaf(type, mfn);
        int now = types.leaf(gfn, mfn, order(level), type);
        store.set(level, number, now == EmtTable.SPLIT ? leaf : EptWord.typed(leaf, now));
    }

    /** ept_set_entry() with INVALID_MFN: maps nothing, if the rule clears the entry. */
    public final void unmap(long gfn, int level) {
        long number = prepare(gfn, level);
        if (rule.clearsMarked() || !EptWord.isMarked(store.get(level, number))) {
            store.set(level, number, EptWord.NONE);
        }
    }

    /** Goes down to the entry to write, as ept_set_entry() does: it allocates tables and splits large leaves on its way. */
    private long prepare(long gfn, int target) {
        if (rule.resolvesBeforeSetting()) {
            resolve(gfn);
        }
        for (int level = top; level > target; level--) {
            long number = gfn >> order(level);
            long word = store.get(level, number);
            if (!EptWord.isPresent(word)) {
                store.clear(level - 1, number);
                store.set(level, number, EptWord.table());
            } else if (EptWord.isLeaf(word)) {
                split(level, number, target);
            }
        }
        long number = gfn >> order(target);
        free(target, number);
        return number;
    }

    /** ept_free_entry(): the tables below an entry. */
    private void free(int level, long number) {
        if (level == 0 || !EptWord.isTable(store.get(level, number))) {
            return;
        }
        for (long i = number << bits; i < (number + 1) << bits; i++) {
            free(level - 1, i);
        }
        store.clear(level - 1, number);
    }
}
