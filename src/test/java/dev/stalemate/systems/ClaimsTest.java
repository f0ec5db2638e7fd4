package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.search.progress.ProgressSearch;
import dev.stalemate.trace.Trace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What threads and real code claim of every system, decided. */
class ClaimsTest {
    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<Claim> CLAIMS =
            Systems.all().stream().flatMap(system -> system.claims().stream()).toList();

    /** Claims about the same design and scope are decided together, as the command line does. */
    private static final Map<String, SearchResult> SEARCHED = new HashMap<>();

    @ParameterizedTest
    @FieldSource("CLAIMS")
    void everyClaimIsDecidedAsRecorded(Claim claim) {
        Model model = claim.model();
        Law law = model.law(claim.law());
        SearchResult result = SEARCHED.computeIfAbsent(space(claim), space -> search(claim));
        Outcome outcome = result.outcome(law);
        assertThat(outcome.verdict()).isEqualTo(claim.recorded());
        assertThat(outcome.premiseHeld()).isPositive();
        if (outcome.verdict() == Verdict.HOLDS) {
            assertThat(result.neverTaken()).isEmpty();
        } else if (outcome.loop() != Outcome.NO_LOOP) {
            // The search was one of another model of its own, and fairness is a matter of the very steps.
            List<Step> steps = outcome.steps().stream()
                    .map(step -> model.step(step.action().name(), step.texts()))
                    .toList();
            Trace trace = Trace.replay(model, steps, outcome.loop());
            assertThat(trace.firstViolation(law))
                    .as("from some state on what must follow never does")
                    .isNotNegative();
        } else {
            Trace trace = Trace.replay(model, outcome.steps());
            assertThat(trace.firstViolation(outcome.law()))
                    .as("violated at its end and not before")
                    .isEqualTo(outcome.steps().size());
        }
    }

    private static SearchResult search(Claim claim) {
        List<String> names = CLAIMS.stream()
                .filter(c -> space(c).equals(space(claim)))
                .map(Claim::law)
                .distinct()
                .toList();
        Supplier<Subject> subjects = () -> {
            Model own = claim.model();
            return new Subject(own, names.stream().map(own::law).toList());
        };
        Subject subject = subjects.get();
        return isProgress(claim)
                ? new ProgressSearch(subject.model(), subject.laws(), Limits.none(), Monitor.SILENT).run()
                : new BreadthFirst(subjects, SearchOptions.standard(), Monitor.SILENT).run();
    }

    private static boolean isProgress(Claim claim) {
        return claim.model().law(claim.law()).kind().isProgress();
    }

    private static String space(Claim claim) {
        return claim.system().name() + "/" + claim.design().name() + " " + claim.scope() + " " + isProgress(claim);
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
