package dev.stalemate.systems.nestedpat;

import static dev.stalemate.systems.nestedpat.NestedPatDesign.ALWAYS_OWN;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.HOST_READS_CURRENT;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.IN_MSR;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.IN_MSR_NOT_RESTORED;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.NOT_LOADED;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.NOT_MIGRATED;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.NOT_REDIRECTED;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.NOT_SAVED;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.NOT_VALIDATED;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.OWN;
import static dev.stalemate.systems.nestedpat.NestedPatDesign.SHARED;
import static dev.stalemate.systems.nestedpat.NestedPatLaws.L1_TYPES;
import static dev.stalemate.systems.nestedpat.NestedPatLaws.L2_TYPES;
import static dev.stalemate.systems.nestedpat.NestedPatLaws.LEGAL;

import dev.stalemate.model.Claims;

/** The series of 2026 that gives L2 a PAT of its own, with the design before it, and without each of its parts. */
final class NestedPatClaims {
    private static final String LARGER = "guests=2,migrates=on";

    private NestedPatClaims() {}

    static void all(Claims claims) {
        shared(claims);
        separate(claims);
        parts(claims);
        migrated(claims);
        inTheMsr(claims);
    }

    private static void shared(Claims claims) {
        claims.of("H36", SHARED, L1_TYPES)
                .violated(
                        "Since 15038e147247 (2017) the guest's PAT counts on AMD, and L1 and L2 have one: what L2 writes is L1's, too. L1's"
                                + " WC mappings become WB. Since 2026 this is a quirk, which is on unless the VMM disables it.");
        claims.of("H36b", SHARED, L2_TYPES)
                .violated(
                        "Since 15038e147247 (2017) L2 begins with L1's PAT on AMD, whatever L1 has put into its VMCB's g_pat for it.");
        claims.of("H36c", SHARED, L1_TYPES)
                .at("memory=bar")
                .open(
                        "The one PAT of L1 and L2 since 15038e147247 (2017), for a BAR that L1 maps WC: is anything cached there?")
                .violated("no. The host's MTRRs make it UC: it is only slower than WC, as frame buffers are then.");
        claims.of("H36d", SHARED, L2_TYPES)
                .at("nested-npt=off,migrates=on")
                .holds(
                        "The one PAT of L1 and L2 since 15038e147247 (2017), where L1 uses no nested paging for L2: then they have one PAT by"
                                + " the APM, too.");
    }

    private static void separate(Claims claims) {
        claims.of("H36fix", OWN, L1_TYPES)
                .at(LARGER)
                .holds(
                        "02233c73f8ae, 573321b945af, d65cf222b899 and 4f256d5770fe together (2026), with the quirk disabled: L2's PAT is in"
                                + " vmcb02, and L1's stays as it is.");
        claims.of("H36e", OWN, L2_TYPES)
                .at(LARGER)
                .holds(
                        "02233c73f8ae, 573321b945af, d65cf222b899 and 4f256d5770fe together (2026), with the quirk disabled: L2 has the PAT"
                                + " that it wrote, across #VMEXIT, other guests of L1, and migrations.");
        claims.of("H36f", OWN, L2_TYPES)
                .at("nested-npt=off,migrates=on,illegal=on")
                .holds(
                        "The series of 2026 (02233c73f8ae and others) without nested paging for L2: L1 and L2 have one PAT as before, and"
                                + " VMRUN ignores the VMCB's g_pat.");
        claims.of("H36g", OWN, LEGAL)
                .at(LARGER + ",illegal=on")
                .holds("4b83e4ba836e (2026): VMRUN of L1 ends with VMEXIT_INVALID if the VMCB's g_pat is illegal.");
    }

    private static void parts(Claims claims) {
        claims.of("H36h", NOT_LOADED, L2_TYPES)
                .violated("The series of 2026 without 02233c73f8ae: L2 begins with L1's PAT.");
        claims.of("H36i", NOT_REDIRECTED, L1_TYPES)
                .violated("The series of 2026 without 573321b945af: L2's WRMSR changes L1's PAT, and not its own.");
        claims.of("H36j", NOT_SAVED, L2_TYPES)
                .violated(
                        "The series of 2026 without d65cf222b899: the next VMRUN loads what L1 put into its VMCB, and not what L2 wrote.");
        claims.of("H36k", NOT_VALIDATED, LEGAL)
                .at("illegal=on")
                .violated("The series of 2026 without 4b83e4ba836e: L1's illegal g_pat reaches the processor's VMRUN.");
        claims.of("H36l", ALWAYS_OWN, L1_TYPES)
                .at("nested-npt=off")
                .violated(
                        "The series of 2026 (02233c73f8ae and others), if it did not ask for nested paging: L2 writes the PAT that it has in"
                                + " common with L1, and L1 does not see it.");
    }

    private static void migrated(Claims claims) {
        claims.of("H36m", NOT_MIGRATED, L2_TYPES)
                .at("migrates=on")
                .violated("The series of 2026 without 4f256d5770fe: a migration while L2 runs loses its PAT.");
        claims.of("H36n", HOST_READS_CURRENT, L1_TYPES)
                .at("migrates=on")
                .violated(
                        "573321b945af (2026), if it redirected accesses of the VMM as well: a migration while L2 runs saves L2's PAT as the"
                                + " MSR, and restores it as L1's or loses L1's, by the order of MSRs and nested state.");
    }

    private static void inTheMsr(Claims claims) {
        claims.of("H36o", IN_MSR, L2_TYPES)
                .at("guests=2")
                .holds(
                        "The first version of the series that became 02233c73f8ae (2026): L2's PAT is in the MSR while L2 runs, and #VMEXIT"
                                + " restores L1's. L2's types are right; without migrations L1's are, too (H36q).");
        claims.of("H36p", IN_MSR, L1_TYPES)
                .at("migrates=on")
                .open("The first version of the series that became 02233c73f8ae (2026), with migrations.")
                .violated("what the VMM saves while L2 runs is L2's PAT, and L1's is lost.");
        claims.of("H36q", IN_MSR_NOT_RESTORED, L1_TYPES)
                .at("guests=2")
                .open(
                        "The first version of the series that became 02233c73f8ae (2026), if #VMEXIT did not restore L1's PAT: does L1 run with"
                                + " L2's?")
                .holds("no. The processor has vmcb01's. L1 only reads the wrong value.");
        claims.of("H36r", IN_MSR_NOT_RESTORED, L1_TYPES)
                .at("migrates=on")
                .violated(
                        "The first version of the series that became 02233c73f8ae (2026), if #VMEXIT did not restore L1's PAT: the wrong value"
                                + " that L1 reads becomes its PAT with the next migration.");
    }
}
