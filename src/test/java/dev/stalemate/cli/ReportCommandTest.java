package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private Path saved = directory;
    private Path page = directory;

    @BeforeEach
    void save() throws IOException {
        saved = directory.resolve("a.json");
        page = directory.resolve("out.html");
        Files.writeString(saved, CounterexampleWriter.text(Runs.saved(Runs.bothEnter())));
    }

    private static JsonNode data(String html) throws IOException {
        int start = html.indexOf("id=\"data\">") + "id=\"data\">".length();
        return new ObjectMapper().readTree(html.substring(start, html.indexOf("</script>", start)));
    }

    private JsonNode data() throws IOException {
        return data(Files.readString(page));
    }

    private Path edited(String name, String sound, String replacement) throws IOException {
        return Files.writeString(
                directory.resolve(name), Files.readString(saved).replace(sound, replacement));
    }

    @Test
    void aPageHoldsTheRunAndTheClaimsOfItsSystem() throws IOException {
        Tool.Result result = Tool.mutex().run("report", saved.toString(), "-o", page.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("1 counterexample in " + page + "\n");
        JsonNode data = data();
        assertThat(data.get("runs").get(0).get("id").asText()).isEqualTo("a");
        assertThat(data.get("runs").get(0).get("conclusion").get("at").asInt()).isEqualTo(4);
        assertThat(data.get("claims").findValuesAsText("id")).contains("M1", "M1b");
        assertThat(data.get("claims").findValuesAsText("run")).contains("a");
    }

    @Test
    void thePageCanGoToStandardOutputAlone() throws IOException {
        Tool.Result result = Tool.mutex().run("report", saved.toString(), "-o", "-");
        assertThat(result.out()).startsWith("<!doctype html>");
        assertThat(data(result.out()).get("runs")).hasSize(1);
    }

    @Test
    void filesThatCannotBeReadAreNamedAndLeaveTheOthersIn() throws IOException {
        Path damaged = edited("b.json", "\"schema\"", "schema");
        Tool.Result result = Tool.mutex().run("report", directory.toString(), "-o", page.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains(damaged + ":");
        assertThat(data().get("runs")).hasSize(1);
    }

    @Test
    void whereNothingCouldBeReadAnOlderPageStays() throws IOException {
        Files.writeString(page, "older");
        Tool.Result result =
                Tool.mutex().run("report", directory.resolve("none.json").toString(), "-o", page.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.out()).isEmpty();
        assertThat(Files.readString(page)).isEqualTo("older");
    }

    @Test
    void aRunThatChangedSaysSoAndEndsWith12() throws IOException {
        Path changed = directory.resolve("b.json");
        String text = Files.readString(saved).replaceFirst("(\"initial\": \")[0-9a-f]{4}", "$10000");
        Files.writeString(changed, text);
        Tool.Result result = Tool.mutex().run("report", changed.toString(), "-o", page.toString());
        assertThat(result.code()).isEqualTo(12);
        JsonNode run = data().get("runs").get(0);
        assertThat(run.get("good").asBoolean()).isFalse();
        assertThat(run.get("result").asText()).contains("the initial state is not the recorded one");
    }

    @Test
    void aRunWhoseStepsCannotBeTakenIsListedWithItsSteps() throws IOException {
        Path strange = edited("b.json", "\"want\"", "\"<script>alert(1)</script>\"");
        Tool.Result result = Tool.mutex().run("report", strange.toString(), "-o", page.toString());
        assertThat(result.code()).isEqualTo(12);
        JsonNode run = data().get("runs").get(0);
        assertThat(run.get("lines").get(0).asText()).startsWith("<script>");
        assertThat(run.get("result").asText()).startsWith("can't be replayed");
    }

    @Test
    void aClaimIsLinkedOnlyToARunThatIsAboutIt() throws IOException {
        Path other = edited("b.json", "\"M1b\"", "\"M1\"");
        Tool.Result result = Tool.mutex().run("report", other.toString(), "-o", page.toString());
        assertThat(result.code()).isEqualTo(12);
        assertThat(data().get("runs").get(0).has("claim")).isFalse();
        assertThat(data().get("runs").get(0).get("result").asText())
                .isEqualTo("still violated, but the model changed: claim M1 is about right and exclusive");
        assertThat(data().get("claims")).allMatch(claim -> claim.get("run").isNull());
    }

    @Test
    void filesOfOneNameGetPagesOfTheirOwn() throws IOException {
        Path below = Files.createDirectory(directory.resolve("below"));
        Files.copy(saved, below.resolve("a.json"));
        Tool.Result result = Tool.mutex().run("report", saved.toString(), below.toString(), "-o", page.toString());
        assertThat(result.out()).startsWith("2 counterexamples in ");
        assertThat(data().get("runs")).extracting(run -> run.get("id").asText()).containsExactly("a", "a-2");
    }

    @Test
    void whatCheckFoundStandsInTheTableOfClaims() throws IOException {
        Path verdicts = directory.resolve("check.out");
        assertThat(Tool.mutex()
                        .run(
                                "check",
                                "--json",
                                verdicts.toString(),
                                "--save",
                                directory.resolve("new").toString())
                        .code())
                .isZero();
        Tool.Result result = Tool.mutex().run("report", saved.toString(), verdicts.toString(), "-o", page.toString());
        assertThat(result.code()).isZero();
        for (JsonNode claim : data().get("claims")) {
            assertThat(claim.get("found").asText())
                    .isEqualTo(claim.get("recorded").asText());
            assertThat(claim.get("states").asLong()).isPositive();
        }
    }

    @Test
    void aDamagedResultOfCheckIsNamed() throws IOException {
        Path verdicts = Files.writeString(directory.resolve("check.out"), "{\"claims\": [{\"system\": \"mutex\"}]}");
        Tool.Result result = Tool.mutex().run("report", verdicts.toString(), "-o", page.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains(verdicts + ":1: this claim has no variant");
    }

    @Test
    void itCanBeTextForMailsToo() {
        Tool.Result result = Tool.mutex().run("report", saved.toString(), "--format", "markdown");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .isEqualTo(Tool.mutex()
                        .run("replay", saved.toString(), "--format", "markdown")
                        .out())
                .startsWith("M1b: mutex/broken violates exclusive\n====");
    }

    @Test
    void withoutAnOutputItIsWrongUsage() {
        assertThat(Tool.mutex().run("report", saved.toString()).code()).isEqualTo(64);
    }

    @Test
    void anOutputThatCannotBeWrittenIsAnErrorThatNamesIt() {
        Path nowhere = directory.resolve("no/where.html");
        Tool.Result result = Tool.mutex().run("report", saved.toString(), "-o", nowhere.toString());
        assertThat(result.code()).isEqualTo(70);
        assertThat(result.err()).contains(nowhere.toString());
    }
}
