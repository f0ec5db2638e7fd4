package dev.stalemate.systems.nested;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 004 claims (N1 to N10), with the readings that its words leave, and one mistake each beside what holds. */
final class NestedClaims extends ClaimList {
    private static final String INVEPT = "no-use-after-invept";
    private static final String RETAINED = "no-retained-mapping";

    /** One vCPU and one EPT are enough to break what breaks. */
    private static final String ONE = "l1-changes=9";

    private static final String TWO_EPTS = "l1-changes=9,eptps=2,slots=2";
    private static final String FEW_SLOTS = "l1-changes=9,eptps=2,slots=1";
    private static final String TWO_VCPUS = "l1-changes=9,vcpus=2";

    private static final String P2M_ONE = "p2m-changes=9";
    private static final String P2M = "p2m-changes=1,vcpus=2,eptps=2,slots=2,moves=3";
    private static final String P2M_RACE = "p2m-changes=9,vcpus=2,race=on";
    private static final String P2M_SHARED = "p2m-changes=1,vcpus=2,eptps=2,slots=2,moves=3,race=on";

    private NestedClaims(NestedSystem system) {
        super(system);
    }

    static List<Claim> of(NestedSystem system) {
        NestedClaims claims = new NestedClaims(system);
        claims.invept();
        claims.migration();
        claims.p2m();
        claims.races();
        claims.generation();
        return claims.all();
    }

    private void invept() {
        claim(
                "N1",
                NestedDesigns.PATCH,
                INVEPT,
                ONE,
                VIOLATED,
                "INVEPT on the CPU that it runs on alone leaves entries on others, to which the vCPU migrates");
        claim("N2", NestedDesigns.EVERY_CPU, INVEPT, TWO_EPTS, HOLDS, "INVEPT on every CPU leaves none");
        answer(
                "N2b",
                NestedDesigns.EVERY_CPU_NOT_RECYCLED,
                INVEPT,
                FEW_SLOTS,
                VIOLATED,
                "the same, if a slot's root is used for another EPTP after a flush on this CPU alone",
                "the EP4TA is the root's address, so what another CPU has cached of the old EPTP is taken for the new one's.");
        claim(
                "N2g",
                NestedDesigns.EVERY_CPU,
                INVEPT,
                FEW_SLOTS,
                HOLDS,
                "and with a slot's root used for another EPTP after a flush on every CPU");
        claim("N2h", NestedDesigns.EVERY_CPU, INVEPT, ONE + ",l2-frames=2", HOLDS, "and of each frame of an EPT");
        claim(
                "N2c",
                NestedDesigns.ACTIVE_SLOT,
                INVEPT,
                TWO_EPTS,
                VIOLATED,
                "one-step mutant: the active slot is emptied, whichever L1 names");
        claim("N2d", NestedDesigns.KEEPS_SHADOW, INVEPT, ONE, VIOLATED, "one-step mutant: the shadow is not emptied");
        claim(
                "N2e",
                NestedDesigns.ALL_IS_ACTIVE,
                INVEPT,
                TWO_EPTS,
                VIOLATED,
                "one-step mutant: INVEPT of all contexts reaches the active slot alone");
        claim(
                "N2f",
                NestedDesigns.NO_INVEPT,
                INVEPT,
                ONE + ",cpus=1",
                VIOLATED,
                "one-step mutant: the shadow is emptied, and no CPU is flushed");
    }

