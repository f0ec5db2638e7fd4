package dev.stalemate.systems.teardown;

import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;

/**
 * The reserved region of two pages (RMRR, unity map) in the domain's p2m, as a piece of a layout, and Xen's record of it with the number of
 * devices for which it is mapped (iommu_identity_mapping()).
 */
final class ReservedRegion {
    static final int PAGES = 2;

    private final Index page = Index.of("region-page", PAGES);
    private final IntField mapped;
    private final IntField count;

    /** Declares it; with {@code present} false nothing is ever mapped, and it takes no bits. */
    ReservedRegion(Layout.Builder b, boolean present, int devices) {
        mapped = b.number("region-in-p2m", present ? 2 : 1, Integer::toString, page);
        count = b.number("region-users", present ? devices + 1 : 1, Integer::toString);
        b.kept(Instead.ALWAYS_THERE, mapped).kept(Instead.ALWAYS_THERE, count);
        b.called(count, "number of devices for which the region is tracked");
    }

    /** A device that uses it is the domain's at the start. */
    void assignedAtStart(long[] s) {
        count.set(s, 0, count.get(s, 0) + 1);
        for (int p = 0; p < PAGES; p++) {
            mapped.set(s, p, 1);
        }
    }

    /** How many devices it is tracked for; 0 if it is not tracked. */
    int users(long[] s) {
        return count.get(s, 0);
    }

    boolean isTracked(long[] s) {
        return users(s) > 0;
    }

    void setUsers(long[] s, int users) {
        count.set(s, 0, users);
    }

    /** The first page that is not mapped, or {@link #PAGES}. */
    int nextPage(long[] s) {
        for (int p = 0; p < PAGES; p++) {
            if (!mapped.is(s, p)) {
                return p;
            }
        }
        return PAGES;
    }

    boolean isMapped(long[] s) {
        return nextPage(s) == PAGES;
    }

    boolean isMapped(long[] s, int p) {
        return mapped.is(s, p);
    }

    Index page() {
        return page;
    }

    void map(long[] s, int p) {
        mapped.set(s, p, 1);
    }

    /** Pages from a number on are no longer mapped. */
    void unmapFrom(long[] s, int first) {
        for (int p = first; p < PAGES; p++) {
            mapped.set(s, p, 0);
        }
    }

    /** Tells that the function which was told of last could have mapped or unmapped pages, or counted otherwise. */
    void could(Acts acts) {
        for (int p = 0; p < PAGES; p++) {
            acts.could(mapped, p);
        }
        acts.could(count, 0);
    }
}
