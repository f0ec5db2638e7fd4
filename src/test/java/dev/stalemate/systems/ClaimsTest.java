package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Claim;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.trace.Trace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What threads and real code claim of every system, decided. */
class ClaimsTest {
    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<Claim> CLAIMS = Systems.catalogue().claims();

    /** By claim: claims about the same design and scope are decided together. */
    private static final Map<Question, Decision> DECIDED = new HashMap<>();

    @ParameterizedTest
    @FieldSource("CLAIMS")
    void everyClaimIsDecidedAsRecorded(Claim claim) {
        Decision decision = decide(claim);
        assertThat(decision.found()).isEqualTo(claim.recorded());
        Trace trace = decision.trace();
        if (trace != null && trace.loop() != Trace.NO_LOOP) {
            assertThat(trace.firstViolation(decision.law()))
                    .as("from some state on what must follow never does")
                    .isNotNegative();
        } else if (trace != null) {
            assertThat(trace.firstViolation(decision.law()))
                    .as("violated at its end and not before")
                    .isEqualTo(trace.steps().size());
        }
    }

    private static Decision decide(Claim claim) {
        if (!DECIDED.containsKey(Question.of(claim))) {
            List<Question> shared = CLAIMS.stream()
                    .filter(c -> space(c).equals(space(claim)))
                    .map(Question::of)
                    .toList();
            DECIDED.putAll(new Exhaustive(SearchOptions.standard(), Listener.SILENT).decide(shared));
        }
        return Objects.requireNonNull(DECIDED.get(Question.of(claim)));
    }

    private static String space(Claim claim) {
        return claim.system().name() + "/" + claim.design().name() + " " + claim.scope();
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
