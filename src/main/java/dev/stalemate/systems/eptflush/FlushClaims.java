package dev.stalemate.systems.eptflush;

import static dev.stalemate.systems.eptflush.FlushDesign.EACH_MASK;
import static dev.stalemate.systems.eptflush.FlushDesign.FREED_AFTER_UNLOCK;
import static dev.stalemate.systems.eptflush.FlushDesign.FREED_WHEN_UNLINKED;
import static dev.stalemate.systems.eptflush.FlushDesign.HOST_MASK_ALL;
import static dev.stalemate.systems.eptflush.FlushDesign.HOST_MASK_SINGLE;
import static dev.stalemate.systems.eptflush.FlushDesign.NOT_DEFERRED;
import static dev.stalemate.systems.eptflush.FlushDesign.OWN_MASK;
import static dev.stalemate.systems.eptflush.FlushLaws.AFTER_FLUSH;
import static dev.stalemate.systems.eptflush.FlushLaws.FREED;
import static dev.stalemate.systems.eptflush.FlushLaws.RETAINED;

import dev.stalemate.model.Claims;

/** Fixes of Xen's EPT flushes from 2016 to 2026, each as a design before it, which must be violated, and one after it, which must hold. */
final class FlushClaims {
    private static final String NESTED = "second=nested,change=second";
    private static final String NESTED_REMOVAL = "second=nested,change=host";
    private static final String VIEW = "second=view,change=second";
    private static final String VIEW_REMOVAL = "second=view,change=host";
    private static final String TABLE = "change=table";
    private static final String LARGER = ",cpus=3";

    private FlushClaims() {}

    static void all(Claims claims) {
        nested(claims);
        views(claims);
        tables(claims);
    }

    private static void nested(Claims claims) {
        claims.of("H15", OWN_MASK, AFTER_FLUSH)
                .at(NESTED)
                .violated(
                        "From 8eb2235599 (2015) to 6b792e28bc (2017) a flush of a nested table marked CPUs in that table's own "
                                + "mask, but a CPU that enters the guest looks at the host table's mask. CPUs are interrupted, and flush "
                                + "nothing.");
        claims.of("H15fix", HOST_MASK_ALL, AFTER_FLUSH)
                .at(NESTED + LARGER)
                .holds(
                        "6b792e28bc (2017) marks the host table's mask instead, and a CPU that finds its mark flushes all tables.");
        claims.of("H15b", OWN_MASK, RETAINED)
                .at(NESTED_REMOVAL)
                .violated(
                        "The design before 6b792e28bc (2017), when a frame leaves the host table. The host table's mask is"
                                + " marked, but only the host table is flushed: L2 keeps a frame that is another guest's.");
        claims.of("H15c", HOST_MASK_ALL, RETAINED)
                .at(NESTED_REMOVAL + LARGER)
                .holds(
                        "6b792e28bc (2017) flushes all tables when a frame leaves the host table, so L2 loses the frame.");
        claims.of("H15d", HOST_MASK_SINGLE, AFTER_FLUSH)
                .at(NESTED)
                .violated(
                        "One-step mutant of 6b792e28bc (2017): the host table's mask is marked, and the host table alone is flushed. The nested"
                                + " table's translations have another tag.");
    }

    private static void views(Claims claims) {
        claims.of("H15e", HOST_MASK_ALL, AFTER_FLUSH)
                .at(VIEW)
                .violated("From 8eb2235599 (2015) to 69f7643df6 (2019) a flush of an alternate view marked CPUs in that"
                        + " view's own mask, which a CPU that enters the guest does not look at. A view's entry stays in use"
                        + " after it was removed or has lost a permission.");
        claims.of("H15f", EACH_MASK, AFTER_FLUSH)
                .at(VIEW + LARGER)
                .holds("69f7643df6 (2019) looks at the mask of each view, and flushes it.");
        claims.of("H15g", HOST_MASK_ALL, RETAINED)
                .at(VIEW_REMOVAL)
                .violated(
                        "The design before 69f7643df6 (2019), when a frame leaves the host table and the view. So the bug"
                                + " is not only about permissions, as the message of the fix says.");
        claims.of("H15h", EACH_MASK, RETAINED)
                .at(VIEW_REMOVAL + LARGER)
                .holds(
                        "69f7643df6 (2019) marks both masks and flushes both tables, when a frame leaves the host table and"
                                + " the view.");
        claims.of("H15i", EACH_MASK, AFTER_FLUSH)
                .at(NESTED + LARGER)
                .holds(
                        "69f7643df6 (2019) leaves nested tables as 6b792e28bc (2017) has them. A CPU that finds the host table's "
                                + "mark flushes all tables.");
        claims.of("H15j", EACH_MASK, RETAINED)
                .at(NESTED_REMOVAL + LARGER)
                .holds(
                        "69f7643df6 (2019) leaves nested tables as 6b792e28bc (2017) has them, when a frame leaves the host"
                                + " table: L2 loses the frame.");
    }

    private static void tables(Claims claims) {
        claims.of("H18", FREED_WHEN_UNLINKED, FREED)
                .at(TABLE)
                .violated(
                        "From 4a59e6bb3a (2022) to 4bc2e5333a (2026, XSA-480, CVE-2026-23554) a table page went to the pool while "
                                + "its flush was put off to the release of the p2m lock. A CPU that has cached a pointer to it walks "
                                + "through whatever the page contains next.");
        claims.of("H18fix", EACH_MASK, FREED)
                .at(TABLE + LARGER)
                .holds(
                        "4bc2e5333a (2026, XSA-480) makes the flush that is owed before the page is freed, as 09fc40ed30 (2016) "
                                + "had done.");
        claims.of("H18b", NOT_DEFERRED, FREED)
                .at(TABLE + LARGER)
                .holds("Before 09fc40ed30 (2016) no flush was put off, so the flush came before the page was freed.");
        claims.of("H18c", FREED_AFTER_UNLOCK, FREED)
                .at(TABLE + LARGER)
                .holds(
                        "A fix other than 4bc2e5333a (2026): table pages are freed after the lock is released, and so after its "
                                + "flush. One flush is enough then.");
        claims.of("H18e", HOST_MASK_ALL, FREED)
                .at(TABLE + LARGER)
                .holds("The design of 6b792e28bc (2017), with the flush of 09fc40ed30 (2016) before a page is freed.");
        claims.of("H18d", FREED_WHEN_UNLINKED, AFTER_FLUSH)
                .at(TABLE + LARGER)
                .open("The design before 4bc2e5333a (2026, XSA-480), asked whether the flush comes at all.")
                .holds(
                        "the flush comes at the release of the lock, and leaves nothing behind: only a question about the"
                                + " page shows that it comes too late.");
    }
}
