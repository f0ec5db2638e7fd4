package dev.stalemate.systems.nested;

import static dev.stalemate.systems.nested.NestedDesign.ACTIVE_SLOT;
import static dev.stalemate.systems.nested.NestedDesign.ALL_ARRIVED;
import static dev.stalemate.systems.nested.NestedDesign.ALL_IS_ACTIVE;
import static dev.stalemate.systems.nested.NestedDesign.ALL_LEFT;
import static dev.stalemate.systems.nested.NestedDesign.ARRIVED;
import static dev.stalemate.systems.nested.NestedDesign.ARRIVED_LEFT;
import static dev.stalemate.systems.nested.NestedDesign.EMPTY_ONLY;
import static dev.stalemate.systems.nested.NestedDesign.EVERY_CPU;
import static dev.stalemate.systems.nested.NestedDesign.EVERY_CPU_NOT_RECYCLED;
import static dev.stalemate.systems.nested.NestedDesign.FLUSH_ACTIVE;
import static dev.stalemate.systems.nested.NestedDesign.FLUSH_ALL;
import static dev.stalemate.systems.nested.NestedDesign.FLUSH_ALL_CHECKED;
import static dev.stalemate.systems.nested.NestedDesign.FLUSH_ALL_UNLOCKED;
import static dev.stalemate.systems.nested.NestedDesign.FLUSH_AT_ENTRY;
import static dev.stalemate.systems.nested.NestedDesign.FLUSH_CPUS_FIRST;
import static dev.stalemate.systems.nested.NestedDesign.FLUSH_RUNNING;
import static dev.stalemate.systems.nested.NestedDesign.FREE_FIRST;
import static dev.stalemate.systems.nested.NestedDesign.GENERATION;
import static dev.stalemate.systems.nested.NestedDesign.KEEPS_SHADOW;
import static dev.stalemate.systems.nested.NestedDesign.LEFT;
import static dev.stalemate.systems.nested.NestedDesign.LEFT_LOADED;
import static dev.stalemate.systems.nested.NestedDesign.LOAD_ONLY;
import static dev.stalemate.systems.nested.NestedDesign.MIGRATION_ONLY;
import static dev.stalemate.systems.nested.NestedDesign.NO_GENERATION;
import static dev.stalemate.systems.nested.NestedDesign.NO_INVEPT;
import static dev.stalemate.systems.nested.NestedDesign.PATCH;
import static dev.stalemate.systems.nested.NestedDesign.REFUSES;
import static dev.stalemate.systems.nested.NestedDesign.XEN_NOW;
import static dev.stalemate.systems.nested.NestedLaws.AFTER_INVEPT;
import static dev.stalemate.systems.nested.NestedLaws.RETAINED;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.MailThreads;
import dev.stalemate.sources.XenCommits;

/**
 * What the thread claims (N1 to N10), in each reading that its words allow; beside claims that hold there are mutants with one mistake
 * each.
 */
final class NestedClaims {
    /** One vCPU and one EPT are enough for the violations. */
    private static final String ONE = "l1-changes=9";

    private static final String TWO_EPTS = "l1-changes=9,eptps=2,slots=2";
    private static final String FEW_SLOTS = "l1-changes=9,eptps=2,slots=1";
    private static final String TWO_VCPUS = "l1-changes=9,vcpus=2";

    private static final String P2M_ONE = "p2m-changes=9";
    private static final String P2M = "p2m-changes=1,vcpus=2,eptps=2,slots=2,moves=3";
    private static final String P2M_RACE = "p2m-changes=9,vcpus=2,race=on";
    private static final String P2M_SHARED = "p2m-changes=1,vcpus=2,eptps=2,slots=2,moves=3,race=on";

    private NestedClaims() {}

    static void all(Claims claims) {
        claims.from(MailThreads.NESTED_EPT);
        invept(claims);
        migration(claims);
        p2m(claims);
        races(claims);
        claims.from(XenCommits.SHARED_NP2M);
        generation(claims);
    }

