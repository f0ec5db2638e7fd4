package dev.stalemate.systems.kvmmmu;

import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.CHECKS_ROOT_EARLY;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.DROPS_ANSWER;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.FORGETS_EARLIER_ROOTS;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.IGNORES_COUNTER;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.IGNORES_DEAD_ROOTS;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.LINUX_6_3;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.TRUNCATES_COUNTER;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.YIELDS_UNFLUSHED;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.CURRENT;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.ENDS;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.FREED;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.OWED;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.SWEPT;

import dev.stalemate.model.Claims;

/** Fixes of KVM's MMU (2021 to 2023): the design before each of them violates a law, and for the one after it the law holds. */
final class KvmMmuClaims {
    private static final String TWO_ROOTS = "zaps=on,roots=2";
    private static final String TABLE = "recovers=on";
    private static final String SLOT = "deletes=on";
    private static final String LARGER_SLOT = "deletes=on,vcpus=2,gfns=2,seq-bits=1";
    private static final String COUNTER = "seq-bits=2";

    private KvmMmuClaims() {}

    static void all(Claims claims) {
        owed(claims);
        answers(claims);
        deadRoots(claims);
        counter(claims);
    }

    private static void owed(Claims claims) {
        claims.of("H23", FORGETS_EARLIER_ROOTS, OWED)
                .at(TWO_ROOTS)
                .violated(
                        "Up to a835429cda (2021) a zap of several roots began each of them with no flush owed, and could give up "
                                + "the MMU lock before its end. Translations that it had zapped in the first root are still in TLBs while "
                                + "other threads have the lock.");
        claims.of("H23fix", LINUX_6_3, OWED)
                .at(TWO_ROOTS + ",gfns=2")
                .holds(
                        "a835429cda (2021) passes on what is owed from root to root. A thread that gives up the lock flushes first.");
        claims.of("H23b", FORGETS_EARLIER_ROOTS, OWED)
                .at("zaps=on,gfns=2,vcpus=2")
                .open("The design before a835429cda (2021) with one root.")
                .holds(
                        "within a root a zap tracks the flush that it owes. The bug needs a second root, which a guest has for "
                                + "its system management mode.");
        claims.of("H23c", YIELDS_UNFLUSHED, OWED)
                .at("zaps=on,gfns=2")
                .violated(
                        "One-step mutant of a835429cda (2021): the lock is given up without a flush. Then one root is enough.");
    }

    private static void answers(Claims claims) {
        claims.of("H24", DROPS_ANSWER, FREED)
                .at(TABLE)
                .violated(
                        "Up to 048f49809c (2021) the recovery of large pages zapped a table page, and ignored the answer that a "
                                + "flush is needed. The page is freed while a CPU has a pointer to it, and the CPU walks through whatever "
                                + "the page contains next.");
        claims.of("H24fix", LINUX_6_3, FREED)
                .at(TABLE + ",vcpus=2,gfns=2")
                .holds(
                        "048f49809c (2021) flushes where the answer asks for it. A table page is freed when no CPU can reach it.");
        claims.of("H24b", DROPS_ANSWER, FREED)
                .at(TABLE + ",legacy=on,vcpus=2")
                .open(
                        "The design before 048f49809c (2021), where shadow pages of the other MMU are given up in the same"
                                + " recovery.")
                .holds(
                        "the flush for those covers both. A flush is missing only if there is no such page, for example if no "
                                + "guest is nested.");
        claims.of("H24c", LINUX_6_3, OWED)
                .at(TABLE + ",vcpus=2,gfns=2")
                .holds(
                        "The flush of 048f49809c (2021) comes before the lock is given up. When another thread gets the lock, no "
                                + "TLB has the unlinked translations.");
    }

    private static void deadRoots(Claims claims) {
        claims.of("H25", IGNORES_DEAD_ROOTS, SWEPT)
                .at(SLOT)
                .violated(
                        "Deleting a memory slot declares the root dead and sweeps it; up to a955cad84c (2021) a fault that had "
                                + "looked its page up before that still installed it in the dead root. A leaf that is installed after the "
                                + "sweep stays there for ever.");
        claims.of("H25fix", TRUNCATES_COUNTER, SWEPT)
                .at(LARGER_SLOT)
                .holds(
                        "a955cad84c (2021) checks the root under the lock, and lets the guest fault again if it is dead. Nothing "
                                + "is installed after the sweep.");
        claims.of("H25b", CHECKS_ROOT_EARLY, SWEPT)
                .at(SLOT)
                .violated(
                        "One-step mutant of a955cad84c (2021): the root is checked before the lock is taken. The slot can be deleted in between.");
        claims.of("H25c", LINUX_6_3, SWEPT)
                .at(LARGER_SLOT)
                .holds("Linux 6.3 (2023), with a955cad84c and ba6e3fe255. Nothing is installed after the sweep.");
    }

    private static void counter(Claims claims) {
        claims.of("H26", TRUNCATES_COUNTER, ENDS)
                .at(COUNTER)
                .violated(
                        "a955cad84c (2021), H25's fix, passes the counter of invalidations on as an int; ba6e3fe255 (2023, Linux 6.3) undid that"
                                + " without knowing, and 6.1.50 got a fix of its own. Once the counter is past half its range, every fault is"
                                + " taken for stale, for ever.");
        claims.of("H26fix", LINUX_6_3, ENDS)
                .at(COUNTER + ",gfns=2")
                .holds(
                        "With the whole counter (ba6e3fe255, 2023, Linux 6.3) a fault is retried as often as something was invalidated meanwhile."
                                + " When the invalidations end, it ends.");
        claims.of("H26b", IGNORES_DEAD_ROOTS, ENDS)
                .at(COUNTER + ",gfns=2")
                .open("Did faults end before a955cad84c (2021)?")
                .holds(
                        "faults did end: a fix for safety (H25) introduced this bug, and only a law of progress finds it.");
        claims.of("H26c", TRUNCATES_COUNTER, CURRENT)
                .at(COUNTER + ",vcpus=2")
                .open("Does the narrow counter of a955cad84c (2021) ever let a stale page in?")
                .holds("the narrow counter never does: truncation makes equal numbers differ, but never makes different"
                        + " numbers equal. A law of safety can't see it.");
        claims.of("H26d", IGNORES_COUNTER, CURRENT)
                .at(COUNTER)
                .violated("A fault that does not check the counter of invalidations, which a955cad84c (2021) passes on,"
                        + " installs a page that the host has taken away since. All designs since 2008 check it.");
        claims.of("H26e", LINUX_6_3, CURRENT)
                .at(COUNTER + ",vcpus=2")
                .holds(
                        "With the whole counter (ba6e3fe255, 2023, Linux 6.3) no fault installs a page that the host has taken away.");
    }
}
