package dev.stalemate.systems.topshadow;

import static dev.stalemate.systems.topshadow.ShadowDesign.DEFERRED_UNLOCKS;
import static dev.stalemate.systems.topshadow.ShadowDesign.FAILURE_FORGOTTEN;
import static dev.stalemate.systems.topshadow.ShadowDesign.FAILURE_TOLERATED;
import static dev.stalemate.systems.topshadow.ShadowDesign.LOADED_TRACKED;
import static dev.stalemate.systems.topshadow.ShadowDesign.LOCK_KEPT;
import static dev.stalemate.systems.topshadow.ShadowDesign.NOT_REPINNED;
import static dev.stalemate.systems.topshadow.ShadowDesign.RELEASE_DEFERRED;
import static dev.stalemate.systems.topshadow.ShadowDesign.REPINNED;
import static dev.stalemate.systems.topshadow.ShadowDesign.STAYS;
import static dev.stalemate.systems.topshadow.ShadowDesign.TRACKED_UNLOCKS;
import static dev.stalemate.systems.topshadow.ShadowLaws.MAPCACHE;
import static dev.stalemate.systems.topshadow.ShadowLaws.PANIC;
import static dev.stalemate.systems.topshadow.ShadowLaws.REUSED;
import static dev.stalemate.systems.topshadow.ShadowLaws.UNLOCKED;

import dev.stalemate.model.Claims;

/** XSA-438 and XSA-494, what their error path does as the code has it, and designs in which it works. */
final class ShadowClaims {
    private static final String WIDE = "shrinks=on,toggles=on";
    private static final String FULL = "pages=2";
    private static final String FULL_WIDE = FULL + "," + WIDE;

    private ShadowClaims() {}

    static void all(Claims claims) {
        freed(claims);
        failed(claims);
        mapped(claims);
    }

    private static void freed(Claims claims) {
        claims.of("H64", FAILURE_TOLERATED, REUSED)
                .violated(
                        "Up to fb0ff49fe9f7 (2023, XSA-438, CVE-2023-34322) the shadow that a vCPU left was pinned, and not referred"
                                + " to, until its CPU had switched. Another vCPU unpins it, and its page is reused while the CPU runs on it.");
        claims.of("H64fix", RELEASE_DEFERRED, REUSED)
                .at(WIDE)
                .holds("fb0ff49fe9f7 (2023, XSA-438) drops the reference after the switch.");
        claims.of("H64b", NOT_REPINNED, REUSED)
                .violated(
                        "Up to 53a11bbde4 (2008) a shadow that had been unpinned while a CPU ran on it was not even pinned again as the vCPU"
                                + " left it.");
        claims.of("H64c", FAILURE_TOLERATED, REUSED)
                .at("vcpus=1,toggles=on")
                .open("The design before fb0ff49fe9f7 (2023, XSA-438) with one vCPU.")
                .holds("nobody else takes a page between the update and the switch.");
        claims.of("H64d", FAILURE_TOLERATED, REUSED)
                .at("vcpus=1,pages=2,shrinks=on")
                .open(
                        "The design before fb0ff49fe9f7 (2023, XSA-438) with one vCPU, and a toolstack that makes the pool smaller.")
                .violated(
                        "shadow_set_allocation() unpins shadows as page faults do, and gives their pages to other domains.");
        claims.of("H64e", LOCK_KEPT, REUSED)
                .at(WIDE)
                .open(
                        "A fix in place of fb0ff49fe9f7 (2023, XSA-438): the paging lock is kept until the CPU has switched, even"
                                + " if the update fails.")
                .holds("the shadow may be freed meanwhile, but nobody gets its page without the lock.");
        claims.of("H64f", LOCK_KEPT, UNLOCKED)
                .at(WIDE)
                .open(
                        "A fix in place of fb0ff49fe9f7 (2023, XSA-438) that keeps the paging lock: does it drop the lock in each case?")
                .holds("the switch drops it, whether or not the update has failed.");
    }

