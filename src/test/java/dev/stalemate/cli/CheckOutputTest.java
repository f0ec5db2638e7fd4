package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Verdict;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Mutex.ClaimSpec;
import dev.stalemate.toy.Mutex.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What check prints fits its reader: prose wraps, each note is said once, and the last line sums up. */
class CheckOutputTest {
    private static final String LONG = "a lock, ".repeat(60) + "and that is all.";

    @TempDir
    private Path directory = Path.of("");

    private static JsonNode summary(Tool tool, String... args) throws IOException {
        return new ObjectMapper().readTree(tool.run(args).out()).path("summary");
    }

    private static String last(Tool.Result result) {
        return result.out().lines().reduce("", (before, line) -> line);
    }

    private static Tool explaining() {
        return new Tool(new Mutex(List.of(
                new ClaimSpec("M1", Way.RIGHT, "exclusive", Verdict.HOLDS, null),
                new ClaimSpec("M3", Way.BROKEN, "exclusive", null, new Claim.Finding(Verdict.VIOLATED, LONG)))));
    }

    @Test
    void theLastLineSumsUp() throws IOException {
        assertThat(last(Tool.mutex().run("check")))
                .isEqualTo("5 claims: 3 as expected, 2 findings, none unexpected; 0.00 s");
        JsonNode summary = summary(Tool.mutex(), "check", "--json", "-");
        assertThat(summary.path("asked").asInt()).isEqualTo(5);
        assertThat(summary.path("asExpected").asInt()).isEqualTo(3);
        assertThat(summary.path("findings").asInt()).isEqualTo(2);
        assertThat(summary.path("unexpected").isInt()).isTrue();
        assertThat(summary.path("unexpected").asInt()).isZero();
        assertThat(summary.path("seconds").isDouble()).isTrue();
    }

    @Test
    void whatIsUnexpectedIsCounted() throws IOException {
        Tool tool = new Tool(new Mutex(List.of(
                new ClaimSpec("M1", Way.BROKEN, "exclusive", Verdict.VIOLATED, null),
                new ClaimSpec("M2", Way.RIGHT, "exclusive", Verdict.VIOLATED, null))));
        assertThat(last(tool.run("check"))).isEqualTo("2 claims: 1 as expected, 1 unexpected; 0.00 s");
        assertThat(summary(tool, "check", "--json", "-").path("unexpected").asInt())
                .isEqualTo(1);
    }

    @Test
    void whatHasNoVerdictIsCounted() throws IOException {
        assertThat(last(Tool.mutex().run("check", "--max-depth", "1")))
                .startsWith("5 claims: ")
                .contains("undecided");
        assertThat(last(Tool.mutex().interrupted().run("check")))
                .isEqualTo("5 claims: 5 not looked at, none unexpected; 0.00 s");
        assertThat(summary(Tool.mutex().interrupted(), "check", "--json", "-")
                        .path("notLookedAt")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void randomWalksSumUpToo() {
        assertThat(last(Tool.mutex().run("check", "M1", "M2", "--driver", "random", "--walks", "20")))
                .isEqualTo("3 claims: 1 as expected, 2 without a violation found, none unexpected; 0.00 s");
    }

    @Test
    void propertiesOfADesignHaveNothingToExpect() {
        assertThat(Tool.mutex()
                        .run("check", "mutex/right", "--save", directory.toString())
                        .out())
                .contains("\n4 questions: 2 hold, 1 violated, 1 vacuous; 0.00 s\n");
    }

    @Test
    void oneClaimNeedsNoSummary() {
        assertThat(Tool.mutex().run("check", "M2").out()).doesNotContain("1 claim");
    }

    /** A row of the table stays a line where nobody looks at it; prose wraps at a width of its own there. */
    @ParameterizedTest
    @CsvSource({"true, 72, 72", "true, 150, 150", "false, 72, 100"})
    void proseWraps(boolean terminal, int columns, int most) {
        Session.Terminal width = new Session.Terminal(terminal, false, columns, false);
        List<String> lines = explaining().on(width).run("check").out().lines().toList();
        int from = lines.indexOf("Findings") + 1;
        assertThat(lines.get(from)).startsWith("  M3: the thread leaves it open; it is violated. a lock, ");
        List<String> finding = lines.subList(from, lines.size() - 2);
        assertThat(finding.size()).isGreaterThan(2);
        assertThat(finding.subList(1, finding.size())).allMatch(line -> line.startsWith("    "));
        assertThat(lines).allMatch(line -> line.length() <= most);
        assertThat(String.join(" ", finding).replaceAll("\\s+", " ")).endsWith(LONG);
    }

    @Test
    void eachNoteIsSaidOnce() {
        assertThat(Tool.mutex()
                        .run("check", "mutex/idle", "--save", directory.toString())
                        .out())
                .contains("\nNotes\n  exclusive, somebody-enters, crowded: mutex/idle at scope small\n")
                .containsOnlyOnce("most inside 1");
        String two = Tool.mutex().run("check", "M1", "M2").out();
        assertThat(two).contains("  M1, M2: mutex/right at scope small\n").containsOnlyOnce("most inside 1");
    }
}
