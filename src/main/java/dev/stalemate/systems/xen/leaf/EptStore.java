package dev.stalemate.systems.xen.leaf;

/**
 * Where the entries of a domain's EPT are kept. An entry is named by its level and its number among all of that level: the gfn's bits from
 * that level up. So a table needs no address: the entry that points to table t of the level below is number t of its own level.
 */
public interface EptStore {
    /** The entry, as {@link EptWord} packs it. */
    long get(int level, long number);

    /** Replaces an entry; the table that it is in exists. */
    void set(int level, long number, long word);

    /** Empties a table of entries of a level: it is new, or freed. */
    void clear(int level, long table);
}
