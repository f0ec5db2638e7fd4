package dev.stalemate.systems.zaplist;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 001 says of its sketch: K15, the same of each of its one-step mutants, and K16. */
final class ZapListClaims extends ClaimList {
    private static final String THREE = "vcpus=3,ranges=2";
    /** Enough for most mutants. */
    private static final String TWO = "vcpus=2,ranges=1";
    /** Progress needs every state in full: fewer ranges. */
    private static final String PROGRESS = "vcpus=3,ranges=1,spin=on";

    private static final String ZAPPED = "leaves-zapped";

    private ZapListClaims(ZapListSystem system) {
        super(system);
    }

    static List<Claim> of(ZapListSystem system) {
        ZapListClaims claims = new ZapListClaims(system);
        claims.sketch();
        claims.mutants();
        claims.progress();
        return claims.all();
    }

    private void sketch() {
        holds("K15", ZAPPED, THREE, "a vCPU leaves only after all its ranges are zapped");
        holds("K15b", "flag-clear-list-empty", THREE, "the flag is clear only with the list empty");
        holds("K15c", "listed-not-freed", THREE, "no range is freed while it is listed");
        holds("K15d", "no-leaked-range", THREE, "no range is leaked");
        holds("K15e", "no-use-after-free", THREE, "no range is used after it was freed");
        holds("K15f", "no-double-free", THREE, "no range is freed twice");
        holds(
                "K15g",
                "no-data-race",
                THREE,
                "list and flag are only shared under the lock, but for the READ_ONCE() of the wait");
        holds("K15h", "deadlock-free", "vcpus=3,ranges=1", "no deadlock");
        holds("K15y", ZAPPED, "vcpus=2,subsets=on", "the same as K15, where each update is about some of the ranges");
    }

    private void mutants() {
        violated(
                "K15i",
                ZapListDesigns.CLEARS_UNLOCKED,
                ZAPPED,
                TWO,
                "with the flag cleared outside the lock, a range queued before that is left in the list");
        violated(
                "K15j",
                ZapListDesigns.NO_WAIT,
                ZAPPED,
                TWO,
                "without the wait a vCPU leaves while its range is still listed");
        violated(
                "K15k",
                ZapListDesigns.CHECKS_UNLOCKED,
                "no-use-after-free",
                TWO,
                "a search of the list outside the lock reads what the zapper frees");
        violated(
                "K15l",
                ZapListDesigns.CHECKS_EMPTY,
                ZAPPED,
                "vcpus=2",
                "queueing only into an empty list drops a range that others don't wait for");
        violated(
                "K15m",
                ZapListDesigns.FREES_LISTED,
                "listed-not-freed",
                TWO,
                "freeing before unlinking leaves freed memory in the list");
        violated(
                "K15n",
                ZapListDesigns.FREES_BEFORE_ZAP,
                "no-use-after-free",
                TWO,
                "freeing before zapping reads the range from freed memory");
        violated(
                "K15o",
                ZapListDesigns.KEEPS_ZAPPED,
                "no-leaked-range",
                TWO,
                "without the zapper's kfree() every range leaks");
        violated(
                "K15p",
                ZapListDesigns.KEEPS_REST,
                "no-leaked-range",
                TWO,
                "without the last kfree() a range that another vCPU had queued leaks");
        violated(
                "K15q",
                ZapListDesigns.KEEPS_POINTER,
                "no-double-free",
                TWO,
                "without range = NULL what is queued is freed by two");
        violated(
                "K15r",
                ZapListDesigns.ONE_PASS,
                ZAPPED,
                TWO,
                "with if for while, ranges queued meanwhile stay in the list");
        violated(
                "K15s",
                ZapListDesigns.IGNORES_FLAG,
                ZAPPED,
                TWO,
                "with two zappers the first to end lets others leave before the second has zapped");
        violated(
                "K15t",
                ZapListDesigns.SETS_UNLOCKED,
                "no-data-race",
                TWO,
                "testing and setting the flag outside the lock is a race");
        violated(
                "K15u",
                ZapListDesigns.CLEARS_EARLY,
                ZAPPED,
                TWO,
                "with the flag cleared once the list is empty, the last range isn't zapped yet");
        violated(
                "K15v",
                ZapListDesigns.UNLINKS_UNLOCKED,
                "no-data-race",
                TWO,
                "list_del() outside the lock meets list_add_tail() under it");
        violated(
                "K15w",
                ZapListDesigns.UNLINKS_LATE,
                ZAPPED,
                TWO,
                "a range that is zapped and still listed makes a vCPU believe that its update will be zapped");
        violated(
                "K15x",
                ZapListDesigns.KEEPS_LOCK,
                "deadlock-free",
                TWO,
                "a way out of the critical section without unlock stops everybody");
        violated(
                "K15z",
                ZapListDesigns.CHECKS_UNLOCKED,
                ZAPPED,
                TWO,
                "a search of the list outside the lock finds a range that another vCPU has just queued, before that one sets the flag: nobody"
                        + " waits, and the range isn't zapped yet");
    }

    private void progress() {
        violated(
                "K16",
                ZapListDesigns.SKETCH,
                "waiter-leaves",
                PROGRESS,
                "a vCPU that waits may wait for ever: each time it looks, another update has set the flag again");
        answer(
                "K16b",
                ZapListDesigns.SKETCH,
                "waiter-leaves",
                PROGRESS + ",once=on",
                HOLDS,
                "the same, if each vCPU updates its MTRRs once",
                "who queues a range waits for the flag, too, so that while it is set each of the others can queue its ranges once;"
                        + " only new updates, begun between two of the waiter's looks, make it wait longer.");
    }

    private void holds(String id, String law, String scope, String says) {
        claim(id, ZapListDesigns.SKETCH, law, scope, HOLDS, says);
    }

    private void violated(String id, ZapListDesign design, String law, String scope, String says) {
        claim(id, design, law, scope, VIOLATED, says);
    }
}
