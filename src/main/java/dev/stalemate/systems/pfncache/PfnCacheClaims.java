package dev.stalemate.systems.pfncache;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** KVM's fixes of 2022 to its map cache, each as a design before it, which must be violated, and one after it, which must hold. */
final class PfnCacheClaims extends ClaimList {
    private static final String GUESTS = "fresh-is-the-guests";
    private static final String RETAINED = "no-retained-mapping";
    private static final String HAS_PAGE = "fresh-has-page";
    private static final String LARGER = "users=3,changes=3";
    private static final String NOT_PINNED = ",references=off";

    private PfnCacheClaims(PfnCacheSystem system) {
        super(system);
    }

    static List<Claim> of(PfnCacheSystem system) {
        PfnCacheClaims claims = new PfnCacheClaims(system);
        claims.overlapping();
        claims.whosePage();
        claims.tooEarly();
        claims.asTold();
        return claims.all();
    }

    private void overlapping() {
        claim(
                "H30",
                PfnCacheDesigns.LINUX_5_17,
                GUESTS,
                "users=2",
                VIOLATED,
                "Up to 93984f19e7 (2022) a refresh of the cache dropped the lock to look its page up, and others could refresh it meanwhile. A page that"
                        + " was found before the slot changed is written over the newer refresh, and counts as fresh.");
        claim(
                "H30fix",
                PfnCacheDesigns.SERIALIZED,
                GUESTS,
                LARGER,
                HOLDS,
                "93984f19e7 (2022) makes refreshes come one after the other. Whoever stores a page is the last one to have looked at the slot.");
        claim(
                "H30b",
                PfnCacheDesigns.INVALID_MEANWHILE,
                GUESTS,
                "users=2",
                VIOLATED,
                "58cd407ca4 (2022), the other half of the fix, without this one: the cache is not valid while a refresh is under way. Of two that overlap"
                        + " the older one may still store last.");
    }

    private void whosePage() {
        claim(
                "H30c",
                PfnCacheDesigns.LINUX_5_17,
                RETAINED,
                "users=2" + NOT_PINNED,
                VIOLATED,
                "What 93984f19e7 (2022) prevents where the cache holds no reference to its page, as it holds none since Linux 6.0: the page has another"
                        + " owner, and KVM writes to it.");
        answer(
                "H30d",
                PfnCacheDesigns.LINUX_5_17,
                RETAINED,
                "users=2,changes=3",
                HOLDS,
                "The same in Linux 5.17 to 5.19, whose cache holds one.",
                "a page that the cache has is not free, so nobody else gets it: what is lost is what KVM writes there, not isolation.");
        claim(
                "H30e",
                PfnCacheDesigns.LINUX_6_0,
                RETAINED,
                LARGER + NOT_PINNED,
                HOLDS,
                "93984f19e7 and 58cd407ca4 together (2022, Linux 6.0), without references. Nothing has another owner that the cache takes for fresh.");
    }

    private void tooEarly() {
        answer(
                "H30f",
                PfnCacheDesigns.SERIALIZED,
                HAS_PAGE,
                "users=1",
                VIOLATED,
                "93984f19e7 alone (2022): what does a user find while a refresh has dropped the lock?",
                "a cache that is valid and of the right generation, with a placeholder for a page: checks of it take no mutex, so that serializes"
                        + " nothing for them.");
        claim(
                "H30g",
                PfnCacheDesigns.LINUX_6_0,
                HAS_PAGE,
                LARGER,
                HOLDS,
                "58cd407ca4 (2022) marks the cache valid when its page is there. Whoever finds it fresh finds a page.");
        claim(
                "H30j",
                PfnCacheDesigns.LINUX_6_0,
                GUESTS,
                LARGER,
                HOLDS,
                "93984f19e7 and 58cd407ca4 together (2022, Linux 6.0). A user that finds the cache fresh finds the page that the guest has.");
    }

    private void asTold() {
        answer(
                "H30h",
                PfnCacheDesigns.KEEPS_OLD,
                GUESTS,
                "users=1,changes=1",
                VIOLATED,
                "A design that keeps the old page in place while the lock is dropped, as the bug that 93984f19e7 (2022) mends can be read.",
                "the new generation makes the old page count as fresh at once, whoever looks: no second refresh is needed.");
        answer(
                "H30i",
                PfnCacheDesigns.KEEPS_OLD_SERIALIZED,
                GUESTS,
                "users=1,changes=1",
                VIOLATED,
                "The same with the mutex of 93984f19e7 (2022).",
                "it doesn't help, since who uses the cache takes no mutex: had the code kept the old page, this would not have been its fix. It put a"
                        + " placeholder there.");
    }
}
