package dev.stalemate.systems.pfncache;

import static dev.stalemate.systems.pfncache.PfnCacheDesign.GENERATION_LATE;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.INVALID_MEANWHILE;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.KEEPS_OLD;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.KEEPS_OLD_SERIALIZED;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.LINUX_5_17;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.LINUX_6_0;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.SERIALIZED;
import static dev.stalemate.systems.pfncache.PfnCacheLaws.GUESTS;
import static dev.stalemate.systems.pfncache.PfnCacheLaws.HAS_PAGE;
import static dev.stalemate.systems.pfncache.PfnCacheLaws.RETAINED;

import dev.stalemate.model.Claims;

/** The fixes of 2022 to KVM's map cache, each with the design before it, which violates a law, and the one after it, for which the law holds. */
final class PfnCacheClaims {
    private static final String LARGER = "users=3,changes=3";
    private static final String NOT_PINNED = ",references=off";

    private PfnCacheClaims() {}

    static void all(Claims claims) {
        overlapping(claims);
        whosePage(claims);
        tooEarly(claims);
        asTold(claims);
        PfnCacheHostClaims.all(claims);
    }

    private static void overlapping(Claims claims) {
        claims.of("H30", LINUX_5_17, GUESTS)
                .at("users=2")
                .violated(
                        "Up to 93984f19e7 (2022) a refresh of the cache dropped the lock to look its page up, and others could refresh it"
                                + " meanwhile. A page that was found before the slot changed is written over the newer refresh, and counts as"
                                + " fresh.");
        claims.of("H30fix", SERIALIZED, GUESTS)
                .at(LARGER)
                .holds(
                        "93984f19e7 (2022) makes refreshes come one after the other. The thread that stores a page was the last one to look at"
                                + " the slot.");
        claims.of("H30b", INVALID_MEANWHILE, GUESTS)
                .at("users=2")
                .violated(
                        "58cd407ca4 (2022), the other half of the fix, without 93984f19e7: the cache is not valid while a refresh is under way."
                                + " Of two refreshes that overlap the older one may still store last.");
    }

    private static void whosePage(Claims claims) {
        claims.of("H30c", LINUX_5_17, RETAINED)
                .at("users=2" + NOT_PINNED)
                .violated(
                        "Up to 93984f19e7 (2022), if the cache holds no reference to its page, as since Linux 6.0: the page"
                                + " has another owner, and KVM writes to it.");
        claims.of("H30d", LINUX_5_17, RETAINED)
                .at("users=2,changes=3")
                .open("The design before 93984f19e7 (2022) in Linux 5.17 to 5.19, where the cache holds a reference.")
                .holds(
                        "a page in the cache is not free, so it gets no other owner. KVM's writes to it are lost, but isolation "
                                + "holds.");
        claims.of("H30e", LINUX_6_0, RETAINED)
                .at(LARGER + NOT_PINNED)
                .holds(
                        "93984f19e7 and 58cd407ca4 together (2022, Linux 6.0), without references. A page in a fresh cache never has another owner.");
    }

    private static void tooEarly(Claims claims) {
        claims.of("H30f", SERIALIZED, HAS_PAGE)
                .at("users=1")
                .open("93984f19e7 alone (2022): what does a user find while a refresh has dropped the lock?")
                .violated(
                        "a cache that is valid and of the right generation, with a placeholder instead of a page. A user checks the cache without the"
                                + " mutex, so the mutex does not protect it.");
        claims.of("H30g", LINUX_6_0, HAS_PAGE)
                .at(LARGER)
                .holds(
                        "58cd407ca4 (2022) marks the cache valid only when its page is there. A user that finds it fresh finds a page.");
        claims.of("H30j", LINUX_6_0, GUESTS)
                .at(LARGER)
                .holds(
                        "93984f19e7 and 58cd407ca4 together (2022, Linux 6.0). A user that finds the cache fresh finds the page that the guest has.");
    }

    private static void asTold(Claims claims) {
        claims.of("H30o", GENERATION_LATE, GUESTS)
                .at("users=1,changes=2")
                .violated(
                        "Mutant: a refresh reads the generation after the look-up, as KVM's cache of MMIO addresses did up to"
                                + " ee3d1570b586 (2014). The slot changes in between, and the page from before it counts as fresh.");
        claims.of("H30h", KEEPS_OLD, GUESTS)
                .at("users=1,changes=1")
                .open(
                        "A design that keeps the old page in place while the lock is dropped, which is how one can understand the bug that"
                                + " 93984f19e7 (2022) fixes.")
                .violated(
                        "with the new generation the old page counts as fresh at once, for every user. No second refresh is needed.");
        claims.of("H30i", KEEPS_OLD_SERIALIZED, GUESTS)
                .at("users=1,changes=1")
                .open(
                        "A design that keeps the old page in place while the lock is dropped, with the mutex of 93984f19e7"
                                + " (2022).")
                .violated(
                        "the mutex does not help, because a user of the cache takes no mutex. So the mutex would not have"
                                + " been the fix if the code had kept the old page; it put a placeholder there.");
    }
}
