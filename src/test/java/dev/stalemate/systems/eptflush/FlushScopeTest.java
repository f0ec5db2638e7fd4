package dev.stalemate.systems.eptflush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.systems.SystemChecks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The runs that the fixes tell of, what is said of their ends, scopes, and that no design goes without a verdict. */
class FlushScopeTest {
    private static final FlushSystem SYSTEM = new FlushSystem();
    private static final SystemChecks CHECKS = new SystemChecks(SYSTEM);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H15  | enter 0 nested, touch 0, change-second-table 0, ask-for-flush 0, unlock 0, enter 0 nested
            H15b | enter 0 nested, touch 0, remove-frame 0, ask-for-flush 0, unlock 0, enter 0 nested, free-frame 0, \
            give-to-another-guest 0, other-guest-writes 0
            H15e | enter 0 view, touch 0, change-second-table 0, ask-for-flush 0, unlock 0, enter 0 view
            H18  | enter 0 host, touch 0, replace-table 0, ask-for-flush 0, free-table 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(CHECKS.steps(id)).isEqualTo(steps);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H15  | CPU 0 is in the guest with the nested table: its TLB has mfn 0, and the table nothing
            H15g | CPU 0 is in the guest with the view table: its TLB has mfn 0, whose owner is: other guest, written
            H18  | CPU 0 is in the guest with the host table: it keeps a pointer to table page 0, which is: in the pool
            """)
    void anExplanationNamesTheCpuAndWhatItKeeps(String id, String line) {
        assertThat(CHECKS.details(id)).containsExactly(line);
    }

    @Test
    void aChangeOfASecondTableNeedsOne() {
        assertThatThrownBy(() -> SYSTEM.model(FlushDesign.EACH_MASK, SYSTEM.scope("change=second")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scope setting change: there is no second table");
    }

    @Test
    void aScopeGrowsByACpu() {
        assertThat(SYSTEM.larger(SYSTEM.scope("cpus=8"))).isEmpty();
        assertThat(SYSTEM.larger(SYSTEM.scope("small"))).hasSize(1);
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(FlushSystem.CPUS)).isEqualTo(4);
        assertThat(SYSTEM.widen(SYSTEM.scope("cpus=5")).get(FlushSystem.CPUS)).isEqualTo(5);
    }
}
