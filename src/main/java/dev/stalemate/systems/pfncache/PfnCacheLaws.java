package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/** What must be true of a cache that counts as fresh: it can be used at any moment at which it does. */
final class PfnCacheLaws {
    static final String GUESTS = "fresh-is-the-guests";
    static final String RETAINED = "no-retained-mapping";
    static final String HAS_PAGE = "fresh-has-page";
    static final String ENDS = "refresh-ends";

    private PfnCacheLaws() {}

    /** The laws that a design could break in the scope. */
    static List<Law> all(PfnCacheFields f) {
        List<Law> all = new ArrayList<>();
        if (f.changesPage()) {
            all.addAll(ofItsPage(f));
        }
        all.add(Law.always(
                        HAS_PAGE,
                        Breaks.CRASH,
                        "a cache that counts as fresh has a page; without one, its user would follow a null pointer")
                .where(f::isFresh)
                .holds(s -> f.frame(s) >= 0)
                .saying(s -> "the cache counts as fresh and has no page"));
        if (f.invalidates) {
            all.add(Law.eventually(ENDS, "a refresh by user 0 ends")
                    .where(s -> !f.users.isAt(s, 0, 0))
                    .holds(s -> f.users.isAt(s, 0, 0))
                    .saying(s -> "user 0 is still refreshing the cache"));
        }
        return all;
    }

    private static List<Law> ofItsPage(PfnCacheFields f) {
        return List.of(
                Law.always(
                                GUESTS,
                                Breaks.COHERENCE,
                                "a cache that counts as fresh has no page, or the one that the guest has now")
                        .where(f::isFresh)
                        .holds(f::isCurrent)
                        .saying(s -> "the cache counts as fresh and has mfn " + f.frame(s)
                                + ", which the guest has given up"),
                Law.always(
                                RETAINED,
                                Breaks.ISOLATION,
                                "a cache that counts as fresh does not have a frame that another guest has written to")
                        .where(f::isFresh)
                        .holds(s -> f.frame(s) < 0 || f.owner(s, f.frame(s)) != Owner.OTHER_WROTE)
                        .saying(s -> "the cache counts as fresh and has mfn " + f.frame(s) + "; its owner is: "
                                + Owner.text(f.owner(s, f.frame(s)).number())));
    }
}
