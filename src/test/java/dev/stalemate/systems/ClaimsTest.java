package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.Property;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.BreadthFirst;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult;
import dev.stalemate.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What threads and real code claim of every system, decided. */
class ClaimsTest {
    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<Claim> CLAIMS =
            Systems.all().stream().flatMap(system -> system.claims().stream()).toList();

    @ParameterizedTest
    @FieldSource("CLAIMS")
    void everyClaimIsDecidedAsRecorded(Claim claim) {
        Model model = claim.model();
        Property property = model.property(claim.property());
        SearchResult result = new BreadthFirst(model, List.of(property), Limits.none(), Monitor.SILENT).run();
        Outcome outcome = result.outcome(property);
        assertThat(outcome.verdict()).isEqualTo(claim.recorded());
        assertThat(outcome.premiseHeld()).isPositive();
        if (outcome.verdict() == Verdict.HOLDS) {
            assertThat(result.neverTaken()).isEmpty();
        } else {
            Trace trace = Trace.replay(model, outcome.steps());
            assertThat(trace.firstViolation(outcome.property()))
                    .as("violated at its end and not before")
                    .isEqualTo(outcome.steps().size());
        }
    }

    @ParameterizedTest
    @FieldSource("CLAIMS")
    void everyClaimSaysWhyItDiffersFromItsThread(Claim claim) {
        Claim.Finding finding = claim.finding();
        if (finding == null) {
            assertThat(claim.expected()).isNotNull();
        } else {
            assertThat(finding.verdict()).isNotEqualTo(claim.expected());
            assertThat(finding.why()).hasSizeGreaterThan(30).endsWith(".");
        }
    }

    @Test
    void claimsHaveNamesOfTheirOwn() {
        assertThat(CLAIMS.stream().map(Claim::id)).doesNotHaveDuplicates();
    }
}
