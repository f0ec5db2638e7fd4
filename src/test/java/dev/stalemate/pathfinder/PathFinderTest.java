package dev.stalemate.pathfinder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BuiltPathFinder.class)
class PathFinderTest {
    private static final Stored QUIET = (states, ofModel) -> {};

    @Test
    void everyCanarySings(PathFinder judge) throws IOException {
        assertThat(judge.silentCanaries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"K15,1045", "K15h,1045", "M5c,-"})
    void visitsTheStatesThatTheSearchVisits(String id, String states, PathFinder judge) throws IOException {
        Claim claim = claim(id);
        Scope scope = id.startsWith("K")
                ? claim.scope().with("vcpus=2,ranges=1")
                : claim.scope().with("vcpus=1");
        Model model = claim.system().model(claim.design(), scope);
        SearchResult searched = new BreadthFirst(
                        () -> new Subject(claim.system().model(claim.design(), scope), List.of()),
                        SearchOptions.standard(),
                        Monitor.SILENT)
                .run();
        if (!states.equals("-")) {
            assertThat(searched.states()).hasToString(states);
        }

        Ruling ruling = judge.ask(model, model.law(claim.law()), QUIET);

        assertThat(ruling.why()).isEmpty();
        assertThat(ruling.modelStates()).isEqualTo(searched.states());
        assertThat(ruling.verdict()).isIn(Verdict.HOLDS, Verdict.VACUOUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"K15j", "K15x", "M5"})
    void findsWhatBreaksAModelAndShrinksIt(String id, PathFinder judge) throws IOException {
        Claim claim = claim(id);
        Model model = claim.model();
        Law law = model.law(claim.law());

        Ruling ruling = judge.ask(model, law, QUIET);

        assertThat(ruling.why()).isEmpty();
        assertThat(ruling.verdict()).isEqualTo(Verdict.VIOLATED);
        Trace trace = Objects.requireNonNull(ruling.trace());
        assertThat(trace.firstViolation(law)).isEqualTo(trace.steps().size());
        assertThat(trace.steps()).hasSizeLessThan(30);
    }

    @ParameterizedTest
    @CsvSource({
        "zap-list-code,no-wait,leaves-zapped,violated",
        "zap-list-code,unlink-unlocked,no-data-race,violated",
        "zap-list-code,sketch,no-data-race,holds",
        "ioreq-mapcache-code,acks-first,dropped-before-guest-runs,violated"
    })
    void judgesCodeAtItsFields(String system, String design, String law, String expected, PathFinder judge)
            throws IOException {
        CodeSystem code = (CodeSystem) CodeSystem.catalogue().system(system);
        Scope scope = code.scope("small").with("vcpus=" + (system.startsWith("zap") ? 2 : 1));
        Model model = code.model(code.design(design), scope);

        Ruling ruling = judge.ask(code, code.design(design), scope, model.law(law), QUIET);

        assertThat(ruling.why()).isEmpty();
        assertThat(ruling.verdict()).hasToString(expected);
    }

    @Test
    void aBoundIsNoAnswer() throws Exception {
        Claim claim = claim("K15");
        try (PathFinder hurried = new PathFinder(BuiltPathFinder.home(), Duration.ofMillis(1), 1L << 28, () -> false)) {
            Ruling ruling = hurried.ask(claim.model(), claim.model().law(claim.law()), QUIET);

            assertThat(ruling.verdict()).isEqualTo(Verdict.UNDECIDED);
            assertThat(ruling.why()).contains("took longer than");
        }
    }

    @Test
    void progressIsNotItsQuestion(PathFinder judge) throws IOException {
        Claim claim = claim("K16");

        Ruling ruling = judge.ask(claim.model(), claim.model().law(claim.law()), QUIET);

        assertThat(ruling.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(ruling.why()).contains("is about progress");
    }

    private static Claim claim(String id) {
        return Systems.catalogue().claims().stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
