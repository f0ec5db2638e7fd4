package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.model.Extended;
import dev.stalemate.model.PatchFile;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A scenario on the command line. */
class RunCommandTest {
    private static final String BOTH = "want 0; want 1; enter 0; enter 1; leave 0";

    @TempDir
    private Path directory = Path.of("");

    private static Tool.Result run(String... more) {
        return Tool.mutex()
                .run(Stream.concat(Stream.of("run", "mutex/broken"), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void tellsEachStepAndEveryProperty() {
        Tool.Result result = run("--steps", BOTH);
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .isEqualTo(
                        """
                mutex/broken at scope small
                  (1) want process=0
                      wants of process 0: 0 -> 1
                  (2) want process=1
                      wants of process 1: 0 -> 1
                  (3) enter process=0
                      wants of process 0: 1 -> 0
                      inside of process 0: 0 -> 1
                  (4) enter process=1
                      wants of process 1: 1 -> 0
                      inside of process 1: 0 -> 1
                  (5) leave process=0
                      inside of process 0: 1 -> 0

                property         broken
                exclusive        violated after (4)
                somebody-enters  reached after (3)
                crowded          not asked: its premise is true in no state
                nobody-wants     violated after (1)

                After (4) exclusive is violated: at most one process is inside
                What breaks: isolation (a guest reaches memory that belongs to another)

                After (1) nobody-wants is violated: no process wants to enter
                What breaks: coherence (a device or another CPU sees old data)
                """);
    }

    @Test
    void endsWith12WhereSomethingIsNotAsExpected() {
        Tool.Result result =
                run("--steps", "want 0; expect wants[0]=0; enter 0; expect inside[0]=1", "--expect", "exclusive");
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out())
                .contains(
                        "      expected wants[0]=0: NO, wants[0] is 1\n",
                        "      expected inside[0]=1: yes, inside[0] is 1\n      expected exclusive: yes, holds in every state\n")
                .endsWith("\nnot as expected: 1 of 3\n");
        assertThat(run("--steps", BOTH, "--expect", "exclusive").code()).isEqualTo(12);
        Tool.Result good = run("--steps", BOTH, "--expect", "!exclusive", "--expect", "inside[1]");
        assertThat(good.code()).isZero();
        assertThat(good.out()).endsWith("\neverything is as expected\n");
    }

    @Test
    void aViolationThatIsExpectedIsNotRed() {
        Session.Terminal terminal = new Session.Terminal(true, true, 100, true);
        String[] expected = {"run", "mutex/broken", "--steps", BOTH, "--expect", "!exclusive"};
        assertThat(Tool.mutex().on(terminal).run(expected).out())
                .contains("\u001b[32mviolated after (4)\u001b[0m")
                .doesNotContain("\u001b[31m");
        expected[5] = "exclusive";
        assertThat(Tool.mutex().on(terminal).run(expected).out())
                .contains("\u001b[31mviolated after (4)\u001b[0m")
                .doesNotContain("\u001b[32m");
    }

    @Test
    void aSavedCounterexampleIsForReplay() {
        assertThat(Tool.ofEverySystem().run("run", "kvm/linux-6.7", "counterexamples/kvm/K3-cd0-zaps-non-wb.json"))
                .isEqualTo(new Tool.Result(
                        65,
                        "",
                        "stalemate: counterexamples/kvm/K3-cd0-zaps-non-wb.json: is a saved counterexample or other JSON, no scenario: replay"
                                + " shows a counterexample\n"));
    }

    @Test
    void anotherDesignIsShownFromWhereItPartsOn() {
        Tool.Result result = run("--steps", BOTH, "--beside", "right");
        assertThat(result.out())
                .contains("Beside it mutex/right, which differs from (4) on\n      mutex/broken ")
                .contains("| step (4) enter process=1 isn't possible there\n")
                .contains("exclusive        violated after (4)                          holds in every state\n");
        assertThat(run("--steps", "want 0", "--beside", "mutex/right").out())
                .contains("Beside it mutex/right, which is in the same states all along\n");
        assertThat(run("--steps", "want 0", "--beside", "best").err())
                .startsWith("stalemate: no design 'best' of mutex");
    }

    @Test
    void aFileAndStandardInputAreRead() throws IOException {
        Path file = Files.writeString(
                directory.resolve("s.txt"), "# both\nwant process=0\n\nenter 0 # alone\nexpect exclusive\n");
        assertThat(run(file.toString()).out()).contains("(2) enter process=0").endsWith("everything is as expected\n");
        assertThat(Tool.mutex()
                        .reading(Files.readString(file))
                        .run("run", "mutex/broken", "-")
                        .out())
                .isEqualTo(run(file.toString()).out());
    }

    @Test
    void aDamagedFileNamesItsLine() throws IOException {
        Path file = Files.writeString(directory.resolve("s.txt"), "want 0\n\nenter \u001b[2J\n");
        Tool.Result result = run(file.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("stalemate: " + file + ":3: enter: process: '\\u001b[2J' is not one of [0, 1]");
        Files.write(file, new byte[] {(byte) 0xff, 0});
        assertThat(run(file.toString()).err()).isEqualTo("stalemate: " + file + ": is not UTF-8 text\n");
        Files.writeString(file, "#".repeat((1 << 20) + 1));
        assertThat(run(file.toString()).err()).contains("is larger than 1048576 bytes");
        assertThat(run(directory.resolve("none").toString()).code()).isEqualTo(65);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("run mutex --steps want", "which design? SYSTEM/DESIGN, such as kvm/linux-6.7"),
                arguments("run mutex/broken", "which steps? Name a file, - for standard input, or --steps"),
                arguments(
                        "run mutex/broken f --steps want",
                        "which steps? Name a file, - for standard input, or --steps, not both"),
                arguments("run mutex/best --steps want", "no design 'best' of mutex; there are [right, broken, idle]"),
                arguments("run mutex/broken --steps ;", "--steps: there is no step in it"),
                arguments(
                        "run mutex/broken --steps want",
                        "--steps, number 1: want takes process; there is no process (scope small;"),
                arguments("run mutex/broken --steps fly", "--steps, number 1: no action 'fly' in this scope"),
                arguments(
                        "run mutex/broken --steps want=0 --scope huge",
                        "no scope 'huge' of mutex; there are [small, tagged]"),
                arguments("run mutex/broken --steps tag=1", "--steps, number 1: no action 'tag=1' in this scope"),
                arguments("run mutex/broken --steps enter=0 --scope small", "--steps, number 1: no action 'enter=0'"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void wrongUsageIsTold(String line, String message) {
        Tool.Result result = Tool.mutex().run(line.split(" ", -1));
        assertThat(result.err()).startsWith("stalemate: " + message);
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aScopeThatHasTheStepsIsSuggested() {
        Tool.Result result = run("--steps", "tag 0x10", "--scope", "small");
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).endsWith("; --scope tagged has all steps\n");
        assertThat(run("--steps", "tag 0x10").out())
                .startsWith("mutex/broken at scope tagged (tags=2)\n      tags 2\n");
    }

    @Test
    void aViolationIsSavedUpToWhereItIs() throws BadFileException {
        Path file = directory.resolve("k.json");
        Tool.Result result = run("--steps", "want 0; enter 0; want 1", "--save", file.toString());
        assertThat(result.out()).endsWith("nobody-wants is saved; to see it again: stalemate replay " + file + "\n");
        assertThat(CounterexampleReader.read(file).steps()).hasSize(1);
        Tool.Result again = run("--steps", "want 0", "--save", file.toString());
        assertThat(again.code()).isEqualTo(64);
        assertThat(again.err()).contains("there is such a file");

        Path library = directory.resolve("library");
        assertThat(run("--steps", BOTH, "--save", library.toString()).code()).isZero();
        Counterexample saved = CounterexampleReader.read(library.resolve("mutex/broken-exclusive.json"));
        assertThat(saved.steps()).isEqualTo(Runs.saved(Runs.bothEnter()).steps());
        assertThat(saved.found()).extracting(Counterexample.Found::driver).isEqualTo("run");
        assertThat(Tool.mutex().run("replay", library.toString()).code()).isZero();

        Tool.Result none = Tool.mutex().run("run", "mutex/right", "--steps", "leave 0", "--save", library.toString());
        assertThat(none.code()).isEqualTo(64);
    }

    @Test
    void nothingIsSavedWhereNothingIsViolated() {
        Path library = directory.resolve("library");
        Tool.Result result = Tool.ofEverySystem()
                .run("run", "kvm/linux-6.7", "--steps", "touch 0 0x0", "--save", library.toString());
        assertThat(result.err()).isEqualTo("stalemate: nothing is saved: no property is violated\n");
        assertThat(library).doesNotExist();
    }

    @Test
    void aUsersDesignIsSavedWithItsFile() throws BadFileException {
        PatchFile source = PatchFile.of("patch.c", "int a;\n");
        Mutex.Way design = Mutex.Way.BROKEN.named("patch");
        Path file = directory.resolve("k.json");
        Tool tool = new Tool(new Extended(new Mutex(), List.of(design), model -> List.of(), Map.of(design, source)));
        assertThat(tool.run("run", "mutex/patch", "--steps", BOTH, "--save", file.toString())
                        .code())
                .isZero();
        assertThat(CounterexampleReader.read(file).file()).isEqualTo(source);
    }

    @Test
    void jsonHasTheSame() throws IOException {
        Tool.Result result = run("--json", "--steps", BOTH, "--expect", "exclusive", "--beside", "right");
        assertThat(result.code()).isEqualTo(12);
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.at("/variant").asText()).isEqualTo("broken");
        assertThat(json.at("/steps/2/text").asText()).isEqualTo("enter process=0");
        assertThat(json.at("/steps/2/changes/1/element").asText()).isEqualTo("inside[0]");
        assertThat(json.at("/expectations/0/met").asBoolean(true)).isFalse();
        assertThat(json.at("/properties/0/at").asInt()).isEqualTo(4);
        assertThat(json.at("/properties/0/breaks").asText()).startsWith("isolation");
        assertThat(json.at("/beside/parts").asInt()).isEqualTo(4);
        assertThat(json.at("/beside/properties/0/violated").asBoolean(true)).isFalse();

        Path file = directory.resolve("r.json");
        assertThat(run("--steps", "want 0", "--json", file.toString()).code()).isZero();
        assertThat(run("--steps", "want 0", "--json", file.toString()).code()).isZero();
        assertThat(new ObjectMapper().readTree(file.toFile()).at("/steps")).hasSize(1);
    }
}