    private static void failed(Claims claims) {
        claims.of("H64g", STAYS, REUSED)
                .at(FULL)
                .open(
                        "fb0ff49fe9f7 (2023, XSA-438), if a CPU stayed on the shadow that it leaves after a failed update.")
                .violated("the release frees the shadow, and its page is reused.");
        claims.of("H64h", REPINNED, PANIC)
                .at(FULL)
                .violated(
                        "Up to eac000978c (2022, XSA-410) the host panicked if there was no page for a top-level shadow.");
        claims.of("H64i", FAILURE_TOLERATED, UNLOCKED)
                .at(FULL)
                .open("The failed update of eac000978c (2022, XSA-410), which crashes the domain.")
                .violated(
                        "sh_update_cr3() returns early, and with the paging lock, for which other CPUs wait for ever. The CPU itself would panic"
                                + " at its next mm lock, which the model leaves out: each vCPU has a CPU of its own, and stops.");
        claims.of("H64j", RELEASE_DEFERRED, PANIC)
                .at(FULL)
                .open(
                        "The failed update of fb0ff49fe9f7 (2023, XSA-438), after which the CPU switches to the idle page tables.")
                .violated(
                        "sh_update_cr3() returns with the paging lock since eac000978c (2022), and shadow_put_top_level() takes it once"
                                + " more, which is a panic.");
        claims.of("H64k", TRACKED_UNLOCKS, PANIC)
                .at(FULL_WIDE)
                .open("The failed update of 622c9a5ba9 (2026, XSA-494), if it dropped the paging lock.")
                .holds("each vCPU drops what it has taken, and only the domain crashes.");
        claims.of("H64l", TRACKED_UNLOCKS, REUSED)
                .at("shrinks=on")
                .open(
                        "The failed update of 622c9a5ba9 (2026, XSA-494), if it dropped the paging lock, in an exit that loads one table.")
                .holds("the CPU has the idle page tables before the shadow is released.");
        claims.of("H64m", TRACKED_UNLOCKS, REUSED)
                .at("pages=2,toggles=on")
                .open(
                        "The failed update of 622c9a5ba9 (2026, XSA-494), if it dropped the paging lock, and the same exit then loads another table.")
                .violated(
                        "arch.cr3 still has the shadow that was released. A second update that fails leaves no other shadow to compare it"
                                + " with, and the CPU loads it. In Xen both are toggles: an emulated instruction, or a fault.");
        claims.of("H64n", FAILURE_FORGOTTEN, REUSED)
                .at(FULL_WIDE)
                .open(
                        "The failed update of 622c9a5ba9 (2026, XSA-494), if it dropped the paging lock, and forgot the shadow that is left.")
                .holds("a second switch loads the idle page tables again.");
    }

    private static void mapped(Claims claims) {
        claims.of("H65", DEFERRED_UNLOCKS, MAPCACHE)
                .at("pages=2,maps=on")
                .violated(
                        "fb0ff49fe9f7 (2023, XSA-438) switches to the idle page tables after a failed update, and the mapcache still takes"
                                + " the vCPU that runs (622c9a5ba9, 2026, XSA-494, CVE-2026-42488). Its entries are not in the idle page"
                                + " tables.");
        claims.of("H65fix", TRACKED_UNLOCKS, MAPCACHE)
                .at(FULL_WIDE + ",maps=on")
                .holds("622c9a5ba9 (2026, XSA-494) remembers whose page tables are loaded.");
        claims.of("H65b", RELEASE_DEFERRED, MAPCACHE)
                .at(FULL_WIDE + ",maps=on")
                .expectedToFail("622c9a5ba9 (2026, XSA-494) is a fix of this design.")
                .holds(
                        "the failed update returns with the paging lock, so that the host panics before it uses the mapcache (H64j). An"
                                + " interrupt in between, which maps a page, is left out.");
        claims.of("H65c", LOADED_TRACKED, PANIC)
                .at(FULL)
                .open("The failed update as of 622c9a5ba9 (2026, XSA-494).")
                .violated("sh_update_cr3() still returns with the paging lock, and the release panics.");
    }
}
