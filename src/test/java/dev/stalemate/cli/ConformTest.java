package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.real.xen.XenLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code conform xen}: what it prints, writes and returns. */
class ConformTest {
    private static final String TABLE =
            "(XEN) domain1 EPT p2m table:\n(XEN) gfn: 10 order: 0 mfn: 5 rwx WB!\n(XEN) gfn: 11 order: 0 mfn: 9 rwx WB!\n";

    @TempDir
    private Path directory = Path.of(".");

    private Path run(String console) {
        return XenLab.write(
                directory,
                "create A 1\nram A 10 2 0\ndump end -> console 1 bytes -> 00-end.console.txt  0.33sok",
                console);
    }

    @Test
    void aRunThatIsAsItShouldBeEndsWith0() throws IOException {
        Path json = directory.resolve("out.json");
        Tool.Result result = Tool.mutex().run("conform", "xen", run(TABLE).toString(), "--json", json.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .isEqualTo("1 run of xen-4.17.7 on the model: 2 leaves in 1 dump, 0 different; 3 commands, 0 with other"
                        + " misconfiguration exits, 0 with another answer\n");
        assertThat(Files.readString(json))
                .contains("\"dumps\" : 1", "\"leaves\" : 2", "\"different\" : 0", "\"commands\" : 3")
                .contains("\"exitsDifferent\" : 0", "\"first\" : [ ]");
    }

    @Test
    void aDifferenceEndsWith15AndSaysWhichCommandCausedIt() {
        Path run = run(TABLE.replaceFirst("WB!", "UC "));
        Tool.Result result = Tool.mutex().run("conform", "xen", run.toString());
        assertThat(result.code()).isEqualTo(15);
        assertThat(result.out())
                .contains("2 leaves in 1 dump, 1 different")
                .contains("command 1 (ram A 10 2 0):\n  A gfn 10: order 0 [UC ] on Xen, order 0 [WB!] in the model, in"
                        + " dump end; the model made it order 0 [WB!] of nothing here");
        assertThat(Tool.mutex()
                        .run("conform", "xen", run.toString(), "--json", "-")
                        .out())
                .startsWith("{")
                .contains("\"kind\" : \"leaf\"", "\"step\" : 1", "\"command\" : \"ram A 10 2 0\"");
    }

    /** Each number of a run with everything that is counted: a difference, a domain before it, a missing dump, a cut end. */
    @Test
    void theNumbersOfSeveralRunsAreSums() throws IOException {
        Path run = XenLab.write(
                directory,
                "create A 1\nram A 10 2 0\ndump end -> console 1 bytes -> 00-end.console.txt  0.33sok"
                        + "\ndump again -> console 58 bytes -> 01-again.console.txt  0.33sok",
                "(XEN) domain0 EPT p2m table:\n(XEN) gfn: 99 order: 0 mfn: 1 rwx WB?\n"
                        + TABLE.replaceFirst("WB!", "UC "));
        JsonNode one = numbers(run.toString());
        JsonNode three = numbers(run.toString(), run.toString(), run.toString());
        for (String name : List.of("runs", "dumps", "missing", "otherDomains", "leaves", "different", "commands")) {
            assertThat(one.path(name).asInt()).as(name).isPositive();
        }
        one.fieldNames().forEachRemaining(name -> assertThat(three.path(name).asInt())
                .as(name)
                .isEqualTo(3 * one.path(name).asInt()));
    }

    private static JsonNode numbers(String... runs) throws IOException {
        List<String> command = new ArrayList<>(List.of("conform", "xen", "--json", "-"));
        command.addAll(List.of(runs));
        return new ObjectMapper()
                .readTree(Tool.mutex().run(command.toArray(new String[0])).out());
    }

    @Test
    void aRunIsPlayedOnTheDesignOfItsRelease() {
        String run = XenLab.unpack421(directory).stream()
                .filter(d -> d.endsWith(Path.of("4.20.4", "10-iommu")))
                .findFirst()
                .orElseThrow()
                .toString();
        Tool.Result right = Tool.mutex().run("conform", "xen", "--design", "xen-4.20", run);
        assertThat(right.out())
                .startsWith(
                        "1 run of xen-4.20 on the model (its design is xen-4.17.7): 784 leaves in 8 dumps, 0 different")
                .endsWith("dumps that the logs name, and that are missing: 1\n");
        assertThat(right.code()).isEqualTo(65);
        assertThat(right.err())
                .isEqualTo(
                        "stalemate: " + run + "/steps.log:24: there is no 03-04-a-pinned-touched.console.txt beside the"
                                + " log: its dump is not compared (dump 04-a-pinned-touched)\n");
        Tool.Result wrong = Tool.mutex().run("conform", "xen", "--design", "xen-4.21", run, "--json", "-");
        assertThat(wrong.code()).isEqualTo(65);
        assertThat(wrong.out()).contains("\"release\" : \"xen-4.21\"", "\"design\" : \"xen-4.21\"", "\"missing\" : 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.21", "v4.21.2", "xen-4.21", "xen-ept/4.21", "xen-ept/xen-4.21.2"})
    void aReleaseMayBeNamedByItsNumber(String release) {
        String run = XenLab.unpack421(directory).stream()
                .filter(d -> d.endsWith(Path.of("4.21.2", "10-iommu")))
                .findFirst()
                .orElseThrow()
                .toString();
        assertThat(Tool.mutex().run("conform", "xen", "--design", release, run).code())
                .isZero();
    }

    /** One bad run hides no other, and one with nothing to compare is named. */
    @Test
    void ofSeveralRunsEachIsPlayed() throws IOException {
        Path good = run(TABLE);
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Files.writeString(empty.resolve("steps.log"), "# trace buffer: 64 pages\n");
        Path bad = Files.createDirectory(directory.resolve("bad"));
        Files.writeString(bad.resolve("steps.log"), "hello\n");
        Path file = good.resolve("steps.log");
        Tool.Result all = Tool.mutex()
                .run(
                        "conform",
                        "xen",
                        bad.toString(),
                        empty.toString(),
                        file.toString(),
                        good.toString(),
                        "--json",
                        "-");
        assertThat(all.code()).isEqualTo(65);
        assertThat(all.err())
                .isEqualTo("stalemate: " + bad + "/steps.log:1: neither a comment nor a numbered command\nstalemate: "
                        + file + ": is no directory; a run is one that holds a steps.log and its consoles\n");
        assertThat(all.out()).contains("\"leaves\" : 2", "\"nothingCompared\" : [ \"" + empty + "\" ]");
        Tool.Result vacuous = Tool.mutex().run("conform", "xen", good.toString(), empty.toString());
        assertThat(vacuous.code()).isEqualTo(14);
        assertThat(vacuous.out()).contains("2 leaves in 1 dump", empty + ": no leaf was compared");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment\n", "\n\n", "# trace buffer: 64 pages\n# no dump\n"})
    void aLogWithoutADumpEndsWith14AndBesideConsolesWith65(String log) throws IOException {
        Path run = run(TABLE);
        Files.writeString(run.resolve("steps.log"), log);
        Tool.Result beside = Tool.mutex().run("conform", "xen", run.toString());
        assertThat(beside.code()).isEqualTo(65);
        assertThat(beside.err()).contains("00-end.console.txt: no command of steps.log names it");
        Files.delete(run.resolve("00-end.console.txt"));
        Tool.Result alone = Tool.mutex().run("conform", "xen", run.toString());
        assertThat(alone.code()).isEqualTo(14);
        assertThat(alone.out()).contains(run + ": no leaf was compared");
    }

    @Test
    void aRunWhoseGuestWasLostEndsWith20() throws IOException {
        Path run = XenLab.write(
                directory,
                "create A 1\nram A 10 2 0\ndump end -> console 1 bytes -> 00-end.console.txt  0.33sok\nload A\n"
                        + "rd 10 -> TIMEOUT rc=-2 errno=0 (Success)",
                TABLE);
        Tool.Result lost = Tool.mutex().run("conform", "xen", run.toString());
        assertThat(lost.code()).isEqualTo(20);
        assertThat(lost.out())
                .contains("commands that are not compared, because the guest or the machine was lost: 1\n");
        Path log = run.resolve("steps.log");
        String text = Files.readString(log);
        Files.writeString(log, text.substring(0, text.indexOf("TIMEOUT")));
        Tool.Result cut = Tool.mutex().run("conform", "xen", run.toString());
        assertThat(cut.code()).isEqualTo(20);
        assertThat(cut.out()).contains(log + ":6: the command has no end (4 rd 10)\n");
    }

    /** No class name, whatever is wrong with a path. */
    @ParameterizedTest
    @ValueSource(strings = {"", "steps.log", "00-end.console.txt"})
    void whatCantBeReadIsToldInWords(String directoryInstead) throws IOException {
        Path run = run(TABLE);
        if (!directoryInstead.isEmpty()) {
            Files.delete(run.resolve(directoryInstead));
            Files.createDirectory(run.resolve(directoryInstead));
        }
        for (String path : List.of(run.toString(), run.resolve("none").toString(), "/proc/self/mem", "x".repeat(300))) {
            Tool.Result result = Tool.mutex().run("conform", "xen", path);
            assertThat(result.err()).as(path).doesNotContain("Exception", "java.");
            assertThat(result.code()).isIn(0, 65);
            Tool.Result dump = Tool.mutex().run("conform", "xen", "--dump", path);
            assertThat(dump.err()).as(path).doesNotContain("Exception", "java.");
            assertThat(dump.code()).isEqualTo(65);
        }
    }

    @Test
    void aReleaseWithoutOneDesignEndsWith64() {
        Tool.Result two = Tool.mutex().run("conform", "xen", "--design", "xen-4.18", "x");
        assertThat(two.code()).isEqualTo(64);
        assertThat(two.err()).contains("xen-4.18 has had several designs: 4.18.0 to 4.18.2 (xen-4.17.1)");
        for (String none : List.of("xen-4.12.4", "xen-4.17.8", "xen-4.23", "4.18", "4.23")) {
            assertThat(Tool.mutex().run("conform", "xen", "--design", none, "x").code())
                    .as(none)
                    .isEqualTo(64);
        }
    }

    @Test
    void aBadRunEndsWith65() {
        Tool.Result result =
                Tool.mutex().run("conform", "xen", directory.resolve("none").toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).endsWith("none/steps.log: no such file or directory\n");
    }

    @Test
    void afterAnErrorThatLeavesNothingNoFiguresAreShown() {
        Tool.Result result =
                Tool.mutex().run("conform", "xen", directory.resolve("none").toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.out()).isEqualTo("0 runs of xen-4.17.7 on the model: nothing was compared\n");
    }

    @Test
    void leavesOfADumpWithOtherDomainsAreCountedAsLeftOut() {
        Path run = XenLab.write(
                directory,
                "create A 1\nram A 10 2 0\ncreate B 1\ndump end -> console 1 bytes -> 00-end.console.txt  0.33sok",
                TABLE);
        Tool.Result result = Tool.mutex().run("conform", "xen", run.toString());
        assertThat(result.code()).isEqualTo(15);
        assertThat(result.out())
                .contains("0 leaves in 0 dumps")
                .contains("leaves that are not compared, because their dump has other domains than the model: 2\n")
                .contains(run + ": no leaf was compared, for its dumps hold none, or only those of other domains\n");
        assertThat(Tool.mutex()
                        .run("conform", "xen", run.toString(), "--json", "-")
                        .out())
                .contains("\"leftOut\" : 2", "\"leaves\" : 0");
    }

    @Test
    void ofAConsoleWithoutADumpThereIsNoJson() throws IOException {
        Path console = Files.writeString(directory.resolve("console.txt"), "(XEN) nothing\n");
        Path json = directory.resolve("out.json");
        for (String to : List.of("-", json.toString())) {
            Tool.Result result = Tool.mutex().run("conform", "xen", "--dump", console.toString(), "--json", to);
            assertThat(result.code()).isEqualTo(65);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("it has no dump of debug key D");
        }
        assertThat(json).doesNotExist();
    }

    @Test
    void aConsoleIsSummedUp() {
        String console = run(TABLE).resolve("00-end.console.txt").toString();
        Tool.Result result = Tool.mutex().run("conform", "xen", "--dump", console);
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("dump 1 of 1\n  domain 1: 2 leaves\n    gfn 10-11 order  0 rwx [WB!]\n");
        assertThat(Tool.mutex()
                        .run("conform", "xen", "--dump", console, "--json", "-")
                        .out())
                .contains("\"first\" : \"0x10\"", "\"last\" : \"0x11\"", "\"type\" : \"WB!\"", "\"leaves\" : 2");
    }

    @Test
    void ctrlCEndsBeforeTheNextRun() {
        Tool.Result result =
                Tool.mutex().interrupted().run("conform", "xen", run(TABLE).toString());
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out()).startsWith("0 runs of xen-4.17.7");
    }
}
