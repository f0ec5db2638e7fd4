package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report --format index}: the table that is kept beside counterexamples. */
class CounterexampleIndexTest {
    private static final Path KEPT = Path.of("counterexamples/README.md");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theOneThatIsKeptIsAsTheToolWritesIt() throws IOException {
        Path right = Path.of("target/counterexamples-README.md");
        Tool.Result result =
                new Tool(CodeSystem.catalogue()).run("report", "--format", "index", "-o", right.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readAllLines(KEPT)).as(right + " is as it should be").isEqualTo(Files.readAllLines(right));
    }

    @Test
    void namesAndVerdictsOfFilesAreNoMarkup() throws IOException {
        String text = CounterexampleWriter.text(Runs.saved(Runs.bothEnter()));
        Path folder = Files.createDirectories(directory.resolve("my (runs)"));
        Files.writeString(folder.resolve("a|b.json"), text.replace("\"M1b\"", "null"));
        Files.writeString(directory.resolve("other.json"), text.replace("\"broken\"", "\"<b>*\""));
        Tool.Result result = Tool.mutex().run("report", "--format", "index", directory.toString());
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out())
                .contains("| [a\\|b](my%20(runs)/a%7Cb.json) | broken | exclusive | 4 | no |\n")
                .contains("| [other](other.json) | \\<b\\>\\* (can't be replayed: ");
    }
}
