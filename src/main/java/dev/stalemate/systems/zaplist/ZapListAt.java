package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Law;

/** What the laws ask of where a vCPU stands in its update. */
interface ZapListAt {
    /** Whether it makes no update. */
    boolean isIdle(long[] s, int v);

    /** Whether its next step reads or writes an entry, or may do so. */
    boolean uses(long[] s, int v);

    /** Whether that is an entry that was freed. */
    boolean usesFreed(long[] s, int v);

    /** Whether its next step frees an entry. */
    boolean frees(long[] s, int v);

    /** Whether that is an entry that is free. */
    boolean freesFreed(long[] s, int v);

    /** Whether a local pointer of it is to an entry. */
    boolean holds(long[] s, int v, int entry);

    /** Whether it waits for another vCPU. */
    boolean waits(long[] s, int v);

    /** The property that flag and list have no data race. */
    Law races(String name);
}
