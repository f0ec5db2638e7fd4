package dev.stalemate.paging;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Layout;

/** Pages for tables and the pool that they go back to, as a piece of a layout. From there they are taken for something else. */
public final class TablePages {
    private static final int TABLE = 0;
    private static final int POOL = 1;
    private static final int REUSED = 2;
    private static final String[] TEXTS = {"table", "in the pool", "something else"};

    private final Index page;
    private final IntField use;

    /** Declares a number of pages, tables at first; with {@code present} false they stay so, and take no bits. */
    public TablePages(Layout.Builder b, boolean present, int count) {
        page = Index.of("table-page", count);
        b.place(page);
        use = b.number("table-page", present ? TEXTS.length : 1, v -> TEXTS[v], page);
    }

    /** Says that a table can be left behind, where it should be in the pool. */
    public void canBeLeft(Layout.Builder b) {
        b.kept((has, other) -> has == TABLE && other == POOL, use);
    }

    /** Tells of a page that the function which was told of last could have put to another use. */
    public void could(Acts acts, int p) {
        acts.could(use, p);
    }

    /** What they are numbered by. */
    public Index index() {
        return page;
    }

    /** Whether a page is a table. */
    public boolean isTable(long[] state, int p) {
        return use.get(state, p) == TABLE;
    }

    /** A page goes back to the pool. */
    public void free(long[] state, int p) {
        use.set(state, p, POOL);
    }

    /** A page of the pool is a table again. */
    public void allocate(long[] state, int p) {
        use.set(state, p, TABLE);
    }

    /** Whether a page is in the pool. */
    public boolean isInPool(long[] state, int p) {
        return use.get(state, p) == POOL;
    }

    /** Whether a page was a table, and was taken from the pool for something else. */
    public boolean isReused(long[] state, int p) {
        return use.get(state, p) == REUSED;
    }

    /** Whether some page is a table no longer. */
    public boolean someIsFreed(long[] state) {
        for (int p = 0; p < page.size(); p++) {
            if (!isTable(state, p)) {
                return true;
            }
        }
        return false;
    }

    /** The first page of the pool, or -1. Which one is taken makes no difference, because pages of the pool are alike. */
    public int firstInPool(long[] state) {
        for (int p = 0; p < page.size(); p++) {
            if (isInPool(state, p)) {
                return p;
            }
        }
        return -1;
    }

    /** What a page is, as a person reads it. */
    public String text(long[] state, int p) {
        return TEXTS[use.get(state, p)];
    }

    /** A page of the pool is taken, and gets other contents. */
    public Action reused() {
        return reused(s -> true);
    }

    /** The same, where nothing makes the taker wait. */
    public Action reused(Condition mayTake) {
        return Action.named("reuse-table-page")
                .over(page)
                .when((s, a) -> isInPool(s, (int) a[0]) && mayTake.test(s))
                .then((s, a) -> use.set(s, (int) a[0], REUSED));
    }
}
