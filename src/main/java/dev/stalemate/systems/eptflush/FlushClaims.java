package dev.stalemate.systems.eptflush;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** Fixes of Xen's EPT flushes from 2016 to 2026, each as a design before it, which must be violated, and one after it, which must hold. */
final class FlushClaims extends ClaimList {
    private static final String AFTER_FLUSH = "no-use-after-flush";
    private static final String RETAINED = "no-retained-mapping";
    private static final String FREED = "no-walk-through-freed";

    private static final String NESTED = "second=nested,change=second";
    private static final String NESTED_REMOVAL = "second=nested,change=host";
    private static final String VIEW = "second=view,change=second";
    private static final String VIEW_REMOVAL = "second=view,change=host";
    private static final String TABLE = "change=table";
    private static final String LARGER = ",cpus=3";

    private FlushClaims(FlushSystem system) {
        super(system);
    }

    static List<Claim> of(FlushSystem system) {
        FlushClaims claims = new FlushClaims(system);
        claims.nested();
        claims.views();
        claims.tables();
        return claims.all();
    }

    private void nested() {
        claim(
                "H15",
                FlushDesigns.OWN_MASK,
                AFTER_FLUSH,
                NESTED,
                VIOLATED,
                "From 8eb2235599 (2015) to 6b792e28bc (2017) a flush of a nested table marked CPUs in that table's own mask, and a CPU that enters the guest looks at the"
                        + " host table's. CPUs are interrupted, and flush nothing.");
        claim(
                "H15fix",
                FlushDesigns.HOST_MASK_ALL,
                AFTER_FLUSH,
                NESTED + LARGER,
                HOLDS,
                "6b792e28bc (2017) marks the host table's mask instead, and flushes all tables where it is found.");
        claim(
                "H15b",
                FlushDesigns.OWN_MASK,
                RETAINED,
                NESTED_REMOVAL,
                VIOLATED,
                "The same design (6b792e28bc, 2017), as a frame leaves the host table. Its mask is marked, and the host table is all that is flushed: L2"
                        + " keeps a frame that is another guest's.");
        claim(
                "H15c",
                FlushDesigns.HOST_MASK_ALL,
                RETAINED,
                NESTED_REMOVAL + LARGER,
                HOLDS,
                "6b792e28bc (2017): all tables are flushed, so L2 loses the frame, too.");
        claim(
                "H15d",
                FlushDesigns.HOST_MASK_SINGLE,
                AFTER_FLUSH,
                NESTED,
                VIOLATED,
                "One-step mutant of 6b792e28bc (2017): the host table's mask is marked, and the host table alone is flushed. The nested table's"
                        + " translations have another tag.");
    }

    private void views() {
        claim(
                "H15e",
                FlushDesigns.HOST_MASK_ALL,
                AFTER_FLUSH,
                VIEW,
                VIOLATED,
                "From 8eb2235599 (2015) to 69f7643df6 (2019) it was the same with alternate views, which have masks of their own. A view's entry that goes, or loses a"
                        + " permission, is used on.");
        claim(
                "H15f",
                FlushDesigns.EACH_MASK,
                AFTER_FLUSH,
                VIEW + LARGER,
                HOLDS,
                "69f7643df6 (2019) looks at the mask of each view, and flushes it.");
        claim(
                "H15g",
                FlushDesigns.HOST_MASK_ALL,
                RETAINED,
                VIEW_REMOVAL,
                VIOLATED,
                "The same design (69f7643df6, 2019), as a frame leaves the host table and the view: not only permissions, which is what its message"
                        + " tells of.");
        claim(
                "H15h",
                FlushDesigns.EACH_MASK,
                RETAINED,
                VIEW_REMOVAL + LARGER,
                HOLDS,
                "69f7643df6 (2019): both masks are marked, both tables flushed.");
        claim(
                "H15i",
                FlushDesigns.EACH_MASK,
                AFTER_FLUSH,
                NESTED + LARGER,
                HOLDS,
                "69f7643df6 (2019) leaves nested tables as 6b792e28bc (2017) has them. All tables are flushed where the host table's mark is found.");
        claim(
                "H15j",
                FlushDesigns.EACH_MASK,
                RETAINED,
                NESTED_REMOVAL + LARGER,
                HOLDS,
                "The same (69f7643df6, 2019), as a frame leaves the host table: L2 loses it, too.");
    }

    private void tables() {
        claim(
                "H18",
                FlushDesigns.FREED_WHEN_UNLINKED,
                FREED,
                TABLE,
                VIOLATED,
                "From 4a59e6bb3a (2022) to 4bc2e5333a (2026, XSA-480, CVE-2026-23554) a table page went to the pool while its flush was put off to the"
                        + " release of the p2m lock. A CPU that keeps a pointer to it walks through whatever is there next.");
        claim(
                "H18fix",
                FlushDesigns.EACH_MASK,
                FREED,
                TABLE + LARGER,
                HOLDS,
                "4bc2e5333a (2026, XSA-480) does what flush is owed before the page is freed, as 09fc40ed30 (2016) had done.");
        claim(
                "H18b",
                FlushDesigns.NOT_DEFERRED,
                FREED,
                TABLE + LARGER,
                HOLDS,
                "Before 09fc40ed30 (2016) no flush was put off. The one that was asked for came first.");
        claim(
                "H18c",
                FlushDesigns.FREED_AFTER_UNLOCK,
                FREED,
                TABLE + LARGER,
                HOLDS,
                "Another mend than 4bc2e5333a (2026): table pages are freed after the lock's release and its flush. One flush is enough then.");
        claim(
                "H18e",
                FlushDesigns.HOST_MASK_ALL,
                FREED,
                TABLE + LARGER,
                HOLDS,
                "The design of 6b792e28bc (2017), with the flush of 09fc40ed30 (2016) before a page is freed.");
        answer(
                "H18d",
                FlushDesigns.FREED_WHEN_UNLINKED,
                AFTER_FLUSH,
                TABLE + LARGER,
                HOLDS,
                "The design of H18, asked whether the flush comes at all.",
                "it does, at the release of the lock, and leaves nothing behind: that it comes too late is seen by who asks about the page alone.");
    }
}
