package dev.stalemate.systems.eptflush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.search.BreadthFirst;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The runs that the fixes tell of, what is said of their ends, scopes, and that no design goes without a verdict. */
class FlushScopeTest {
    private static final FlushSystem SYSTEM = new FlushSystem();

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
        assertThat(search(id).steps().stream()
                        .map(step -> step.action().name() + " " + String.join(" ", step.texts()))
                        .collect(Collectors.joining(", ")))
                .isEqualTo(steps);
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
        Claim claim = claim(id);
        Model model = claim.model();
        long[] end = Trace.replay(model, search(id).steps()).end();
        assertThat(model.law(claim.law()).explanation().of(end).details()).containsExactly(line);
    }

    @Test
    void aChangeOfASecondTableNeedsOne() {
        assertThatThrownBy(() -> SYSTEM.model(FlushDesigns.EACH_MASK, SYSTEM.scope("change=second")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scope setting change: there is no second table");
    }

    @Test
    void aScopeGrowsByACpu() {
        assertThat(SYSTEM.larger(SYSTEM.scope("cpus=8"))).isEmpty();
        assertThat(SYSTEM.larger(SYSTEM.scope("small"))).hasSize(1);
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(FlushSettings.CPUS)).isEqualTo(4);
        assertThat(SYSTEM.widen(SYSTEM.scope("cpus=5")).get(FlushSettings.CPUS)).isEqualTo(5);
    }

    private static Claim claim(String id) {
        return SYSTEM.claims().stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Outcome search(String id) {
        Claim claim = claim(id);
        Model model = claim.model();
        Law law = model.law(claim.law());
        return new BreadthFirst(model, List.of(law), Limits.none(), Monitor.SILENT)
                .run()
                .outcome(law);
    }
}
