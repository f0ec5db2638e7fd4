package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.toy.Mutex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two designs side by side, from the command line. */
class CompareCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private final Tool mutex = new Tool(new Mutex());

    @Test
    void theShortestRunIsPrintedSavedAndReplayed() throws IOException {
        Tool.Result result = mutex.run("compare", "mutex/right", "mutex/broken", "--save", directory.toString());
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out())
                .contains(
                        "right and broken differ after 4 steps",
                        "mutex/right at scope small",
                        "possible in: both -> broken alone",
                        "the last step is possible in broken alone",
                        "different at small");
        String file = directory.resolve("mutex/right-same-as-broken.json").toString();
        assertThat(mutex.run("replay", file).code()).isZero();
        assertThat(mutex.run("replay", file).out()).contains("the last step is possible in broken alone");
        assertThat(mutex.run(
                                "shrink",
                                file,
                                "-o",
                                directory.resolve("again.json").toString())
                        .code())
                .isZero();
        Path page = directory.resolve("page.html");
        assertThat(mutex.run("report", file, "-o", page.toString()).code()).isZero();
        assertThat(Files.readString(page)).contains("same-as: broken");
    }

    @Test
    void noDifferenceIsSaidWithTheStates() {
        Tool.Result result = mutex.run("compare", "mutex/right", "idle");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("no difference between right and idle: 8 states at 1 scope");
        Tool.Result json = mutex.run("compare", "mutex/right", "idle", "--json", "-");
        assertThat(json.out()).contains("\"differ\" : false", "\"states\" : 8");
    }

    @Test
    void aBoundIsNoAnswer() {
        Tool.Result result = mutex.run("compare", "mutex/right", "idle", "--max-states", "3");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out()).contains("no difference so far", "no answer at small");
        assertThat(mutex.run("compare", "mutex/right", "idle", "--max-states", "3", "--json", "-")
                        .out())
                .contains("\"differ\" : null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "right broken; 'right' is no design: compare SYSTEM/DESIGN SYSTEM/DESIGN",
                "mutex/right kvm/linux-6.7; kvm/linux-6.7 is no design of mutex",
                "mutex/right best; no design 'best' of mutex",
                "mutex/right broken --scope huge; no scope 'huge' of mutex",
                "mutex/right broken --scope wide=on; is too wide to compare two designs state by state",
                "mutex/right broken --max-states 0; --max-states needs a positive number",
                "mutex/right; requires at least 2 values",
            })
    void aMistakeIsNamed(String arguments, String says) {
        List<String> words = List.of(("compare " + arguments).split(" ", -1));
        Tool.Result result = mutex.run(words.toArray(String[]::new));
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains(says);
    }

    @Test
    void thePageShowsWhatIsPrinted() throws IOException {
        String page = Files.readString(Path.of("docs/how-to/compare.md"));
        String start = "$ ./stalemate ";
        String shown = page.substring(page.indexOf(start) + start.length());
        String command = shown.lines().findFirst().orElseThrow();
        String text = shown.substring(command.length() + 1, shown.indexOf("```"));
        Tool.Result result = Tool.ofEverySystem().run(command.split(" ", -1));
        assertThat(result.out().replaceAll("\\s+", " ")).startsWith(text.replaceAll("\\s+", " "));
    }

    @Test
    void aFileIsComparedWithADesign() {
        String file = "docs/examples/MyPatch.java";
        Tool tool = Tool.ofEverySystem();
        Tool.Result result =
                tool.run("compare", "kvm/linux-6.7", file, "--scope", "small,vcpus=1", "--save", directory.toString());
        assertThat(result.code()).as(result.err()).isEqualTo(12);
        assertThat(result.out()).contains("my-patch and linux-6.7 differ after");
        String saved = directory.resolve("kvm/my-patch-same-as-linux-6.7.json").toString();
        assertThat(Tool.ofEverySystem().run("replay", saved, "--design", file).code())
                .isZero();
    }
}
