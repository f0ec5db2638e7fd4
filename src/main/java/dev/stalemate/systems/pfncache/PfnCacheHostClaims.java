package dev.stalemate.systems.pfncache;

import static dev.stalemate.systems.pfncache.PfnCacheDesign.FLAG;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.FLAG_AS_POSTED;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.FLAG_AT_END;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.FLAG_EXACT;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.IGNORES_COUNTER;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.IGNORES_IN_PROGRESS;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.LINUX_5_17;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.LINUX_6_0;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.LINUX_6_9;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.LOWERS_FIRST;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.MARKS_FIRST;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.NEVER_MARKS;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.RANGE_AND_COUNTER;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.READS_LATE;
import static dev.stalemate.systems.pfncache.PfnCacheDesign.SERIALIZED;
import static dev.stalemate.systems.pfncache.PfnCacheLaws.ENDS;
import static dev.stalemate.systems.pfncache.PfnCacheLaws.GUESTS;
import static dev.stalemate.systems.pfncache.PfnCacheLaws.RETAINED;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;
import dev.stalemate.sources.MailThreads;

/** Claims about refreshes while the host invalidates pages in steps: what a refresh may miss, and whether it ends. */
final class PfnCacheHostClaims {
    private static final String ONE_MOVE = "users=1,changes=0,moves=1";
    private static final String NOT_PINNED = ",references=off";
    private static final String OTHER_PAGE = "users=1,changes=0,other-pages=1";
    private static final String LARGER = "users=2,changes=0,moves=2,other-pages=1,at-once=2";
    private static final String BOTH_SIDES = "users=1,changes=0,moves=1,other-pages=2,at-once=2";

    private PfnCacheHostClaims() {}

    static void all(Claims claims) {
        missed(claims);
        ends(claims);
        proposals(claims);
        mutants(claims);
        outOfSlots(claims);
        told(claims);
    }

    private static void missed(Claims claims) {
        claims.of("H30k", LINUX_5_17, GUESTS)
                .at(ONE_MOVE)
                .violated(
                        "Up to 58cd407ca4 (2022) a refresh checked for invalidations before it took the cache's lock to store its"
                                + " page. An invalidation after that check passes by a cache that has no page yet. One thread is enough.");
        claims.of("H30l", SERIALIZED, GUESTS)
                .at(ONE_MOVE)
                .violated(
                        "93984f19e7 alone (2022): the mutex keeps other refreshes out, but not the host's invalidations.");
        claims.of("H30m", LINUX_6_0, GUESTS)
                .at("users=2,changes=1,moves=2,other-pages=1")
                .holds(
                        "58cd407ca4 (2022) checks under the cache's lock, and counts invalidations before they mark the cache. A"
                                + " refresh sees an invalidation, or the invalidation sees the cache.");
        claims.of("H30n", LINUX_5_17, RETAINED)
                .at("users=2,changes=0,moves=2")
                .open(
                        "The design before 58cd407ca4 (2022), where the cache holds a reference to the page that it keeps too long.")
                .holds("the page is not freed, so that it gets no other owner. What KVM writes to it is lost.");
    }

    private static void ends(Claims claims) {
        claims.from(MailThreads.PFNCACHE_RANGES);
        claims.of("H40", LINUX_6_9, ENDS)
                .at(OTHER_PAGE)
                .violated(
                        "KVM has one count of invalidations in progress, and one counter of those that have ended, for all pages."
                                + " While the host invalidates another page again and again, a refresh of the cache retries for ever.");
        claims.of("H40fix", FLAG, ENDS)
                .at(LARGER)
                .holds(
                        "An invalidation flags the cache only if it is of the cache's page, and a refresh retries only if the cache"
                                + " was flagged. Invalidations of another page do not keep a refresh from ending.");
        claims.of("H40b", FLAG, ENDS)
                .at("users=1,changes=0,other-pages=2,at-once=2")
                .open(
                        "What if the host invalidates pages on both sides of the cache's? KVM remembers one range that has all"
                                + " invalidations in progress, and the range only grows.")
                .violated(
                        "the range has the cache's page as long as invalidations below it and above it overlap, although none of"
                                + " them is of that page. The refresh waits for ever.");
        claims.of("H40c", FLAG_EXACT, ENDS)
                .at(BOTH_SIDES)
                .holds(
                        "If KVM remembers the range of each invalidation in progress, no invalidation of another page can keep a"
                                + " refresh from ending.");
    }