    private void migration() {
        claim(
                "N3",
                NestedDesigns.LEFT,
                INVEPT,
                TWO_EPTS,
                HOLDS,
                "flush at migration and at EPTP change: what is left, where it is left");
        claim("N3b", NestedDesigns.ARRIVED, INVEPT, TWO_EPTS, HOLDS, "or what is loaded, where it arrives");
        answer(
                "N3c",
                NestedDesigns.LEFT_LOADED,
                INVEPT,
                TWO_EPTS,
                VIOLATED,
                "the CPU that is left, and the EPTP that is loaded",
                "the EPTP left stays cached on the CPU, and migration flushes the active one alone.");
        answer(
                "N3d",
                NestedDesigns.ARRIVED_LEFT,
                INVEPT,
                TWO_EPTS,
                VIOLATED,
                "the CPU arrived at, and the EPTP that is left",
                "an EPTP stays cached on a CPU that the vCPU leaves; it comes back with another one, and loads the first again.");
        answer(
                "N3e",
                NestedDesigns.MIGRATION_ONLY,
                INVEPT,
                TWO_EPTS,
                VIOLATED,
                "at migration alone: \"otherwise, we lose track\"",
                "of an EPTP that is not active at migration nothing is flushed, as the thread says.");
        answer(
                "N3f",
                NestedDesigns.LOAD_ONLY,
                INVEPT,
                ONE,
                VIOLATED,
                "at EPTP change alone",
                "without a flush at migration it is N1.");
        answer(
                "N3g",
                NestedDesigns.ALL_LEFT,
                INVEPT,
                TWO_EPTS,
                HOLDS,
                "at migration alone, but all of the vCPU's EPTPs, on the CPU left",
                "then nothing is ever cached but on the CPU that it is on, and no flush is needed as EPTPs change.");
        answer(
                "N3h",
                NestedDesigns.ALL_ARRIVED,
                INVEPT,
                TWO_EPTS,
                HOLDS,
                "the same on the CPU arrived at",
                "what other CPUs have is dropped before it can be used.");
        claim("N3i", NestedDesigns.ALL_LEFT, INVEPT, FEW_SLOTS, HOLDS, "N3g where a slot is used for another EPTP");
        claim("N3j", NestedDesigns.ALL_ARRIVED, INVEPT, FEW_SLOTS, HOLDS, "N3h where a slot is used for another EPTP");
    }

    private void p2m() {
        claim(
                "N4",
                NestedDesigns.PATCH,
                RETAINED,
                "p2m-changes=9",
                VIOLATED,
                "the p2m changes and the shadows are not told");
        claim("N5", NestedDesigns.REFUSES, RETAINED, P2M, HOLDS, "p2m changes refused while nested");
        claim(
                "N6",
                NestedDesigns.FLUSH_ALL,
                RETAINED,
                P2M,
                HOLDS,
                "every p2m change flushes all shadows, active and inactive, on all CPUs");
        claim(
                "N7",
                NestedDesigns.FLUSH_ACTIVE,
                RETAINED,
                "p2m-changes=9,eptps=2,slots=2",
                VIOLATED,
                "the same, active shadows only");
    }

    private void races() {
        claim(
                "N6b",
                NestedDesigns.FLUSH_ALL,
                RETAINED,
                P2M_RACE,
                HOLDS,
                "a fill that holds the p2m lock from its look-up on does not race with it");
        answer(
                "N6c",
                NestedDesigns.FLUSH_ALL_UNLOCKED,
                RETAINED,
                P2M_RACE,
                VIOLATED,
                "a fill that holds no lock (\"per vCPU so no lock is required\")",
                "it looks up, the frame leaves, all is emptied and flushed, and what was looked up is filled in: the shadow is the vCPU's own, the p2m is not.");
        claim(
                "N6d",
                NestedDesigns.FLUSH_ALL_CHECKED,
                RETAINED,
                P2M_RACE,
                HOLDS,
                "a fill that looks again as it fills in");
        answer(
                "N6e",
                NestedDesigns.FLUSH_CPUS_FIRST,
                RETAINED,
                P2M_ONE,
                VIOLATED,
                "CPUs flushed before shadows are emptied",
                "a CPU that was flushed walks the shadow, and caches the mapping again.");
        claim(
                "N6f",
                NestedDesigns.FREE_FIRST,
                RETAINED,
                P2M_ONE,
                VIOLATED,
                "one-step mutant: freed, and written to, before CPUs are flushed");
        claim("N6g", NestedDesigns.EMPTY_ONLY, RETAINED, P2M_ONE, VIOLATED, "one-step mutant: no CPU is flushed");
        claim(
                "N6h",
                NestedDesigns.FLUSH_RUNNING,
                RETAINED,
                P2M_ONE,
                VIOLATED,
                "one-step mutant: only CPUs where a vCPU runs are flushed");
        claim(
                "N6i",
                NestedDesigns.FLUSH_AT_ENTRY,
                RETAINED,
                P2M,
                HOLDS,
                "CPUs where none runs are flushed before one does");
        claim(
                "N6l",
                NestedDesigns.FLUSH_ALL,
                RETAINED,
                "p2m-changes=1,l2-frames=2",
                HOLDS,
                "the same of each frame of a shadow");
        claim(
                "N6k",
                NestedDesigns.FLUSH_AT_ENTRY,
                RETAINED,
                P2M_RACE,
                HOLDS,
                "the same while a fill is under way, which holds the p2m lock");
        claim(
                "N6j",
                NestedDesigns.FLUSH_ALL,
                RETAINED,
                "p2m-changes=9,kinds=balloon+copy,spare=1,populate=on",
                HOLDS,
                "the same for balloons and copies, and with frames that come back");
    }

