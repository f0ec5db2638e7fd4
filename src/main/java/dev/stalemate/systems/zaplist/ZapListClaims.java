package dev.stalemate.systems.zaplist;

import static dev.stalemate.systems.zaplist.ZapListDesign.CHECKS_EMPTY;
import static dev.stalemate.systems.zaplist.ZapListDesign.CHECKS_UNLOCKED;
import static dev.stalemate.systems.zaplist.ZapListDesign.CLEARS_EARLY;
import static dev.stalemate.systems.zaplist.ZapListDesign.CLEARS_UNLOCKED;
import static dev.stalemate.systems.zaplist.ZapListDesign.FREES_BEFORE_ZAP;
import static dev.stalemate.systems.zaplist.ZapListDesign.FREES_LISTED;
import static dev.stalemate.systems.zaplist.ZapListDesign.IGNORES_FLAG;
import static dev.stalemate.systems.zaplist.ZapListDesign.KEEPS_LOCK;
import static dev.stalemate.systems.zaplist.ZapListDesign.KEEPS_POINTER;
import static dev.stalemate.systems.zaplist.ZapListDesign.KEEPS_REST;
import static dev.stalemate.systems.zaplist.ZapListDesign.KEEPS_ZAPPED;
import static dev.stalemate.systems.zaplist.ZapListDesign.NO_WAIT;
import static dev.stalemate.systems.zaplist.ZapListDesign.ONE_PASS;
import static dev.stalemate.systems.zaplist.ZapListDesign.SETS_UNLOCKED;
import static dev.stalemate.systems.zaplist.ZapListDesign.SKETCH;
import static dev.stalemate.systems.zaplist.ZapListDesign.UNLINKS_LATE;
import static dev.stalemate.systems.zaplist.ZapListDesign.UNLINKS_UNLOCKED;
import static dev.stalemate.systems.zaplist.ZapListLaws.FLAG_CLEAR;
import static dev.stalemate.systems.zaplist.ZapListLaws.FREED_ONCE;
import static dev.stalemate.systems.zaplist.ZapListLaws.LISTED;
import static dev.stalemate.systems.zaplist.ZapListLaws.NO_DEADLOCK;
import static dev.stalemate.systems.zaplist.ZapListLaws.NO_LEAK;
import static dev.stalemate.systems.zaplist.ZapListLaws.NO_RACE;
import static dev.stalemate.systems.zaplist.ZapListLaws.NO_USE;
import static dev.stalemate.systems.zaplist.ZapListLaws.WAITER_LEAVES;
import static dev.stalemate.systems.zaplist.ZapListLaws.ZAPPED;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.MailThreads;

/** What the thread says of its sketch: K15, the same of each of its one-step mutants, and K16. */
final class ZapListClaims {
    private static final String THREE = "vcpus=3,ranges=2";
    /** Enough for most mutants. */
    private static final String TWO = "vcpus=2,ranges=1";
    /** A question about progress needs every state in full, so it has fewer ranges. */
    private static final String PROGRESS = "vcpus=3,ranges=1,spin=on";

    private ZapListClaims() {}

    static void all(Claims claims) {
        claims.from(MailThreads.KVM_MTRRS);
        sketch(claims);
        mutants(claims);
        progress(claims);
    }

    private static void sketch(Claims claims) {
        claims.of("K15", SKETCH, ZAPPED).at(THREE).holds("a vCPU leaves only after all its ranges are zapped");
        claims.of("K15b", SKETCH, FLAG_CLEAR).at(THREE).holds("the flag is clear only while the list is empty");
        claims.of("K15c", SKETCH, LISTED).at(THREE).holds("no range is freed while it is listed");
        claims.of("K15d", SKETCH, NO_LEAK).at(THREE).holds("no range is leaked");
        claims.of("K15e", SKETCH, NO_USE).at(THREE).holds("no range is used after it was freed");
        claims.of("K15f", SKETCH, FREED_ONCE).at(THREE).holds("no range is freed twice");
        claims.of("K15g", SKETCH, NO_RACE)
                .at(THREE)
                .holds("list and flag are accessed under the lock only, except by the READ_ONCE() of the wait");
        claims.of("K15h", SKETCH, NO_DEADLOCK).at("vcpus=3,ranges=1").holds("no deadlock");
        claims.of("K15y", SKETCH, ZAPPED)
                .at("vcpus=2,subsets=on")
                .holds(
                        "a vCPU leaves only after all its ranges are zapped, where each update is about some of the ranges");
    }

