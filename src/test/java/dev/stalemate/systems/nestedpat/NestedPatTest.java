package dev.stalemate.systems.nestedpat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PATs of L1 and L2: each property fails for a design that is wrong and holds for one that is not. */
class NestedPatTest extends DesignPairs {
    private static final NestedPatSystem SYSTEM = new NestedPatSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("l1-types-by-own-pat", "guests=2", "linux-4.15", "own-gpat"),
            new Pair("l1-types-by-own-pat", "guests=2", "not-redirected", "not-saved"),
            new Pair("l1-types-by-own-pat", "nested-npt=off", "always-own", "linux-4.15"),
            new Pair("l1-types-by-own-pat", "migrates=on", "host-reads-current", "not-migrated"),
            new Pair("l2-types-by-own-pat", "migrates=on", "not-migrated", "own-gpat"),
            new Pair("l2-types-by-own-pat", "guests=2", "own-gpat,at-vmrun=left", "in-msr"),
            new Pair("g-pat-is-legal", "illegal=on", "not-validated", "linux-4.15"));

    NestedPatTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"guests=1", "illegal=on", "pat-index=0,illegal=on", "pat-index=6,memory=bar"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            guests=4 | 4 is not within 1 to 3
            pat-index=8 | 8 is not within 0 to 7
            pats=7040600070406 | 1 values of the PAT are not within 2 to 8
            pats=7040600070406/2 | WRMSR 0x277 of 0x2 is #GP
            pats=7040600070406/x | 'x' is not a hex number
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            small | l1-wrmsr write-vmcb12 vmrun l2-wrmsr vmexit
            migrates=on | l1-wrmsr write-vmcb12 vmrun l2-wrmsr vmexit migrate-msrs-first migrate-state-first
            """)
    void aScopeLeavesOutWhatItDoesWithout(String scope, String actions) {
        assertThat(checks.actions("linux-4.15", scope)).isEqualTo(actions);
    }

    /** The end of each shortest run, and what is said of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H36 | vmrun 0, l2-wrmsr 0x7040600070406, vmexit \
                | L1's accesses are WB, and its own PAT makes them WC: weaker than it should be: \
            a device that doesn't snoop reads stale memory
            H36b | l1-wrmsr 0x7040600070406, vmrun 0 \
                | L2's accesses are WB, and its own PAT makes them WC: weaker than it should be: \
            a device that doesn't snoop reads stale memory
            H36c | vmrun 0, l2-wrmsr 0x7040600070406, vmexit \
                | L1's accesses are UC, and its own PAT makes them WC: stronger than it need be, so only slower
            H36k | write-vmcb12 0 0x2, vmrun 0 \
                | vmcb02.g_pat is 0x2: the processor's VMRUN fails, and KVM gives the vCPU up
            """)
    void theShortestCounterexampleIsTheOneThatIsTold(String id, String steps, String line) {
        assertThat(checks.steps(id)).isEqualTo(steps);
        assertThat(checks.details(id)).containsExactly(line);
    }

    /** By the APM; so an illegal g_pat is neither refused nor changed then. */
    @Test
    void withoutNestedPagingTheGPatDoesNotCount() {
        Model model = checks.model("own-gpat", "nested-npt=off,illegal=on");
        long[] s = SystemChecks.after(model, "write-vmcb12 0 2", "vmrun 0");
        assertThat(model.layout().describe(s)).containsEntry("runs", "L2");
        s = SystemChecks.after(model, "write-vmcb12 0 2", "vmrun 0", "vmexit");
        assertThat(model.layout().describe(s).get("vmcb12.g_pat[0]")).contains("0x2");
    }

    @Test
    void anIllegalPatGivesNoTypesThatL2CouldMiss() {
        Model model = checks.model("linux-4.15", "illegal=on");
        long[] s = SystemChecks.after(model, "write-vmcb12 0 2", "vmrun 0");
        assertThat(model.law("l2-types-by-own-pat").violatedBy(s)).isFalse();
    }
}
