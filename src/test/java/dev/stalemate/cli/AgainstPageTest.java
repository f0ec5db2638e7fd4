package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import dev.stalemate.decide.Change.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/how-to/against.md shows is what there is. */
class AgainstPageTest {
    private static final String PROGRAM = ".py";

    @TempDir
    private Path directory = Path.of("");

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/how-to/against.md"));
    }

    private Tool.Result run(String command) {
        List<String> words = new ArrayList<>(Splitter.on(' ').omitEmptyStrings().splitToList(command));
        words.addAll(List.of("--save", directory.toString()));
        return Tool.ofEverySystem().run(words.toArray(new String[0]));
    }

    private static String untimed(String text) {
        return text.replaceAll("\\d+\\.\\d\\d s\n", "? s\n");
    }

    @Test
    void itsScreenIsWhatTheToolPrints() throws IOException {
        String page = page();
        String shown = page.substring(page.indexOf("$ ./stalemate ") + "$ ./stalemate ".length());
        String command = shown.substring(0, shown.indexOf('\n'));
        String screen = shown.substring(shown.indexOf('\n') + 1, shown.indexOf("...\n```"));
        Tool.Result result = run(command);
        assertThat(untimed(result.out())).startsWith(untimed(screen));
        assertThat(result.out().substring(result.out().indexOf("Newly broken, in full")))
                .contains("After (6) never-weaker-than-replaced is violated");
        assertThat(result.code()).isEqualTo(12);
    }

    private static List<String> commands() throws IOException {
        return page().lines()
                .filter(line -> line.startsWith("./stalemate "))
                .map(line -> line.substring("./stalemate ".length()).replaceFirst(" *#.*", ""))
                .toList();
    }

    @Test
    void itsCommandsRun() throws IOException {
        assertThat(commands())
                .filteredOn(command -> !command.contains(PROGRAM))
                .hasSize(4)
                .allSatisfy(
                        command -> assertThat(run(command).code()).as(command).isIn(0, 12));
    }

    @Test
    void itsProgramRuns() throws IOException {
        assumeTrue(
                Splitter.on(':').splitToList(System.getenv().getOrDefault("PATH", "")).stream()
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "python3"))),
                "there is no python3: the program of docs/how-to/against.md is not tested");
        assertThat(commands())
                .filteredOn(command -> command.contains(PROGRAM))
                .singleElement()
                .satisfies(command -> {
                    Tool.Result result = run(command);
                    assertThat(result.code()).as(result.err()).isIn(0, 12);
                    assertThat(result.out()).startsWith("kvm/kvm_design against kvm/linux-6.7: ");
                });
    }

    @Test
    void itExplainsEveryWord() throws IOException {
        String page = page();
        for (Kind kind : Kind.values()) {
            assertThat(page).contains("\n| " + kind + " | ");
        }
    }
}
