package dev.stalemate.paging;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/**
 * Page tables in memory, and how the IOMMU walks them, as a piece of a layout (AMD IOMMU specification 2.2.3; reference of Xen's side:
 * iommu_pde_from_dfn()).
 *
 * <p>A table has 512 entries; those that no walk of a dfn of the scope can reach are left out. An entry points to a machine frame (a leaf),
 * to a table, whose level is its NextLevel, or to nothing. All of these are numbers, the targets: machine frame m, then quarantine's
 * scratch page, then table t, then all other memory.
 */
public final class IoPageTables {
    /** Entries are 9 bits of the dfn. */
    public static final int BITS = 9;
    /** The most levels that an entry's mode can name. */
    public static final int MOST_LEVELS = 6;
    /** The target of a walk that ends in a fault. */
    public static final int FAULT = -1;

    public final Index table;
    /** A page-table page's level; 0 where it is free. */
    public final IntField level;

    private final Index slot;
    /** 1 + target, or 0 where nothing is present. */
    private final IntField entry;

    private final long[] dfns;
    /** Which of the entries that are modelled a dfn selects at each level, from level 1. */
    private final int[][] slotOf;

    private final Index frame;
    private final int frames;
    private final int pool;
    private final boolean checksNextLevel;
    private int walked;

    /**
     * Declares tables.
     *
     * @param frame what the machine frames that leaves point to are numbered by
     * @param pool pages that tables can be allocated from
     * @param more pages beyond them, that quarantine's tables take
     * @param checksNextLevel whether the IOMMU looks at an entry's NextLevel, or counts levels down from the mode
     */
    public IoPageTables(Layout.Builder b, List<Long> dfns, Index frame, int pool, int more, boolean checksNextLevel) {
        this.dfns = dfns.stream().mapToLong(Long::longValue).toArray();
        this.frame = frame;
        frames = frame.size();
        this.pool = pool;
        this.checksNextLevel = checksNextLevel;
        TreeSet<Integer> used = new TreeSet<>(List.of(0));
        for (long dfn : this.dfns) {
            for (int l = 1; l <= MOST_LEVELS; l++) {
                used.add(indexAt(dfn, l));
            }
        }
        int[] slots = used.stream().mapToInt(Integer::intValue).toArray();
        slotOf = new int[this.dfns.length][MOST_LEVELS + 1];
        for (int d = 0; d < slotOf.length; d++) {
            for (int l = 1; l <= MOST_LEVELS; l++) {
                slotOf[d][l] = Arrays.binarySearch(slots, indexAt(this.dfns[d], l));
            }
        }
        table = Index.of("table", pool + more);
        slot = new Index("entry", slots.length, i -> Integer.toString(slots[i]));
        level = b.number("level", MOST_LEVELS + 1, l -> l == 0 ? "free" : Integer.toString(l), table);
        entry = b.number("pte", other() + 1, code -> code == 0 ? "none" : text(code - 1), table, slot);
    }

    /** The entry of a table that a dfn selects at a level, 0 to 511. */
    public static int indexAt(long dfn, int level) {
        return (int) (dfn >>> (BITS * (level - 1))) & ((1 << BITS) - 1);
    }

    /** Whether tables of so many levels have a place for a dfn. */
    public static boolean covers(int levels, long dfn) {
        return BITS * levels >= Long.SIZE || dfn >>> (BITS * levels) == 0;
    }

    /** The fewest levels that have a place for a dfn. */
    public static int levelsFor(long dfn) {
        int levels = 1;
        while (!covers(levels, dfn)) {
            levels++;
        }
        return levels;
    }

    /** amd_iommu_get_paging_mode(): the levels for a number of frames, from 1. */
    public static int levelsForFrames(long frames) {
        int levels = 1;
        for (long n = frames; n > (1 << BITS); n = (n + 511) >>> BITS) {
            levels++;
        }
        return levels;
    }

    /** Quarantine's scratch page, as a target. */
    public int scratch() {
        return frames;
    }

    /** Memory that no walk should reach, as a target; the largest that there is. */
    public int other() {
        return frames + 1 + table.size();
    }

    /** Whether a target is a page-table page. */
    public boolean isTable(int target) {
        return target > frames && target < other();
    }

    /** The root of an entry whose halves are those of two tables' addresses. */
    public int torn() {
        return table.size();
    }

    /** A root as a person reads it. */
    public String rootText(int root) {
        return root == torn() ? "halves of two" : "table " + root;
    }

    /** A target as a person reads it. */
    public String text(int target) {
        if (target == FAULT) {
            return "no translation";
        }
        if (target < frames) {
            return frame.name() + " " + target;
        }
        return target == scratch() ? "scratch" : target == other() ? "other memory" : "table " + tableOf(target);
    }

    private int tableOf(int target) {
        return target - frames - 1;
    }

    private int targetOf(int t) {
        return frames + 1 + t;
    }

    private int target(long[] s, int t, int e) {
        return target(s, t * slot.size() + e);
    }

    private void point(long[] s, int t, int e, int target) {
        point(s, t * slot.size() + e, target);
    }

    /** The target of an entry, by its number among those of all tables; or {@link #FAULT} where nothing is present. */
    public int target(long[] s, int number) {
        return entry.get(s, number) - 1;
    }

    /** Writes an entry, by its number among those of all tables. */
    public void point(long[] s, int number, int target) {
        entry.set(s, number, target + 1);
    }

    /** The entries of all tables, for what is told of one. */
    public IntField entries() {
        return entry;
    }

