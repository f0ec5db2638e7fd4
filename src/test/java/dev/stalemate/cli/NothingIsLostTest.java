package dev.stalemate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.model.Catalogue;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Runs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was found is told, whatever can't be written, and whenever Ctrl-C comes. Root can't write these places either. */
final class NothingIsLostTest {
    private static final String NEW = "check mutex/broken --property exclusive";

    @TempDir
    private Path directory = Path.of("");

    private Tool.Result run(Tool tool, String command) {
        return tool.run(Stream.of(command.split(" "))
                .map(word -> word.replace("D/", directory + "/"))
                .toArray(String[]::new));
    }

    private Tool keepingIn(Path state) {
        return Tool.mutex().in(new Surroundings("./stalemate", state, Map.of()));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static void isOneCounterexample(String printed) throws BadFileException {
        Counterexample c = CounterexampleReader.parse(
                "standard error", printed.substring(printed.indexOf('{')).getBytes(UTF_8));
        assertThat(Check.of(c, Catalogue.of(List.of(new Mutex()))).kind()).isEqualTo(Check.Kind.STILL_VIOLATES);
    }

    @Test
    void whatIsFoundGoesWhereTheUsersStateIsAndTheCommandThatIsPrintedShowsIt() throws IOException {
        Path state = directory.resolve("my state");
        Tool.Result result = run(keepingIn(state), NEW);
        assertThat(result.code()).isEqualTo(12);
        Path file = state.resolve("counterexamples/mutex/broken-exclusive.json");
        assertThat(result.out()).endsWith("saved; to see it again: ./stalemate replay '" + file + "'\n");
        assertThat(Tool.mutex().run("replay", file.toString()).code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/none", "/dev/full", "D/file"})
    void aFindThatCanNotBeSavedIsReportedAndItsTextIsPrintedOnce(String place) throws Exception {
        file("file", "a file");
        Path state = Path.of(place.replace("D/", directory + "/"));
        Tool.Result result = run(keepingIn(state), NEW + " --json D/result.json");
        assertThat(result.code()).isEqualTo(70);
        assertThat(result.out()).contains("(4) enter process=1").doesNotContain("saved");
        assertThat(new ObjectMapper()
                        .readTree(directory.resolve("result.json").toFile())
                        .path("claims"))
                .hasSize(1);
        assertThat(result.err())
                .containsOnlyOnce("stalemate: ")
                .contains("1 file could not be saved in " + state.resolve("counterexamples"));
        isOneCounterexample(result.err());
    }

    @Test
    void ofManyFindsThatCanNotBeSavedTheFailureIsReportedOnce() throws IOException {
        file("file", "a file");
        Tool.Result result = run(Tool.mutex(), "check --save D/file");
        assertThat(result.code()).isEqualTo(70);
        assertThat(result.out()).contains("M1b").contains("M1 ");
        assertThat(result.err())
                .containsOnlyOnce("stalemate: ")
                .containsOnlyOnce("Not a directory")
                .containsPattern("[2-9] files could not be saved");
        assertThat(result.err().split("\"schema\"")).hasSizeGreaterThan(2);
        assertThat(directory.resolve("file")).hasContent("a file");
    }

    /** Verbs with what they write to OUT, and what they print all the same. */
    static Stream<String[]> writing() {
        return Stream.of(
                new String[] {"check M1 --json OUT", "M1   mutex/right"},
                new String[] {"report D/a.json --format markdown -o OUT", ""},
                new String[] {"report D/a.json -o OUT", ""},
                new String[] {"shrink D/a.json -o OUT", "(4) enter process=1"},
                new String[] {"mtrr D/mtrr --html OUT", "0x0c0000000-0x0ffffffff"},
                new String[] {"trace D/trace --json OUT", "line in "},
                new String[] {"trace D/trace --html OUT", "line in "},
                new String[] {"conform xen --dump D/console --json OUT", "domain 1: 1 leaves"},
                new String[] {"drive --recorded D/recording --column y --json OUT", "1 request"});
    }

    private void inputs() throws IOException {
        file("a.json", CounterexampleWriter.text(Runs.saved(Runs.bothEnter())));
        file("mtrr", "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n");
        file("trace", "qemu-1 [000] .... 1.0: kvm_entry: vcpu 0, rip 0xfff0\n");
        file("console", "(XEN) domain1 EPT p2m table:\n(XEN) gfn: 10 order: 0 mfn: 5 rwx WB!\n");
        file("recording", "request\ty\neffective WB UC\tUC\n");
    }

    @ParameterizedTest
    @MethodSource("writing")
    void whatCanNotBeWrittenIsNamedAndEverythingElseIsSaid(String command, String said) throws IOException {
        inputs();
        for (String out : List.of("D/none/x", "/dev/full", "D/a.json/x", "/proc/x", "D/")) {
            Tool.Result result = run(Tool.mutex(), command.replace("OUT", out));
            assertThat(result.code()).as(command + " " + out).isEqualTo(70);
            assertThat(result.out()).contains(said);
            assertThat(result.err())
                    .containsOnlyOnce("stalemate: ")
                    .contains(Path.of(out.replace("D/", directory + "/")).toString());
        }
    }

    @ParameterizedTest
    @MethodSource("writing")
    void afterCtrlCTheOldFileStaysAndThePartIsNamed(String command, String said) throws IOException {
        inputs();
        file("out.txt", "old");
        Tool.Result result = run(
                Tool.mutex().interrupted(),
                command.replace("OUT", "D/out.txt --force")
                        .replace(command.startsWith("shrink") ? "" : " --force", ""));
        assertThat(directory.resolve("out.txt")).hasContent("old");
        assertThat(result.code()).isNotZero();
        Path part = directory.resolve("out.part.txt");
        if (Files.exists(part)) {
            assertThat(result.err()).contains("written is in " + part + ", not in " + directory.resolve("out.txt"));
        } else {
            assertThat(command).as(result.err()).startsWith("report"); // which has nothing to write yet
        }
    }

    @Test
    void aReportThatIsInterruptedKeepsWhatItHas() throws IOException {
        for (int i = 0; i < 9; i++) {
            file(i + ".json", CounterexampleWriter.text(Runs.saved(Runs.bothEnter())));
        }
        file("report.html", "old");
        Tool.Result result = run(Tool.mutex().interruptedAtLook(5), "report D/ -o D/report.html");
        assertThat(result.code()).isEqualTo(20);
        assertThat(directory.resolve("report.html")).hasContent("old");
        assertThat(result.out()).doesNotContain("counterexamples in ");
        assertThat(directory.resolve("report.part.html")).content().startsWith("<!doctype html>");
    }

    @Test
    void aCheckThatIsInterruptedKeepsWhatItHas() throws IOException {
        file("all.json", "old");
        Tool.Result result = run(Tool.mutex().interruptedAtLook(4), "check --json D/all.json");
        assertThat(result.code()).isEqualTo(20);
        assertThat(directory.resolve("all.json")).hasContent("old");
        assertThat(new ObjectMapper()
                        .readTree(directory.resolve("all.part.json").toFile())
                        .path("claims"))
                .isNotEmpty();
    }

    @Test
    void aSearchThatCanNotBeSavedCostsNoAnswerOfAnother() throws IOException {
        Tool.Result before = run(Tool.mutex(), "check M1 M1b --checkpoint D/c --save D/saved");
        assertThat(before.code()).isZero();
        try (Stream<Path> searches = Files.list(directory.resolve("c"))) {
            Path right = searches.filter(s -> s.toString().contains("mutex-right"))
                    .findFirst()
                    .orElseThrow();
            Files.delete(right.resolve("plain/manifest"));
        }
        Tool.Result result = run(Tool.mutex(), "check M1 M1b --resume D/c --save D/saved --json D/r.json");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.out()).contains("M1: its search failed: ").contains("(4) enter process=1");
        assertThat(result.err())
                .containsOnlyOnce("stalemate: ")
                .contains("plain/manifest: is missing, and level-000000");
        assertThat(directory.resolve("r.json")).exists();
    }

    @Test
    void searchesThatCanNotBeSavedAnswerAllTheSameAndTheReasonIsReportedOnce() throws IOException {
        file("file", "a file");
        Tool.Result result = run(Tool.mutex(), "check --checkpoint D/file/c --save D/saved");
        assertThat(result.code()).isEqualTo(70);
        Tool.Result without = run(Tool.mutex(), "check --save D/saved2");
        assertThat(result.out().replaceAll("[0-9.]+ s\n|saved.*\n", ""))
                .isEqualTo(without.out().replaceAll("[0-9.]+ s\n|saved.*\n", ""));
        assertThat(result.err())
                .containsOnlyOnce("stalemate: ")
                .contains("the search was not saved after that (and ")
                .contains("more such failure");
    }

    @Test
    void shrinkWritesNoGoodHashesOverWrongOnes() throws IOException {
        String good = CounterexampleWriter.text(Runs.saved(Runs.bothEnterSlowly()));
        String bad = good.replaceFirst("\"hash\": \"[0-9a-f]", "\"hash\": \"_").replace("\"_", "\"0");
        String other = good.replaceFirst("\"hash\": \"0", "\"hash\": \"1");
        Path file = file("a.json", bad.equals(good) ? other : bad);
        String before = Files.readString(file);
        assertThat(before).isNotEqualTo(good);
        for (String where : List.of("--in-place", "-o D/b.json", "-o -")) {
            Tool.Result result = run(Tool.mutex(), "shrink D/a.json " + where);
            assertThat(result.code())
                    .isEqualTo(run(Tool.mutex(), "replay D/a.json").code())
                    .isEqualTo(12);
            assertThat(result.err()).contains("the state after step 1 is not the recorded one: nothing was written");
            assertThat(result.out()).isEmpty();
        }
        assertThat(file).hasContent(before);
        assertThat(directory.resolve("b.json")).doesNotExist();
    }

    @Test
    void shrinkAsksWhereToSaveTheResult() throws IOException {
        inputs();
        String before = Files.readString(directory.resolve("a.json"));
        for (String where : List.of("", " -o D/b.json --in-place")) {
            Tool.Result result = run(Tool.mutex(), "shrink D/a.json" + where);
            assertThat(result.code()).isEqualTo(64);
            assertThat(result.err()).contains("where to save the result? -o FILE, or --in-place");
        }
        assertThat(directory.resolve("a.json")).hasContent(before);
        assertThat(run(Tool.mutex(), "shrink D/a.json -o -").out()).isEqualTo(before);
    }

    @Test
    void whatDriveFindsAndCanNotSaveIsPrinted() throws IOException {
        file("recording", "request\ty\neffective WB UC\tWB\n");
        file("file", "a file");
        Tool.Result result = run(
                keepingIn(directory.resolve("file")), "drive --recorded D/recording --column y --json D/result.json");
        assertThat(result.code()).isEqualTo(70);
        assertThat(result.out()).contains("1 different, from 1 cause", "not saved");
        assertThat(result.err()).containsOnlyOnce("stalemate: ").contains("\"kind\": \"outside\"");
        assertThat(directory.resolve("result.json")).content().contains("\"file\" : null");
        Tool.Result saved = run(keepingIn(directory.resolve("s")), "drive --recorded D/recording --column y");
        assertThat(saved.code()).isEqualTo(15);
        assertThat(saved.out())
                .contains("to see it again: ./stalemate replay " + directory.resolve("s/outside/effective-uc-wb.json"));
    }

    /** A print stream hides what fails; a reader that has gone, as head does, is no failure. */
    @Test
    void standardOutputThatCanNotBeWrittenIsAnError() throws Exception {
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "list",
                "systems");
        Process full =
                new ProcessBuilder(java).redirectOutput(new File("/dev/full")).start();
        String said = new String(full.getErrorStream().readAllBytes(), UTF_8);
        assertThat(full.waitFor()).isEqualTo(70);
        assertThat(said).isEqualTo("stalemate: standard output: No space left on device\n");
        List<String> bash = List.of("bash", "-c", "\"$@\" | true; exit ${PIPESTATUS[0]}", "bash");
        Process gone =
                new ProcessBuilder(Stream.concat(bash.stream(), java.stream()).toList()).start();
        assertThat(new String(gone.getErrorStream().readAllBytes(), UTF_8)).isEmpty();
        assertThat(gone.waitFor()).isZero();
    }

    @Test
    void theStateIsWhereTheXdgSpecificationSays() {
        Path home = Path.of("/home/me");
        assertThat(Surroundings.state(Map.of(), home)).isEqualTo(Path.of("/home/me/.local/state/stalemate"));
        assertThat(Surroundings.state(Map.of("HOME", "/elsewhere", "XDG_STATE_HOME", ""), home))
                .isEqualTo(Path.of("/elsewhere/.local/state/stalemate"));
        assertThat(Surroundings.state(Map.of("XDG_STATE_HOME", "relative"), home))
                .isEqualTo(Path.of("/home/me/.local/state/stalemate"));
        assertThat(Surroundings.state(Map.of("XDG_STATE_HOME", "/state"), home)).isEqualTo(Path.of("/state/stalemate"));
    }
}
