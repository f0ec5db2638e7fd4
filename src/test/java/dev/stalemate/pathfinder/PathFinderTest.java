package dev.stalemate.pathfinder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Skipped where there is no Java PathFinder: its build is the user's. */
class PathFinderTest {
    @SuppressWarnings("NullAway.Init") // by JUnit
    private static PathFinder judge;

    @BeforeAll
    static void needsJavaPathFinder() throws IOException {
        try {
            Home home = Home.find(null, System.getenv(), Path.of(System.getProperty("user.home")));
            judge = new PathFinder(home, Duration.ofMinutes(2), 1L << 31, () -> false);
        } catch (Home.Missing e) {
            abort(e.getMessage());
        }
    }

    @AfterAll
    static void close() throws IOException {
        if (judge != null) {
            judge.close();
        }
    }

    @Test
    void everyCanarySings() throws IOException {
        assertThat(judge.silentCanaries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"K15,vcpus=2;ranges=1", "K15h,vcpus=2;ranges=1", "M5c,", "N2,", "A2c,"})
    void visitsTheStatesThatTheSearchVisits(String id, String scope) throws IOException {
        Claim claim = claim(id);
        Scope at = scope == null ? claim.scope() : claim.scope().with(scope.replace(';', ','));
        Ruling ruling = judge.ask(
                claim.system().model(claim.variant(), at), claim.model().property(claim.property()));
        System.err.println(id + " " + ruling);
        assertThat(ruling.verdict()).isEqualTo(claim.recorded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"K15i", "K15j", "K15k", "K15x", "M5", "A2b"})
    void findsWhatBreaksAModel(String id) throws IOException {
        Claim claim = claim(id);
        Ruling ruling = judge.ask(claim.model(), claim.model().property(claim.property()));
        System.err.println(id + " " + ruling);
        assertThat(ruling.verdict()).isEqualTo(Verdict.VIOLATED);
    }

    static List<Claim> withCode() {
        return Systems.all().stream()
                .flatMap(s -> s.claims().stream())
                .filter(c -> CodeSystem.all().stream().anyMatch(code -> code.counterpart(c) != null))
                .toList();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("withCode")
    void codeIsAsTheClaimSays(Claim claim) throws IOException {
        for (CodeSystem code : CodeSystem.all()) {
            Scope scope = code.counterpart(claim);
            if (scope != null) {
                Ruling ruling = judge.ask(
                        code,
                        claim.variant(),
                        scope,
                        code.model(claim.variant(), scope).property(claim.property()));
                System.err.println("CODE " + claim.id() + " " + scope + " " + claim.recorded() + " " + ruling.verdict()
                        + " " + ruling.why() + " " + ruling.states() + " " + ruling.seconds()
                        + (ruling.trace() == null ? "" : " " + ruling.trace().steps()));
            }
        }
    }

    private static Claim claim(String id) {
        return Systems.all().stream()
                .flatMap(s -> s.claims().stream())
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
