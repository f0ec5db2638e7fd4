package dev.stalemate.cli;

import static dev.stalemate.toy.Mutex.Way.IMPATIENT;
import static dev.stalemate.toy.Mutex.Way.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.model.Verdict;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Mutex.ClaimSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scopes that grow while time lasts: how far a claim holds, and what breaks on the way. */
class GrowingScopesTest {
    private static final ClaimSpec HOLDS = new ClaimSpec("X1", RIGHT, "exclusive", Verdict.HOLDS, null);
    private static final ClaimSpec BREAKS_AT_THREE = new ClaimSpec("X2", IMPATIENT, "exclusive", Verdict.HOLDS, null);

    @TempDir
    private Path directory = Path.of("");

    private Tool.Result grow(Tool tool, String... args) {
        List<String> all = new ArrayList<>(List.of("check", "--scope", "auto", "--save", directory.toString()));
        all.addAll(List.of(args));
        return tool.run(all.toArray(new String[0]));
    }

    private static Tool claiming(ClaimSpec... specs) {
        return new Tool(new Mutex(List.of(specs)));
    }

    @Test
    void saysForEachClaimHowFarItHolds() {
        Tool.Result result = grow(Tool.mutex());
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains(
                        """

                        Larger scopes
                        id   property         holds up to  states  then
                        M1   exclusive        processes=4      48  as large as it gets
                        M1b  exclusive                             violated at its own scope; larger ones are not tried
                        M2   somebody-enters                       some run gets there at its own scope; larger ones are not tried
                        M3   exclusive                             violated at its own scope; larger ones are not tried
                        M4   exclusive        processes=4      48  as large as it gets
                        """);
    }

    @Test
    void aVerdictThatChangesIsReportedInFullSavedAndEndsWith12() throws Exception {
        assertThat(claiming(BREAKS_AT_THREE).run("check").code()).isZero();
        Tool.Result result = grow(claiming(HOLDS, BREAKS_AT_THREE));
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out())
                .contains("X2  exclusive  processes=2       8  violated at processes=3\n")
                .contains("X1  exclusive  processes=4      48  as large as it gets\n")
                .contains("\nUnexpected\nX2 is violated: the impatient design keeps others out\n")
                .contains("\nmutex/impatient at scope small (processes=3)\n      processes 3\n  (1) want process=0\n")
                .contains("saved; to see it again: stalemate replay " + directory.resolve("mutex/X2-impatient.json"));
        assertThat(CounterexampleReader.read(directory.resolve("mutex/X2-impatient.json"))
                        .scope())
                .containsEntry("processes", "3");
    }

    @Test
    void aBoundEndsTheGrowthAndNotTheVerdict() {
        Tool.Result result = grow(claiming(HOLDS), "--max-states", "20");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsPattern(
                        "X1  exclusive  processes=3      20  processes=4: no violation up to depth [0-9]"
                                + " \\([0-9]+ states; [0-9]+ of the [0-9]+ at that depth expanded; stopped by the bound on states\\)");
    }

    @Test
    void aBoundBeforeTheOwnScopeWasSeenEndsWith20() {
        Tool.Result result = grow(claiming(HOLDS), "--max-time", "0");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out()).contains("undecided at its own scope");
    }

    @Test
    void growsNothingAfterAnInterrupt() {
        Tool.Result result = grow(claiming(HOLDS).interrupted());
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.err()).contains("interrupted: 1 of 1 questions were not looked at");
    }

    @Test
    void propertiesOfADesignGrowTogether() {
        Tool.Result result = grow(Tool.mutex(), "mutex/impatient", "--property", "exclusive");
        assertThat(result.err()).contains("no design 'impatient'");
        assertThat(grow(Tool.mutex(), "mutex/right", "--property", "exclusive", "--property", "nobody-wants")
                        .out())
                .contains("exclusive     processes=4      48  as large as it gets")
                .contains("nobody-wants                       violated at its own scope");
    }

    @Test
    void writesTheExhaustedScopeAsJson() throws Exception {
        Tool.Result result = grow(claiming(HOLDS, BREAKS_AT_THREE), "--json", "-");
        JsonNode claims = new ObjectMapper().readTree(result.out()).path("claims");
        JsonNode exhausted = claims.get(0).path("exhausted");
        assertThat(exhausted.path("size").asText()).isEqualTo("processes=4");
        assertThat(exhausted.path("scope").asText()).isEqualTo("processes=4");
        assertThat(exhausted.path("states").asInt()).isEqualTo(48);
        assertThat(exhausted.path("verdict").asText()).isEqualTo("holds");
        assertThat(claims.get(0).path("then").asText()).isEqualTo("as large as it gets");
        assertThat(claims.get(1).path("found").asText()).isEqualTo("violated");
        assertThat(claims.get(1).path("scope").asText()).isEqualTo("processes=3");
        assertThat(claims.get(1).path("exhausted").path("states").asInt()).isEqualTo(8);
        assertThat(claims.get(1).path("then").asText()).isEqualTo("violated at processes=3");
    }
}
