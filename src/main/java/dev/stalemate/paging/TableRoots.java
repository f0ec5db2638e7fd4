package dev.stalemate.paging;

import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Layout;

/**
 * The table that each user of tables walks, as a piece of a layout: a CPU by its CR3, a device by its context entry. A user walks a page that
 * its root points to, whatever has become of the page.
 */
public final class TableRoots {
    private final TablePages pages;
    private final Index user;
    private final String[] others;
    /** What is none of the pages, then the pages. */
    private final IntField root;

    /**
     * Declares a root for each user.
     *
     * @param name the field's
     * @param pages the pages that can be tables
     * @param others what else a root can be, as a person reads it: first what stands for no table, which it is at first
     */
    public TableRoots(Layout.Builder b, String name, Index user, TablePages pages, String... others) {
        this.pages = pages;
        this.user = user;
        this.others = others.clone();
        root = b.number(name, others.length + pages.index().size(), this::text, user);
        b.kept(Instead.ALWAYS_THERE, root);
    }

    private String text(int value) {
        return value < others.length
                ? others[value]
                : "table page " + pages.index().text(value - others.length);
    }

    /** What a root is, as a person reads it. */
    public String text(long[] state, int u) {
        return root.text(state, u);
    }

    /** A user's root is a table page from here on. */
    public void load(long[] state, int u, int page) {
        root.set(state, u, others.length + page);
    }

    /** A user's root is something else from here on, by its number among what else it can be. */
    public void leave(long[] state, int u, int other) {
        root.set(state, u, other);
    }

    /** Whether a user's root is something else than a page, of this number. */
    public boolean isAt(long[] state, int u, int other) {
        return root.get(state, u) == other;
    }

    /** Whether a user walks a page. */
    public boolean walks(long[] state, int u, int page) {
        return root.get(state, u) == others.length + page;
    }

    /** Whether a user walks any page, be it a table or not. */
    public boolean walksPage(long[] state, int u) {
        return root.get(state, u) >= others.length;
    }

    /** Whether a user walks a page that is a table. */
    public boolean walksTable(long[] state, int u) {
        return walksPage(state, u) && pages.isTable(state, page(state, u));
    }

    /** Whether a user walks a page that is something else by now. */
    public boolean walksReused(long[] state, int u) {
        return walksPage(state, u) && pages.isReused(state, page(state, u));
    }

    /** Whether any user walks a page. */
    public boolean isWalked(long[] state, int page) {
        for (int u = 0; u < user.size(); u++) {
            if (walks(state, u, page)) {
                return true;
            }
        }
        return false;
    }

    private int page(long[] state, int u) {
        return root.get(state, u) - others.length;
    }

    /** Tells of a root that the function which was told of last could have changed. */
    public void could(Acts acts, int u) {
        acts.could(root, u);
    }

    /** The same with the reason why it left the root as it is. */
    public void left(Acts acts, int u, String why) {
        acts.left(root, u, why);
    }

    /**
     * The law: no user walks a page that was a table and is something else by now. It asks only where some page was freed.
     *
     * @param who a user as a person calls it, such as {@code function}
     * @param where what else must be true where it asks, such as that there was a user
     */
    public Law noneReused(String name, String who, Condition where) {
        return Law.always(
                        name,
                        Breaks.ISOLATION,
                        "no " + who + " walks a page that was a table and is something else by now")
                .where(where.and(pages::someIsFreed))
                .none(
                        user,
                        this::walksReused,
                        (s, u) -> who + " " + user.text(u) + " walks " + text(s, u) + ", which is "
                                + pages.text(s, page(s, u)));
    }
}