    /** Allocates an empty table of a level: its number, or -1 if no page is free. */
    public int allocate(long[] s, int l) {
        for (int t = 0; t < pool; t++) {
            if (level.get(s, t) == 0) {
                level.set(s, t, l);
                return t;
            }
        }
        return -1;
    }

    /** Frees a table. */
    public void free(long[] s, int t) {
        level.set(s, t, 0);
        for (int e = 0; e < slot.size(); e++) {
            point(s, t, e, FAULT);
        }
    }

    /** How many tables can be allocated. */
    public int free(long[] s) {
        int free = 0;
        for (int t = 0; t < pool; t++) {
            free += level.get(s, t) == 0 ? 1 : 0;
        }
        return free;
    }

    /** Makes a table's entry 0 point to another table. */
    public void link(long[] s, int t, int below) {
        point(s, t, 0, targetOf(below));
    }

    /** The table that entry 0 of a table points to. */
    public int linked(long[] s, int t) {
        return tableOf(target(s, t, 0));
    }

    /** How many tables a map of a dfn has to allocate below a root that covers it. */
    public int missing(long[] s, int root, int d) {
        int t = root;
        for (int l = level.get(s, root); l > 1; l--) {
            int next = target(s, t, slotOf[d][l]);
            if (!isTable(next)) {
                return l - 1;
            }
            t = tableOf(next);
        }
        return 0;
    }

    /** Maps a dfn to a target; tables on the way are allocated, and there are enough. */
    public void map(long[] s, int root, int d, int target) {
        int t = root;
        for (int l = level.get(s, root); l > 1; l--) {
            int next = target(s, t, slotOf[d][l]);
            if (!isTable(next)) {
                next = targetOf(allocate(s, l - 1));
                point(s, t, slotOf[d][l], next);
            }
            t = tableOf(next);
        }
        point(s, t, slotOf[d][1], target);
    }

    /** Removes the leaf of a dfn that is mapped below a root. */
    public void unmap(long[] s, int root, int d) {
        map(s, root, d, FAULT);
    }

    /**
     * The number of a dfn's leaf below a root, as software finds it that takes the root for one of so many levels, and gives up where an
     * entry's NextLevel is not the next level (fetch_pte() of Linux); {@link #FAULT} where it gives up, or nothing is present.
     */
    public int find(long[] s, int root, int levels, int d) {
        return descend(s, root, levels, d, false);
    }

    /**
     * The same where tables on the way are allocated (alloc_pte() of Linux).
     *
     * @throws IllegalStateException if no page is left for one
     */
    public int make(long[] s, int root, int levels, int d) {
        return descend(s, root, levels, d, true);
    }

    private int descend(long[] s, int root, int levels, int d, boolean allocates) {
        int t = root;
        for (int l = levels; l > 1; l--) {
            int next = target(s, t, slotOf[d][l]);
            if (next == FAULT && allocates) {
                int below = allocate(s, l - 1);
                if (below < 0) {
                    throw new IllegalStateException("no page is left for a table");
                }
                next = targetOf(below);
                point(s, t, slotOf[d][l], next);
            }
            if (!isTable(next) || level.get(s, tableOf(next)) != l - 1) {
                return FAULT;
            }
            t = tableOf(next);
        }
        return t * slot.size() + slotOf[d][1];
    }

    /** Makes a chain of tables that translates every dfn to the scratch page, as fill_qpt() does; the last pages hold it, the root last. */
    public void quarantine(long[] s, int levels) {
        int t = pool;
        for (int l = 1; l <= levels; l++, t++) {
            level.set(s, t, l);
            for (int e = 0; e < slot.size(); e++) {
                point(s, t, e, l == 1 ? scratch() : targetOf(t - 1));
            }
        }
    }

    /** The root of quarantine's chain. */
    public int quarantineRoot() {
        return table.size() - 1;
    }

    /** Where the IOMMU's walk of a dfn ends, from a device-table entry's root and mode: a target, or {@link #FAULT}. */
    public int walk(long[] s, int root, int mode, int d) {
        walked = 0;
        if (mode == 0 || !covers(mode, dfns[d])) {
            return FAULT;
        }
        if (root == torn()) {
            return other();
        }
        int t = root;
        int l = mode;
        while (true) {
            walked++;
            int target = target(s, t, slotOf[d][l]);
            if (!isTable(target)) {
                return target == FAULT ? FAULT : leaf(target, l, dfns[d]);
            }
            if (!checksNextLevel && l == 1) {
                return target;
            }
            int next = checksNextLevel ? level.get(s, tableOf(target)) : l - 1;
            if (next >= l || skipped(dfns[d], next, l) != 0) {
                return FAULT;
            }
            t = tableOf(target);
            l = next;
        }
    }

    /** How many entries the last walk read. */
    public int walked() {
        return walked;
    }

    /** A leaf above level 1 is that of a large page: part of it is the frame, the rest is what follows in memory. */
    private int leaf(int target, int l, long dfn) {
        return (dfn & ((1L << (BITS * (l - 1))) - 1)) == 0 ? target : other();
    }

    /** The bits of a dfn that select entries at the levels between two. */
    private static long skipped(long dfn, int below, int above) {
        return (dfn >>> (BITS * below)) & ((1L << (BITS * (above - 1 - below))) - 1);
    }

    /** Marks the tables that can be reached from a root. */
    public void reach(long[] s, int root, BitSet reached) {
        if (!reached.get(root)) {
            reached.set(root);
            for (int e = 0; e < slot.size(); e++) {
                int target = target(s, root, e);
                if (isTable(target)) {
                    reach(s, tableOf(target), reached);
                }
            }
        }
    }
}
