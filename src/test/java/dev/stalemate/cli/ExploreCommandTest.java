package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb; what it serves is the explorer's. */
class ExploreCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private Path saved() throws IOException {
        Path file = directory.resolve("a.json");
        Files.writeString(file, CounterexampleWriter.text(Runs.saved(Runs.bothEnter())));
        return file;
    }

    @Test
    void printsItsAddressAndEndsWithCtrlC() {
        Tool.Result result = Tool.mutex().interrupted().run("explore", "mutex/broken");
        assertThat(result.code()).isZero();
        assertThat(result.out()).matches("exploring at http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/ \\(Ctrl-C ends\\)\n");
    }

    @Test
    void goesOnFromASavedCounterexample() throws IOException {
        assertThat(Tool.mutex().interrupted().run("explore", saved().toString()).code())
                .isZero();
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Path damaged = Files.writeString(directory.resolve("b.json"), "{");
        Tool.Result result = Tool.mutex().interrupted().run("explore", damaged.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains(damaged.toString());
    }

    @Test
    void aFileWhoseStepsCannotBeTakenSaysWhy() throws IOException {
        Path strange = Files.writeString(
                directory.resolve("b.json"), Files.readString(saved()).replace("\"want\"", "\"fly\""));
        Tool.Result result = Tool.mutex().interrupted().run("explore", strange.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains("no action 'fly' in this scope");
    }
}
