package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No output of any verb lands on an input or on another output, by whatever name. */
final class FileRolesTest {
    @TempDir
    private Path directory = Path.of("");

    /** IN is the input of a verb, OUT what it would write. */
    static Stream<String> readingAndWriting() {
        return Stream.of(
                "report IN -o OUT",
                "report D -o OUT",
                "report IN --format markdown --output OUT",
                "shrink IN -o OUT",
                "shrink IN -o OUT --force",
                "export --c IN -o OUT",
                "mtrr IN --html OUT",
                "trace IN --json OUT",
                "trace IN --html OUT",
                "trace nothing --guest-mtrr IN --html OUT",
                "conform xen --dump IN --json OUT",
                "conform xen D --json OUT",
                "drive --recorded IN --column x --json OUT",
                "drive --again IN --json OUT -- true");
    }

    /** Names of one file. */
    private List<Path> names(Path file) throws IOException {
        Path in = Objects.requireNonNull(file.getParent());
        Path soft = directory.resolve("soft");
        Path hard = directory.resolve("hard");
        Path elsewhere = directory.resolve("elsewhere");
        if (Files.notExists(soft)) {
            Files.createSymbolicLink(directory.resolve("softer"), file);
            Files.createSymbolicLink(soft, Path.of("softer"));
            Files.createLink(hard, file);
            Files.createSymbolicLink(elsewhere, in);
        }
        return List.of(
                file,
                file.resolveSibling("./" + file.getFileName()),
                file.resolveSibling("../" + in.getFileName() + "/" + file.getFileName()),
                soft,
                hard,
                elsewhere.resolve(file.getFileName()),
                Path.of("").toAbsolutePath().relativize(file.toAbsolutePath()));
    }

