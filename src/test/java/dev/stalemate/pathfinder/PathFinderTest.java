package dev.stalemate.pathfinder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Skipped where there is no Java PathFinder: its build is the user's. */
class PathFinderTest {
    private static final Stored QUIET = (states, ofModel) -> {};

    private static @Nullable PathFinder found;
    private static String missing = "";

    private PathFinder judge = none();

    @SuppressWarnings("NullAway") // before each test there is one, or the test is skipped
    private static PathFinder none() {
        return null;
    }

    @BeforeAll
    static void lookForJavaPathFinder() throws IOException {
        try {
            Home home = Home.find(null, System.getenv(), Path.of(System.getProperty("user.home")));
            found = new PathFinder(home, Duration.ofMinutes(2), 1L << 31, () -> false);
        } catch (Home.Missing e) {
            missing = String.valueOf(e.getMessage());
        }
    }

    @BeforeEach
    void needsJavaPathFinder() {
        if (found == null) {
            abort(missing);
        } else {
            judge = found;
        }
    }

    @AfterAll
    static void close() throws IOException {
        if (found != null) {
            found.close();
        }
    }

    @Test
    void everyCanarySings() throws IOException {
        assertThat(judge.silentCanaries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"K15,1045", "K15h,1045", "M5c,-"})
    void visitsTheStatesThatTheSearchVisits(String id, String states) throws IOException {
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
    void findsWhatBreaksAModelAndShrinksIt(String id) throws IOException {
        Claim claim = claim(id);
        Model model = claim.model();
        Law law = model.law(claim.law());

        Ruling ruling = judge.ask(model, law, QUIET);

        assertThat(ruling.why()).isEmpty();
        assertThat(ruling.verdict()).isEqualTo(Verdict.VIOLATED);
        Trace trace = Objects.requireNonNull(ruling.trace());
        assertThat(trace.firstViolation(law)).isEqualTo(trace.steps().size());
    }

    @ParameterizedTest
    @CsvSource({
        "zap-list-code,no-wait,leaves-zapped,violated",
        "zap-list-code,unlink-unlocked,no-data-race,violated",
        "zap-list-code,sketch,no-data-race,holds",
        "ioreq-mapcache-code,acks-first,dropped-before-guest-runs,violated"
    })
    void judgesCodeAtItsFields(String system, String design, String law, String expected) throws IOException {
        CodeSystem code = (CodeSystem) CodeSystem.catalogue().system(system);
        Scope scope = code.scope("small").with("vcpus=" + (system.startsWith("zap") ? 2 : 1));
        Model model = code.model(code.design(design), scope);

        Ruling ruling = judge.ask(code, code.design(design), scope, model.law(law), QUIET);

        assertThat(ruling.why()).isEmpty();
        assertThat(ruling.verdict()).hasToString(expected);
    }

    @Test
    void aBoundIsNoAnswer() throws Exception {
        Home home = Home.find(null, System.getenv(), Path.of(System.getProperty("user.home")));
        Claim claim = claim("K15");
        try (PathFinder hurried = new PathFinder(home, Duration.ofMillis(1), 1L << 28, () -> false)) {
            Ruling ruling = hurried.ask(claim.model(), claim.model().law(claim.law()), QUIET);

            assertThat(ruling.verdict()).isEqualTo(Verdict.UNDECIDED);
            assertThat(ruling.why()).contains("took longer than");
        }
    }

    @Test
    void progressIsNotItsQuestion() throws IOException {
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