    private static void proposals(Claims claims) {
        claims.from(MailThreads.PFNCACHE_RANGES);
        claims.of("H40e", FLAG_AS_POSTED, RETAINED)
                .at(ONE_MOVE + NOT_PINNED)
                .expectedToHold(
                        "An invalidation that starts after the cache's lock is dropped flags the cache, so that the refresh retries.")
                .violated(
                        "an invalidation still passes by a cache that has no page yet. In the first refresh of a cache nothing is"
                                + " flagged, and there is no counter any more that would show it.");
        claims.of("H40f", FLAG, RETAINED)
                .at(BOTH_SIDES + NOT_PINNED)
                .holds(
                        "If an empty cache is flagged as well, a cache that counts as fresh never has a page that was freed.");
        claims.of("H40g", FLAG_EXACT, RETAINED)
                .at(BOTH_SIDES + NOT_PINNED)
                .holds(
                        "If a refresh waits for invalidations of its own page only, a cache that counts as fresh never has a page"
                                + " that was freed.");
        claims.from(MailThreads.PFNCACHE_AT_END);
        claims.of("H40h", FLAG_AT_END, RETAINED)
                .at(ONE_MOVE + NOT_PINNED)
                .expectedToHold(
                        "The cache may be marked in the hook at the end, because a refresh waits until no invalidation of its page"
                                + " is in progress.")
                .violated(
                        "a cache that is being refreshed is safe. One that was fresh before stays fresh until the hook at the end,"
                                + " and the page is freed before that.");
        claims.from(MailThreads.PFNCACHE_REPLY);
        claims.of("H40i", RANGE_AND_COUNTER, ENDS)
                .at(OTHER_PAGE)
                .expectedToHold(
                        "A refresh retries only if the range of the invalidations in progress has its page, as page faults do.")
                .violated(
                        "a refresh still retries if the counter has moved, and there is one counter for all pages. Each"
                                + " invalidation of another page that ends during the look-up makes it retry.");
        claims.of("H40j", RANGE_AND_COUNTER, RETAINED)
                .at(BOTH_SIDES + NOT_PINNED)
                .holds("With the range and the counter, a cache that counts as fresh never has a page that was freed.");
    }

    private static void mutants(Claims claims) {
        claims.from(Code.KVM_PFNCACHE);
        claims.of("H40k", LINUX_6_9, RETAINED)
                .at(LARGER + NOT_PINNED)
                .holds(
                        "A cache that counts as fresh never has a page that was freed: the cache is marked before that, and a"
                                + " refresh retries if an invalidation is in progress or has ended since the look-up began.");
        claims.of("H40l", NEVER_MARKS, RETAINED)
                .at(ONE_MOVE + NOT_PINNED)
                .violated(
                        "If the hook at the start does not mark the cache, a fresh cache keeps its page after it was freed.");
        claims.of("H40m", IGNORES_IN_PROGRESS, RETAINED)
                .at(ONE_MOVE + NOT_PINNED)
                .violated(
                        "If a refresh ignores invalidations in progress, it can store a page that is about to change, once the"
                                + " invalidation has passed by the cache.");
        claims.of("H40n", IGNORES_COUNTER, RETAINED)
                .at(ONE_MOVE + NOT_PINNED)
                .violated(
                        "If a refresh does not read the counter, it misses an invalidation that starts and ends between look-up and"
                                + " store.");
        claims.of("H40o", READS_LATE, RETAINED)
                .at(ONE_MOVE + NOT_PINNED)
                .violated("If the counter is read after the look-up, an invalidation between the two is missed.");
        claims.of("H40p", MARKS_FIRST, RETAINED)
                .at(ONE_MOVE + NOT_PINNED)
                .violated(
                        "If an invalidation marks the cache before it counts as one in progress, a refresh can store the old page"
                                + " between the two, and nothing marks the cache again.");
        claims.of("H40d", LOWERS_FIRST, RETAINED)
                .at(ONE_MOVE + NOT_PINNED)
                .violated(
                        "If the count is lowered before the counter is raised, a refresh between the two finds neither. The"
                                + " barriers in the kernel are about this order.");
    }

    private static void outOfSlots(Claims claims) {
        claims.from(Code.KVM_PFNCACHE);
        String noSlot = ONE_MOVE + NOT_PINNED + ",in-slot=off";
        claims.of("H40q", LINUX_6_9, RETAINED)
                .at(noSlot)
                .open(
                        "Since 721f5b0dda78 (2024, Linux 6.9) a cache can be of a user-space address, as for Xen's shared_info"
                                + " page. What if no memory slot has that address?")
                .violated(
                        "the counter of invalidations is raised under the MMU lock, which is taken only for ranges in memory slots."
                                + " An invalidation that starts and ends between look-up and store leaves no trace.");
        claims.of("H40r", FLAG, RETAINED)
                .at(noSlot)
                .holds("The flag is set by the cache's own address, and needs neither the counter nor a memory slot.");
    }

    private static void told(Claims claims) {
        claims.of("H49c", LINUX_6_9, RETAINED)
                .at(ONE_MOVE + NOT_PINNED + ",told=nothing")
                .violated(
                        "H49 (f268f6cf875f, 2022) is KVM's map cache's as well: without the hooks a fresh cache keeps a page that was"
                                + " freed.");
        claims.of("H50c", LINUX_6_9, RETAINED)
                .at("users=1,changes=0,moves=1,other-pages=2,range=2,told=first" + NOT_PINNED)
                .violated(
                        "H50 (dff11abe280b, 2018) is KVM's map cache's as well: an invalidation that is told of the page below alone"
                                + " passes the cache by.");
        claims.of("H50d", LINUX_6_9, RETAINED)
                .at(BOTH_SIDES + ",range=2" + NOT_PINNED)
                .holds(
                        "With dff11abe280b (2018) an invalidation is told of both its pages, and marks the cache if one of them is the cache's.");
    }
}