    private static String[] words(String command, Map<String, Path> files) {
        return Stream.of(command.split(" "))
                .map(word -> files.containsKey(word) ? files.get(word).toString() : word)
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("readingAndWriting")
    void anOutputOntoAnInputIsRefused(String command) throws IOException {
        Path inside = Files.createDirectories(directory.resolve("in"));
        Path in = inside.resolve(input(command));
        Files.writeString(in, CounterexampleWriter.text(Runs.saved(Runs.bothEnter())));
        String before = Files.readString(in);
        for (Path out : names(in)) {
            Tool.Result result = Tool.mutex().run(words(command, Map.of("IN", in, "D", inside, "OUT", out)));
            assertThat(result.code()).as(out.toString()).isEqualTo(64);
            assertThat(result.err()).contains(" would overwrite what is read, " + in);
            assertThat(in).hasContent(before);
        }
    }

    private static String input(String command) {
        return command.startsWith("conform xen D") ? "steps.log" : "a.json";
    }

    @Test
    void theFileOfStandardInputIsAnInput() throws IOException {
        Path in = Files.writeString(directory.resolve("t"), "nothing");
        Tool.Result result = Tool.mutex()
                .in(new Surroundings("stalemate", directory, Map.of(Surroundings.INPUT, in)))
                .run("trace", "-", "--json", in.toString());
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains("would overwrite what is read, standard input");
    }

    @ParameterizedTest
    @CsvSource({"standard output", "standard error"})
    void theFileOfAStandardStreamIsAnOutput(String stream) throws IOException {
        Path out = Files.writeString(directory.resolve("log"), "");
        Tool.Result result = Tool.mutex()
                .in(new Surroundings("stalemate", directory, Map.of(stream, out)))
                .run("check", "M1", "--json", out.toString());
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains("is the file of " + stream);
    }

    @Test
    void twoOutputsOntoOneFileAreRefused() throws IOException {
        Path trace = Files.writeString(directory.resolve("t"), "nothing");
        Path out = Files.createDirectories(directory.resolve("out")).resolve("x");
        for (boolean there : new boolean[] {false, true}) {
            List<Path> names = new ArrayList<>(List.of(out, out.resolveSibling("./x"), out.resolveSibling("../out/x")));
            if (there) {
                Files.writeString(out, "old");
                names.addAll(names(out));
            }
            for (Path other : names) {
                Tool.Result result = Tool.mutex()
                        .run("trace", trace.toString(), "--json", out.toString(), "--html", other.toString());
                assertThat(result.code()).as(other.toString()).isEqualTo(64);
                assertThat(result.err()).contains("is the same file as --html");
            }
        }
        assertThat(out).hasContent("old");
    }

    @Test
    void anOutputAmongCheckpointsIsRefused() {
        for (String option : List.of("--checkpoint", "--resume")) {
            Tool.Result result = Tool.mutex()
                    .run(
                            "check",
                            "M1",
                            option,
                            directory.toString(),
                            "--json",
                            directory.resolve("x/manifest").toString());
            assertThat(result.code()).isEqualTo(64);
            assertThat(result.err()).contains("is within " + option);
        }
    }

    /** The result takes the place of no counterexample of the same run. */
    @Test
    void whatIsSavedLeavesTheResultItsName() throws IOException {
        Path json = directory.resolve("mutex/M1b-broken.json");
        Tool.Result result =
                Tool.mutex().run("check", "M1b", "--save", directory.toString(), "--json", json.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("replay " + directory.resolve("mutex/M1b-broken-2.json"));
        assertThat(Files.readString(json)).contains("\"claims\"");
        assertThat(directory.resolve("mutex/M1b-broken-2.json")).exists();
    }

    /** The JSON of each verb, and of each of its ways. */
    private static final Map<String, List<String>> JSON = Map.of(
            "CHECK", List.of("check M1 --json -", "check M1 --costs --json -"),
            "LIST", List.of("list --json", "list claims --json", "list systems --json"),
            "LITMUS", List.of("litmus --json"),
            "MTRR", List.of("mtrr D/mtrr --json", "mtrr D/mtrr D/mtrr --json"),
            "TRACE", List.of("trace D/trace --json -"),
            "CONFORM", List.of("conform xen --dump D/console --json -"),
            "BENCH", List.of("bench --vcpus 2 --frames 2 --symmetry --json -"),
            "DRIVE", List.of("drive --recorded D/recording --column y --json -"));

    @Test
    void theJsonOfEachVerbIsRecognized() throws IOException {
        Files.writeString(
                directory.resolve("mtrr"), "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n");
        Files.writeString(directory.resolve("trace"), "qemu-1 [000] .... 1.0: kvm_entry: vcpu 0, rip 0xfff0\n");
        Files.writeString(
                directory.resolve("console"), "(XEN) domain1 EPT p2m table:\n(XEN) gfn: 10 order: 0 mfn: 5 rwx WB!\n");
        Files.writeString(directory.resolve("recording"), "request\ty\neffective WB UC\tUC\n");
        Tool all = Tool.ofEverySystem();
        Path file = directory.resolve("result");
        for (Map.Entry<String, List<String>> verb : JSON.entrySet()) {
            for (String command : verb.getValue()) {
                Tool tool = command.startsWith("check") ? Tool.mutex() : all;
                String json = tool.run(command.replace("D/", directory + "/").split(" "))
                        .out();
                assertThat(json).as(command).matches("(?s)[\\[{].*");
                Files.writeString(file, json);
                for (String other : JSON.keySet()) {
                    assertThat(OutputKind.valueOf(other).mayReplace(file))
                            .as(command + ", replaced by " + other)
                            .isEqualTo(other.equals(verb.getKey()));
                }
            }
        }
    }

    @Test
    void pipesAndDevicesMayBeBoth() {
        assertThat(Tool.mutex()
                        .run("trace", "/dev/null", "--json", "/dev/null", "--html", "/dev/null")
                        .err())
                .doesNotContain("overwrite", "same file");
    }
}
