package dev.stalemate.pathfinder.target;

/**
 * A guest's p2m of two levels: an entry above, which is a superpage's or points to a table, and the table's entries, one a page. Who changes
 * it holds its lock.
 */
final class MapCacheTable {
    /** Types of entries; those above {@link #INVALID} are valid. */
    static final int INVALID = 0;

    static final int RAM = 1;
    static final int MMIO = 2;
    /** Of the entry above: it points to a table. */
    static final int TABLE = 3;

    final SpinLock lock = new SpinLock();
    /** Whether the domain has memory for a table. */
    final Cell memory = new Cell("memory", 0);

    private final boolean superpage;
    private final Cell above;
    private final Row<Cell> entries;

    MapCacheTable(MapCacheScope scope) {
        superpage = scope.superpage;
        above = new Cell("p2m", superpage ? RAM : TABLE);
        Cell[] table = new Cell[scope.frames];
        for (int gfn = 0; gfn < table.length; gfn++) {
            table[gfn] = new Cell("p2m", scope.mmio && gfn == 0 ? MMIO : RAM);
        }
        entries = Row.of(table);
    }

    /** The type of the entry above; without superpages it is always a table. */
    int above() {
        return superpage ? above.get() : TABLE;
    }

    void setAbove(int type) {
        above.set(type);
    }

    int entry(int gfn) {
        return entries.get(gfn).get();
    }

    void clear(int gfn) {
        entries.get(gfn).set(INVALID);
    }

    /** Whether a server that looks a gfn up finds RAM. */
    boolean finds(int gfn) {
        lock.lock();
        int type = above();
        if (type == TABLE) {
            type = entry(gfn);
        }
        lock.unlock();
        return type == RAM;
    }
}