    private static void mutants(Claims claims) {
        claims.of("K15i", CLEARS_UNLOCKED, ZAPPED)
                .at(TWO)
                .violated(
                        "if the flag is cleared outside the lock, a range that was queued before that stays in the list");
        claims.of("K15j", NO_WAIT, ZAPPED)
                .at(TWO)
                .violated("without the wait a vCPU leaves while its range is still listed");
        claims.of("K15k", CHECKS_UNLOCKED, NO_USE)
                .at(TWO)
                .violated("a search of the list outside the lock reads an entry that the zapper frees");
        claims.of("K15l", CHECKS_EMPTY, ZAPPED)
                .at("vcpus=2")
                .violated("if a range is queued only into an empty list, a range that no vCPU has queued is dropped");
        claims.of("K15m", FREES_LISTED, LISTED)
                .at(TWO)
                .violated("freeing before unlinking leaves freed memory in the list");
        claims.of("K15n", FREES_BEFORE_ZAP, NO_USE)
                .at(TWO)
                .violated("freeing before zapping reads the range from freed memory");
        claims.of("K15o", KEEPS_ZAPPED, NO_LEAK).at(TWO).violated("without the zapper's kfree() every range leaks");
        claims.of("K15p", KEEPS_REST, NO_LEAK)
                .at(TWO)
                .violated("without the last kfree() a range that another vCPU had queued leaks");
        claims.of("K15q", KEEPS_POINTER, FREED_ONCE)
                .at(TWO)
                .violated("without range = NULL two vCPUs free the range that is queued");
        claims.of("K15r", ONE_PASS, ZAPPED)
                .at(TWO)
                .violated("with if instead of while, ranges that are queued meanwhile stay in the list");
        claims.of("K15s", IGNORES_FLAG, ZAPPED)
                .at(TWO)
                .violated(
                        "with two zappers, the first one that ends lets others leave before the second one has zapped");
        claims.of("K15t", SETS_UNLOCKED, NO_RACE)
                .at(TWO)
                .violated("to test and set the flag outside the lock is a data race");
        claims.of("K15u", CLEARS_EARLY, ZAPPED)
                .at(TWO)
                .violated("if the flag is cleared as the list becomes empty, the last range is not zapped yet");
        claims.of("K15v", UNLINKS_UNLOCKED, NO_RACE)
                .at(TWO)
                .violated("list_del() outside the lock races with list_add_tail() under it");
        claims.of("K15w", UNLINKS_LATE, ZAPPED)
                .at(TWO)
                .violated(
                        "a range that has been zapped but is still listed makes a vCPU believe that its own update will be zapped");
        claims.of("K15x", KEEPS_LOCK, NO_DEADLOCK)
                .at(TWO)
                .violated("a way out of the critical section without unlock stops every vCPU");
        claims.of("K15z", CHECKS_UNLOCKED, ZAPPED)
                .at(TWO)
                .violated(
                        "a search of the list outside the lock finds a range that another vCPU has just queued, before that vCPU sets the flag."
                                + " The searcher does not wait, and the range is not zapped yet");
    }

    private static void progress(Claims claims) {
        claims.of("K16", SKETCH, WAITER_LEAVES)
                .at(PROGRESS)
                .violated(
                        "a vCPU that waits may wait for ever: each time it looks, another update has set the flag again");
        claims.of("K16b", SKETCH, WAITER_LEAVES)
                .at(PROGRESS + ",once=on")
                .open("a vCPU that waits leaves, if each vCPU updates its MTRRs once")
                .holds(
                        "a vCPU that queues a range has to wait for the flag itself. So while the flag is set, each of the"
                                + " others can queue its ranges once. Only new updates, which begin between two reads of the waiter,"
                                + " make it wait longer.");
    }
}