    private void generation() {
        claim(
                "N11",
                NestedDesigns.GENERATION,
                RETAINED,
                P2M_SHARED,
                HOLDS,
                "shared shadows with generations, as Xen has had them since 4.10");
        claim("N11b", NestedDesigns.GENERATION, INVEPT, TWO_VCPUS + ",caches=both", HOLDS, "and INVEPT with them");
        claim(
                "N11h",
                NestedDesigns.GENERATION,
                INVEPT,
                "l1-changes=1,vcpus=2,eptps=2,slots=1,moves=3,caches=both",
                HOLDS,
                "and where a slot is used for another EPTP");
        answer(
                "N11i",
                NestedDesigns.GENERATION,
                INVEPT,
                "l1-changes=1,p2m-changes=1,eptps=2,moves=1",
                VIOLATED,
                "and where a slot is used for another EPTP while the p2m changes",
                "between the emptying of all tables and the flush, a vCPU takes an emptied table, whose root is tagged as before, for"
                        + " another EPTP: until the flush its CPU may use what it caches of the old one. A table that is emptied must not be"
                        + " taken before each CPU has dropped what it caches of it.");
        claim(
                "N11c",
                NestedDesigns.NO_GENERATION,
                INVEPT,
                TWO_VCPUS + ",eptps=2,slots=1",
                VIOLATED,
                "one-step mutant: generations are not compared");
        claim("N11d", NestedDesigns.XEN_NOW, RETAINED, P2M + ",caches=both", HOLDS, "Xen's code, p2m changes");
        finding(
                "N11e",
                NestedDesigns.XEN_NOW,
                RETAINED,
                P2M_RACE,
                HOLDS,
                "the same while a fill is under way",
                VIOLATED,
                "nestedhap_walk_L0_p2m() puts the gfn before p2m_get_nestedp2m_locked(), which takes the new generation: a"
                        + " frame that leaves in between is filled in after all was emptied and flushed. With another look as it is"
                        + " filled in it holds: N11.");
        claim(
                "N11f",
                NestedDesigns.XEN_NOW,
                INVEPT,
                TWO_VCPUS + ",caches=combined",
                HOLDS,
                "Xen's code, INVEPT, as far as combined mappings go");
        finding(
                "N11g",
                NestedDesigns.XEN_NOW,
                INVEPT,
                ONE + ",cpus=1,caches=both",
                HOLDS,
                "the same if CPUs cache guest-physical mappings too",
                VIOLATED,
                "np2m_flush_base() empties the table and has new VPIDs given (hvm_asid_flush_core()), but no CPU executes"
                        + " INVEPT: guest-physical mappings are tagged by EP4TA alone, and the table keeps its root (SDM 28.3.3)."
                        + " With an INVEPT before each next entry it holds: N11b.");
    }
}