    private static void invept(Claims claims) {
        claims.of("N1", PATCH, AFTER_INVEPT)
                .at(ONE)
                .violated(
                        "INVEPT on the vCPU's own CPU alone leaves entries on other CPUs, to which the vCPU migrates");
        claims.of("N2", EVERY_CPU, AFTER_INVEPT)
                .at(TWO_EPTS)
                .holds("INVEPT on every CPU leaves no entry that it should have removed");
        claims.of("N2b", EVERY_CPU_NOT_RECYCLED, AFTER_INVEPT)
                .at(FEW_SLOTS)
                .open("INVEPT on every CPU, if a slot's root is used for another EPTP after a flush on this CPU alone")
                .violated(
                        "the EP4TA is the root's address, so what another CPU has cached of the old EPTP is taken for the new one's.");
        claims.of("N2g", EVERY_CPU, AFTER_INVEPT)
                .at(FEW_SLOTS)
                .holds(
                        "INVEPT on every CPU, if a slot's root is used for another EPTP after a flush on every CPU, leaves"
                                + " no entry that it should have removed");
        claims.of("N2h", EVERY_CPU, AFTER_INVEPT)
                .at(ONE + ",l2-frames=2")
                .holds("INVEPT on every CPU leaves no entry of any frame of an EPT that it should have removed");
        claims.of("N2c", ACTIVE_SLOT, AFTER_INVEPT)
                .at(TWO_EPTS)
                .violated("one-step mutant of INVEPT on every CPU: the active slot is emptied, whatever EPTP L1 names");
        claims.of("N2d", KEEPS_SHADOW, AFTER_INVEPT)
                .at(ONE)
                .violated("one-step mutant of INVEPT on every CPU: the shadow is not emptied");
        claims.of("N2e", ALL_IS_ACTIVE, AFTER_INVEPT)
                .at(TWO_EPTS)
                .violated(
                        "one-step mutant of INVEPT on every CPU: INVEPT of all contexts reaches the active slot alone");
        claims.of("N2f", NO_INVEPT, AFTER_INVEPT)
                .at(ONE + ",cpus=1")
                .violated("one-step mutant of INVEPT on every CPU: the shadow is emptied, and no CPU is flushed");
    }

    private static void migration(Claims claims) {
        claims.of("N3", LEFT, AFTER_INVEPT)
                .at(TWO_EPTS)
                .holds("a flush at migration and at EPTP change: of the EPTP that is left, on the CPU that is left");
        claims.of("N3b", ARRIVED, AFTER_INVEPT)
                .at(TWO_EPTS)
                .holds("a flush at migration and at EPTP change: of the EPTP that is loaded, on the CPU arrived at");
        claims.of("N3c", LEFT_LOADED, AFTER_INVEPT)
                .at(TWO_EPTS)
                .open("a flush at migration and at EPTP change: of the EPTP that is loaded, on the CPU that is left")
                .violated("the EPTP left stays cached on the CPU, and migration flushes the active one alone.");
        claims.of("N3d", ARRIVED_LEFT, AFTER_INVEPT)
                .at(TWO_EPTS)
                .open("a flush at migration and at EPTP change: of the EPTP that is left, on the CPU arrived at")
                .violated(
                        "an EPTP stays cached on a CPU that the vCPU leaves; it comes back with another one, and loads the first again.");
        claims.of("N3e", MIGRATION_ONLY, AFTER_INVEPT)
                .at(TWO_EPTS)
                .open("a flush at migration alone: \"otherwise, we lose track\"")
                .violated("of an EPTP that is not active at migration nothing is flushed, as the thread says.");
        claims.of("N3f", LOAD_ONLY, AFTER_INVEPT)
                .at(ONE)
                .open("a flush at EPTP change alone")
                .violated("without a flush at migration other CPUs keep entries, as in N1.");
        claims.of("N3g", ALL_LEFT, AFTER_INVEPT)
                .at(TWO_EPTS)
                .open("a flush at migration alone, but of all of the vCPU's EPTPs, on the CPU that is left")
                .holds("nothing is then cached on any CPU but the vCPU's own, and no flush is needed as EPTPs change.");
        claims.of("N3h", ALL_ARRIVED, AFTER_INVEPT)
                .at(TWO_EPTS)
                .open("a flush at migration alone, but of all of the vCPU's EPTPs, on the CPU arrived at")
                .holds("what other CPUs have is dropped before it can be used.");
        claims.of("N3i", ALL_LEFT, AFTER_INVEPT)
                .at(FEW_SLOTS)
                .holds(
                        "a flush at migration of all of the vCPU's EPTPs, on the CPU that is left, where a slot is used for"
                                + " another EPTP");
        claims.of("N3j", ALL_ARRIVED, AFTER_INVEPT)
                .at(FEW_SLOTS)
                .holds(
                        "a flush at migration of all of the vCPU's EPTPs, on the CPU arrived at, where a slot is used for"
                                + " another EPTP");
    }

    private static void p2m(Claims claims) {
        claims.of("N4", PATCH, RETAINED).at("p2m-changes=9").violated("the p2m changes, and the shadows are not told");
        claims.of("N5", REFUSES, RETAINED).at(P2M).holds("p2m changes refused while nested");
        claims.of("N6", FLUSH_ALL, RETAINED)
                .at(P2M)
                .holds("every p2m change flushes all shadows, active and inactive, on all CPUs");
        claims.of("N7", FLUSH_ACTIVE, RETAINED)
                .at("p2m-changes=9,eptps=2,slots=2")
                .violated("every p2m change flushes the active shadows alone, on all CPUs");
    }

