package dev.stalemate.systems.kvmmmu;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** Fixes of KVM's MMU from 2021 to 2023, each as a design before it, which must be violated, and one after it, which must hold. */
final class KvmMmuClaims extends ClaimList {
    private static final String OWED = "nothing-owed-when-free";
    private static final String FREED = "no-walk-through-freed-table";
    private static final String SWEPT = "nothing-in-swept-root";
    private static final String CURRENT = "leaf-is-current";
    private static final String ENDS = "fault-ends";

    private static final String TWO_ROOTS = "zaps=on,roots=2";
    private static final String TABLE = "recovers=on";
    private static final String SLOT = "deletes=on";
    private static final String LARGER_SLOT = "deletes=on,vcpus=2,gfns=2,seq-bits=1";
    private static final String COUNTER = "seq-bits=2";

    private KvmMmuClaims(KvmMmuSystem system) {
        super(system);
    }

    static List<Claim> of(KvmMmuSystem system) {
        KvmMmuClaims claims = new KvmMmuClaims(system);
        claims.owed();
        claims.answers();
        claims.deadRoots();
        claims.counter();
        return claims.all();
    }

    private void owed() {
        claim(
                "H23",
                KvmMmuDesigns.FORGETS_EARLIER_ROOTS,
                OWED,
                TWO_ROOTS,
                VIOLATED,
                "Up to a835429cda (2021) a zap of several roots began each of them with no flush owed, and could give the MMU lock up on its way. What"
                        + " it had zapped in the first root is still in TLBs while others have the lock.");
        claim(
                "H23fix",
                KvmMmuDesigns.LINUX_6_3,
                OWED,
                TWO_ROOTS + ",gfns=2",
                HOLDS,
                "a835429cda (2021) passes what is owed on from root to root. Whoever gives the lock up flushes first.");
        answer(
                "H23b",
                KvmMmuDesigns.FORGETS_EARLIER_ROOTS,
                OWED,
                "zaps=on,gfns=2,vcpus=2",
                HOLDS,
                "The design before a835429cda (2021) with one root.",
                "within a root it knows what it owes: a second root is needed, which a guest has for its system management mode.");
        claim(
                "H23c",
                KvmMmuDesigns.YIELDS_UNFLUSHED,
                OWED,
                "zaps=on,gfns=2",
                VIOLATED,
                "One-step mutant of a835429cda (2021): no flush as the lock is given up. One root is enough then.");
    }

    private void answers() {
        claim(
                "H24",
                KvmMmuDesigns.DROPS_ANSWER,
                FREED,
                TABLE,
                VIOLATED,
                "Up to 048f49809c (2021) the recovery of large pages zapped a table page, and did not look at the answer that a flush is needed. The page"
                        + " is freed while a CPU keeps a pointer to it, and walks through whatever is in it next.");
        claim(
                "H24fix",
                KvmMmuDesigns.LINUX_6_3,
                FREED,
                TABLE + ",vcpus=2,gfns=2",
                HOLDS,
                "048f49809c (2021) flushes if it is told to. A table page is freed when no CPU can reach it.");
        answer(
                "H24b",
                KvmMmuDesigns.DROPS_ANSWER,
                FREED,
                TABLE + ",legacy=on,vcpus=2",
                HOLDS,
                "The design before 048f49809c (2021), where there are shadow pages of the other kind to give up.",
                "the flush for those does for both: nobody misses it before the last such page is gone, as where no guest is nested.");
        claim(
                "H24c",
                KvmMmuDesigns.LINUX_6_3,
                OWED,
                TABLE + ",vcpus=2,gfns=2",
                HOLDS,
                "The flush of 048f49809c (2021) comes before the lock is given up. No TLB has what was unlinked when others get the lock.");
    }

    private void deadRoots() {
        claim(
                "H25",
                KvmMmuDesigns.IGNORES_DEAD_ROOTS,
                SWEPT,
                SLOT,
                VIOLATED,
                "Deleting a memory slot declares the root dead and sweeps it; up to a955cad84c (2021) a fault that had looked its page up before that"
                        + " installed it in the dead root all the same. What is behind the sweep stays there for ever.");
        claim(
                "H25fix",
                KvmMmuDesigns.TRUNCATES_COUNTER,
                SWEPT,
                LARGER_SLOT,
                HOLDS,
                "a955cad84c (2021) looks at the root under the lock, and lets the guest fault again if it is dead. Nothing is installed behind the sweep.");
        claim(
                "H25b",
                KvmMmuDesigns.CHECKS_ROOT_EARLY,
                SWEPT,
                SLOT,
                VIOLATED,
                "One-step mutant of a955cad84c (2021): the root is looked at before the lock is taken. The slot can be deleted in between.");
        claim(
                "H25c",
                KvmMmuDesigns.LINUX_6_3,
                SWEPT,
                LARGER_SLOT,
                HOLDS,
                "Linux 6.3 (2023), with H25's fix and H26's. Nothing is installed behind the sweep.");
    }

    private void counter() {
        claim(
                "H26",
                KvmMmuDesigns.TRUNCATES_COUNTER,
                ENDS,
                COUNTER,
                VIOLATED,
                "a955cad84c (2021), H25's fix, passes the counter of invalidations on as an int; ba6e3fe255 (2023, Linux 6.3) undid that unknowingly, and"
                        + " 6.1.50 got a fix of its own. Once the counter is past half its range every fault is taken for stale, for ever.");
        claim(
                "H26fix",
                KvmMmuDesigns.LINUX_6_3,
                ENDS,
                COUNTER + ",gfns=2",
                HOLDS,
                "With the whole counter (ba6e3fe255, 2023, Linux 6.3) a fault is retried as often as something was invalidated meanwhile. When that ends, it"
                        + " ends.");
        answer(
                "H26b",
                KvmMmuDesigns.IGNORES_DEAD_ROOTS,
                ENDS,
                COUNTER + ",gfns=2",
                HOLDS,
                "Did faults end before a955cad84c (2021)?",
                "they did: a fix for safety (H25) is what brought this, and only a question about progress rejects it.");
        answer(
                "H26c",
                KvmMmuDesigns.TRUNCATES_COUNTER,
                CURRENT,
                COUNTER + ",vcpus=2",
                HOLDS,
                "Does the narrow counter of a955cad84c (2021) ever let a stale page in?",
                "never: what is cut off makes numbers differ that are equal, and none equal that differ, so safety alone can't see it.");
        claim(
                "H26d",
                KvmMmuDesigns.IGNORES_COUNTER,
                CURRENT,
                COUNTER,
                VIOLATED,
                "What the counter is for: without a look at it a fault installs a page that the host has taken away since. All designs from 2008 on have it.");
        claim(
                "H26e",
                KvmMmuDesigns.LINUX_6_3,
                CURRENT,
                COUNTER + ",vcpus=2",
                HOLDS,
                "With the whole counter (ba6e3fe255, 2023, Linux 6.3) no fault installs a page that the host has taken away.");
    }
}
