package dev.stalemate.systems.kvmmmu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.trace.Trace;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalidations in steps: the shortest run of each bug and of each mutant, and what it breaks. */
class KvmMmuInvalidationsTest {
    private static final String FAULT = "ept-violation 0 0, fault 0, look-up 0, ";

    private final SystemChecks checks = new SystemChecks(new KvmMmuSystem());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H31  | 5  | ISOLATION | root 0 has a leaf for gfn 0 that reaches beyond its page
            H31c | 6  | ISOLATION | root 0 has a leaf for gfn 0 that maps the page from before
            H32  | 8  | CRASH     | the dead root's leaf for gfn 1 maps a page that the host has taken back, which the sweep will mark dirty
            H32e | 10 | CRASH     | the dead root's leaf for gfn 1 maps a page that the host has taken back, which the sweep will mark dirty
            H39  | 10 | CRASH     | vCPU 0 reads and writes the other page as plain memory; its VMCS names the page
            H39c | 10 | CRASH     | vCPU 0 reads and writes the other page as plain memory; its VMCS names the page
            H26h | 9  | ISOLATION | vCPU 0 reaches another guest's page at gfn 0 of root 0
            H26s | 5  | COHERENCE | root 0 has a leaf for gfn 0 that maps the page from before
            H26t | 8  | ISOLATION | vCPU 0 reaches another guest's page at gfn 0 of root 0
            """)
    void theShortestRunBreaksWhatItsStateSays(String id, int steps, Breaks breaks, String line) {
        Trace shortest = checks.shortest(id);
        Diagnosis diagnosis =
                shortest.model().law(checks.claim(id).law()).explanation().of(shortest.end());
        assertThat(shortest.steps()).hasSize(steps);
        assertThat(diagnosis).isEqualTo(new Diagnosis(breaks, List.of(line)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H26i | invalidate-start 0 0, change-host-page 0, free-host-page 0, invalidate-end 0, install 0
            H26p | invalidate-start 0 0, change-host-page 0, free-host-page 0, lower-count 0, install 0
            H26n | invalidate-start 0 0, change-host-page 0, free-host-page 0, lower-count 0, install 0, check-again 0
            H26o | invalidate-start 0 0, install 0, change-host-page 0, free-host-page 0, raise-counter 0, lower-count 0, check-again 0
            """)
    void aLateFaultGetsThroughBetweenTwoStepsOfTheHost(String id, String steps) {
        String last = ", give-to-another-guest 0, other-guest-writes 0";
        assertThat(inOrder(checks.steps(id))).isEqualTo(inOrder(FAULT + steps + last));
    }

    /** Another guest may get the page before the fault has it or after that. */
    private static String inOrder(String steps) {
        return steps.replace(", give-to-another-guest 0", "").replace(", other-guest-writes 0", "");
    }
}