    private static void races(Claims claims) {
        claims.of("N6b", FLUSH_ALL, RETAINED)
                .at(P2M_RACE)
                .holds("a fill that holds the p2m lock from its look-up on does not race with it");
        claims.of("N6c", FLUSH_ALL_UNLOCKED, RETAINED)
                .at(P2M_RACE)
                .open("a fill that holds no lock (\"per vCPU so no lock is required\")")
                .violated(
                        "the fill looks up, the frame leaves, all is emptied and flushed, and what was looked up is filled in: the shadow is the"
                                + " vCPU's own, the p2m is not.");
        claims.of("N6d", FLUSH_ALL_CHECKED, RETAINED)
                .at(P2M_RACE)
                .holds("a fill that holds no lock, but looks again as it fills in");
        claims.of("N6e", FLUSH_CPUS_FIRST, RETAINED)
                .at(P2M_ONE)
                .open("every p2m change flushes the CPUs before it empties the shadows")
                .violated("a CPU that was flushed walks the shadow, and caches the mapping again.");
        claims.of("N6f", FREE_FIRST, RETAINED)
                .at(P2M_ONE)
                .violated("one-step mutant: a frame is freed, and written to, before CPUs are flushed");
        claims.of("N6g", EMPTY_ONLY, RETAINED)
                .at(P2M_ONE)
                .violated("one-step mutant: shadows are emptied, and no CPU is flushed");
        claims.of("N6h", FLUSH_RUNNING, RETAINED)
                .at(P2M_ONE)
                .violated("one-step mutant: only CPUs where a vCPU runs are flushed");
        claims.of("N6i", FLUSH_AT_ENTRY, RETAINED)
                .at(P2M)
                .holds("a CPU where no vCPU runs is flushed before one runs there");
        claims.of("N6l", FLUSH_ALL, RETAINED)
                .at("p2m-changes=1,l2-frames=2")
                .holds("every p2m change flushes all shadows, each frame of them");
        claims.of("N6k", FLUSH_AT_ENTRY, RETAINED)
                .at(P2M_RACE)
                .holds(
                        "a CPU where no vCPU runs is flushed before one runs there, while a fill is under way, which holds"
                                + " the p2m lock");
        claims.of("N6j", FLUSH_ALL, RETAINED)
                .at("p2m-changes=9,kinds=balloon+copy,spare=1,populate=on")
                .holds("every p2m change flushes all shadows: balloons and copies, and frames that come back");
    }

    private static void generation(Claims claims) {
        claims.of("N11", GENERATION, RETAINED)
                .at(P2M_SHARED)
                .holds("shared shadows with generations, as Xen has had them since 4.10");
        claims.of("N11b", GENERATION, AFTER_INVEPT)
                .at(TWO_VCPUS + ",caches=both")
                .holds("INVEPT with shared shadows that have generations");
        claims.of("N11h", GENERATION, AFTER_INVEPT)
                .at("l1-changes=1,vcpus=2,eptps=2,slots=1,moves=3,caches=both")
                .holds("INVEPT with shared shadows that have generations, where a slot is used for another EPTP");
        claims.of("N11i", GENERATION, AFTER_INVEPT)
                .at("l1-changes=1,p2m-changes=1,eptps=2,moves=1")
                .open(
                        "INVEPT with shared shadows that have generations, where a slot is used for another EPTP while the"
                                + " p2m changes")
                .violated(
                        "between the emptying of all tables and the flush, a vCPU takes an emptied table, whose root is tagged as before, for"
                                + " another EPTP: until the flush its CPU may use what it caches of the old one. A table that is emptied must not"
                                + " be taken before each CPU has dropped what it caches of it.");
        claims.of("N11c", NO_GENERATION, AFTER_INVEPT)
                .at(TWO_VCPUS + ",eptps=2,slots=1")
                .violated("one-step mutant: generations are not compared");
        claims.of("N11d", XEN_NOW, RETAINED)
                .at(P2M + ",caches=both")
                .holds("Xen's code since 4.10: no p2m change leaves L2 a frame that another guest has written to");
        claims.of("N11e", XEN_NOW, RETAINED)
                .at(P2M_RACE)
                .expectedToHold(
                        "Xen's code since 4.10: no p2m change leaves L2 a frame that another guest has written to, even"
                                + " while a fill is under way")
                .violated(
                        "nestedhap_walk_L0_p2m() puts the gfn before p2m_get_nestedp2m_locked(), which takes the new generation: a frame that"
                                + " leaves in between is filled in after all was emptied and flushed. With another look as it is filled in it"
                                + " holds: N11.");
        claims.of("N11f", XEN_NOW, AFTER_INVEPT)
                .at(TWO_VCPUS + ",caches=combined")
                .holds(
                        "Xen's code since 4.10: INVEPT leaves no entry that it should have removed, if CPUs cache combined"
                                + " mappings only");
        claims.of("N11g", XEN_NOW, AFTER_INVEPT)
                .at(ONE + ",cpus=1,caches=both")
                .expectedToHold(
                        "Xen's code since 4.10: INVEPT leaves no entry that it should have removed, even if CPUs cache"
                                + " guest-physical mappings")
                .violated(
                        "np2m_flush_base() empties the table and gives new VPIDs (hvm_asid_flush_core()), but no CPU executes INVEPT:"
                                + " guest-physical mappings are tagged by EP4TA alone, and the table keeps its root (SDM 28.3.3). With an INVEPT"
                                + " before each next entry it holds: N11b.");
    }
}
