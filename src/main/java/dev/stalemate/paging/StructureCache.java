package dev.stalemate.paging;

import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;

/**
 * What processors keep of a walk's upper levels, as a piece of a layout: which table pages they would go to without looking at the entries that
 * point there (SDM 28.3.2: paging-structure caches). A pointer is kept until it is flushed, whatever becomes of the entry.
 */
public final class StructureCache {
    private final Index page;
    private final IntField kept;

    /** Declares it, empty; with {@code present} false it keeps nothing, and takes no bits. */
    public StructureCache(Layout.Builder b, String name, boolean present, Index cpu, Index page) {
        this.page = page;
        kept = b.number(name, present ? 2 : 1, v -> v == 0 ? "none" : "kept", cpu, page);
        b.kept(Instead.DROPPED, kept);
    }

    /** Whether a CPU keeps a pointer to a table page. */
    public boolean has(long[] state, int cpu, int p) {
        return kept.is(state, cpu * page.size() + p);
    }

    /** A CPU walks through a table page. */
    public void keep(long[] state, int cpu, int p) {
        kept.set(state, cpu * page.size() + p, kept.bound() - 1);
    }

    /** Tells of each pointer of a CPU that the function which was told of last could have made it forget. */
    public void could(Acts acts, long[] state, int cpu) {
        for (int p = 0; p < page.size(); p++) {
            if (has(state, cpu, p)) {
                acts.could(kept, cpu * page.size() + p);
            }
        }
    }

    /** A CPU forgets all pointers. */
    public void flush(long[] state, int cpu) {
        for (int p = 0; p < page.size(); p++) {
            kept.set(state, cpu * page.size() + p, 0);
        }
    }
}
