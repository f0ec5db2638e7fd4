package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.outside.ProtocolLines;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that read files: replay, shrink, mtrr; and list. */
class FilesTest {
    @TempDir
    private Path directory = Path.of("");

    private Path shortest = directory;
    private Path slow = directory;

    @BeforeEach
    void save() throws IOException {
        shortest = directory.resolve("a.json");
        slow = directory.resolve("b.json");
        Files.writeString(shortest, CounterexampleWriter.text(Runs.saved(Runs.bothEnter())));
        Files.writeString(slow, CounterexampleWriter.text(Runs.saved(Runs.bothEnterSlowly())));
    }

    private Path damaged(Path file, String sound, String replacement) throws IOException {
        Path damaged = directory.resolve("damaged.json");
        return Files.writeString(damaged, Files.readString(file).replace(sound, replacement));
    }

    @Test
    void replayTellsOneFileStepByStep() {
        Tool.Result result = Tool.mutex().run("replay", shortest.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith(
                        "M1b: mutex/broken at scope small\n  (1) want process=0\n      wants of process 0: 0 -> 1\n")
                .endsWith("still violated, every state as recorded\n");
    }

    @Test
    void aFileIsFoundUnderTheNameThatItHadBeforeSystemsHadFolders() throws IOException {
        Path now = Files.createDirectories(directory.resolve("mutex")).resolve("M1b-broken.json");
        Files.move(shortest, now);
        Path before = directory.resolve("mutex-M1b.json");
        Tool.Result result = Tool.mutex().run("replay", before.toString());
        assertThat(result.err()).isEqualTo("stalemate: " + before + " is now " + now + "\n");
        assertThat(result.out())
                .isEqualTo(Tool.mutex().run("replay", now.toString()).out());
    }

    @Test
    void replayTabulatesADirectory() {
        Tool.Result result = Tool.mutex().run("replay", directory.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out().lines().skip(1))
                .containsExactly(
                        shortest + "  mutex/broken   exclusive      4  still violated",
                        slow + "  mutex/broken   exclusive      7  still violated");
    }

    @Test
    void replayMakesAPieceOfAMailOfEachFile() {
        Tool.Result one = Tool.mutex().run("replay", "--format", "markdown", shortest.toString());
        assertThat(one.code()).isZero();
        assertThat(one.out())
                .startsWith("M1b: mutex/broken violates exclusive\n===")
                .contains("\n      (4) enter");
        Tool.Result both = Tool.mutex().run("replay", directory.toString(), "--format=markdown");
        assertThat(both.code()).isZero();
        assertThat(both.out()).startsWith(one.out() + "\nM1b: mutex/broken").contains("\n      (7) enter");
        assertThat(Tool.mutex()
                        .run("replay", "--format", "text", shortest.toString())
                        .out())
                .isEqualTo(Tool.mutex().run("replay", shortest.toString()).out());
    }

    @Test
    void replayForAMailEndsAsItDoesForATerminal() throws IOException {
        Path changed = damaged(shortest, "\"broken\"", "\"right\"");
        Tool.Result one = Tool.mutex().run("replay", "--format", "markdown", changed.toString());
        assertThat(one.code()).isEqualTo(12);
        assertThat(one.out()).contains("\n      (4) enter process=1\n").contains("can't be replayed: step 4");
        Path bad = damaged(shortest, "\"schema\": 1", "\"schema\": 3");
        Tool.Result all = Tool.mutex().run("replay", "--format", "markdown", directory.toString());
        assertThat(all.code()).isEqualTo(65);
        assertThat(all.err()).startsWith("stalemate: " + bad + ":2: schema 3 is not known");
        assertThat(all.out().lines().filter(line -> line.startsWith("M1b: "))).hasSize(2);
    }

    @Test
    void replayEndsWith12WhereTheModelChanged() throws IOException {
        Path file = damaged(shortest, "\"broken\"", "\"right\"");
        Tool.Result one = Tool.mutex().run("replay", file.toString());
        assertThat(one.code()).isEqualTo(12);
        assertThat(one.out())
                .contains("  enter process=1\n")
                .endsWith("can't be replayed: step 4 (enter process=1) is not possible there\n");
        assertThat(Tool.mutex().run("replay", directory.toString()).code()).isEqualTo(12);
    }

    @Test
    void replayEndsWith65ForABadFileAndGoesOnWithTheOthers() throws IOException {
        Path file = damaged(shortest, "\"schema\": 1", "\"schema\": 3");
        Tool.Result one = Tool.mutex().run("replay", file.toString());
        assertThat(one.code()).isEqualTo(65);
        assertThat(one.err())
                .isEqualTo("stalemate: " + file + ":2: schema 3 is not known to this version, which reads schema 1\n");
        Tool.Result all = Tool.mutex().run("replay", directory.toString());
        assertThat(all.code()).isEqualTo(65);
        assertThat(all.out()).contains("a.json", "b.json").doesNotContain("damaged.json");
    }

    @Test
    void replayEndsWith65WhereThereIsNothing() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(Tool.mutex().run("replay", empty.toString()).err())
                .isEqualTo("stalemate: " + empty + ": has no counterexample files (*.json)\n");
        Tool.Result missing =
                Tool.mutex().run("replay", directory.resolve("none").toString());
        assertThat(missing.code()).isEqualTo(65);
        assertThat(missing.err()).endsWith("none: no such file\n");
    }

    @Test
    void shrinkDropsStepsInPlace() throws BadFileException {
        Tool.Result result = Tool.mutex().run("shrink", slow.toString(), "--in-place");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsPattern("from 7 steps to 4 steps in [0-9]+ runs; saved as ")
                .contains("(4)");
        Counterexample shrunk = CounterexampleReader.read(slow);
        assertThat(shrunk.steps()).hasSize(4);
        assertThat(shrunk.minimal()).isTrue();
    }

    @Test
    void shrinkLeavesTheFileWhereItIsToldAnother() throws Exception {
        String before = Files.readString(slow);
        Path out = directory.resolve("out.json");
        assertThat(Tool.mutex()
                        .run("shrink", slow.toString(), "--out", out.toString())
                        .code())
                .isZero();
        assertThat(slow).hasContent(before);
        assertThat(CounterexampleReader.read(out).steps()).hasSize(4);
    }

    @Test
    void shrinkOverwritesAnotherFileOnlyByForce() throws Exception {
        Path out = Files.writeString(directory.resolve("out.json"), "mine");
        Tool.Result refused = Tool.mutex().run("shrink", slow.toString(), "--out", out.toString());
        assertThat(refused.code()).isEqualTo(64);
        assertThat(refused.err()).isEqualTo("stalemate: " + out + " is another file; --force overwrites it\n");
        assertThat(out).hasContent("mine");
        assertThat(Tool.mutex()
                        .run("shrink", slow.toString(), "--out", out.toString(), "--force")
                        .code())
                .isZero();
    }

    @Test
    void shrinkRefusesWhatIsNoCounterexampleAnyMore() throws IOException {
        Path file = damaged(shortest, "\"broken\"", "\"right\"");
        Tool.Result result = Tool.mutex().run("shrink", file.toString(), "--in-place");
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.err()).contains("can't be replayed: step 4");
    }

    @Test
    void mtrrAnswersAScript() throws IOException {
        Path script = Files.writeString(directory.resolve("script"), "# comment\n\neffective WB UC\nfrob\n");
        Tool.Result result = Tool.mutex().run("mtrr", "--script", script.toString());
        assertThat(result.code()).isZero();
        assertThat(result.out().lines()).hasSize(2).first().isEqualTo("UC");
        assertThat(result.out()).contains("\nerror: ");
        assertThat(Tool.mutex()
                        .reading("effective WB UC")
                        .run("mtrr", "--script", "-")
                        .out())
                .isEqualTo("UC\n");
    }

    @Test
    void mtrrAnswersALineThatIsTooLongAndGoesOn() {
        String input = "x".repeat(ProtocolLines.LONGEST + 1) + "\neffective WB UC\n";
        assertThat(Tool.mutex().reading(input).run("mtrr", "--script", "-").out())
                .isEqualTo("error: a line of more than 65536 bytes\nUC\n");
    }

    @Test
    void mtrrReadsWhatIsCompressedWithGzipAndRefusesOtherFormats() throws IOException {
        Path file = directory.resolve("log.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("MTRRs disabled by BIOS\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Tool.mutex().run("mtrr", file.toString()).out())
                .contains("line 1: the MTRRs are disabled, so all memory is UC");
        Files.writeString(file, "BZh9");
        Tool.Result result = Tool.mutex().run("mtrr", file.toString());
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains(file + ": ").contains("decompress it first");
    }

    @Test
    void mtrrReadsProcMtrr() throws IOException {
        Path file = Files.writeString(
                directory.resolve("mtrr"), "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n");
        assertThat(Tool.mutex().run("mtrr", file.toString()).out()).startsWith(file.toString());
        JsonNode one = new ObjectMapper()
                .readTree(Tool.mutex().run("mtrr", file.toString(), "--json").out());
        assertThat(one.path("variable")).hasSize(1);
        JsonNode two = new ObjectMapper()
                .readTree(Tool.mutex()
                        .run("mtrr", file.toString(), file.toString(), "--json")
                        .out());
        assertThat(two).hasSize(2);
    }

    @Test
    void mtrrWritesAPageBesideWhatItPrints() throws IOException {
        Path file = Files.writeString(
                directory.resolve("mtrr"), "reg00: base=0x0c0000000 ( 3072MB), size= 1024MB, count=1: uncachable\n");
        Path html = directory.resolve("page.html");
        String printed = Tool.mutex().run("mtrr", file.toString(), "--json").out();
        Tool.Result both = Tool.mutex().run("mtrr", file.toString(), "--json", "--html", html.toString());
        assertThat(both).isEqualTo(new Tool.Result(0, printed, ""));
        assertThat(html).content().startsWith("<!doctype html>").contains("\"kind\":\"mtrr\"");
        Tool.Result alone = Tool.mutex().run("mtrr", file.toString(), "--html", "-");
        assertThat(alone).isEqualTo(new Tool.Result(0, Files.readString(html), ""));
    }

    @Test
    void mtrrWritesNoPageOfAFileThatIsMissing() {
        Path html = directory.resolve("page.html");
        assertThat(Tool.mutex()
                        .run("mtrr", directory.resolve("none").toString(), "--html", html.toString())
                        .code())
                .isEqualTo(65);
        assertThat(html).doesNotExist();
    }

    @Test
    void mtrrEndsWith65WhereAFileIsMissing() {
        String missing = directory.resolve("none").toString();
        for (String[] args : new String[][] {{"mtrr", missing}, {"mtrr", "--script", missing}}) {
            Tool.Result result = Tool.mutex().run(args);
            assertThat(result.code()).isEqualTo(65);
            assertThat(result.err()).isEqualTo("stalemate: " + missing + ": no such file or directory\n");
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsCalledAsTheUserCalledIt() {
        String nowhere = directory.resolve("none").resolve("k.json").toString();

        Tool.Result result = Tool.mutex().run("check", "--json", nowhere);

        assertThat(result.code()).isEqualTo(70);
        assertThat(result.err()).isEqualTo("stalemate: " + nowhere + ": no such file or directory\n");
    }

    @Test
    void listSaysWhatThereIs() throws IOException {
        assertThat(Tool.mutex().run("list").out())
                .contains("systems\nsystem  says\nmutex   processes that enter a critical section\n")
                .contains("mutex/broken   enters whenever it wants to\n")
                .contains("mutex   tagged      tags=2\n")
                .contains("M4   mutex/right    exclusive        open");
        JsonNode json =
                new ObjectMapper().readTree(Tool.mutex().run("list", "--json").out());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("systems", "variants", "releases", "properties", "scopes", "claims", "sources");
        assertThat(json.path("properties")).hasSize(4);
        assertThat(new ObjectMapper()
                        .readTree(Tool.mutex().run("list", "claims", "--json").out())
                        .fieldNames())
                .toIterable()
                .containsExactly("claims");
    }

    @Test
    void listsOneSystemOrOneClaimWithItsSources() throws IOException {
        assertThat(Tool.mutex().run("list", "M3").out())
                .startsWith(
                        "M3: the broken design keeps others out\n  design    mutex/broken: enters whenever it wants to\n")
                .contains("\n  expected  holds\n  recorded  violated: it takes no lock.\n")
                .endsWith(
                        """
                          from      "[PATCH] a lock", A. Uthor, toys, 3 Feb 2001
                                    https://lore.kernel.org/toys/lock@example.org/
                        """);
        assertThat(Tool.mutex().run("list", "sources").out())
                .isEqualTo(
                        """
                        system  source                                        claims
                        mutex   "[PATCH] a lock", A. Uthor, toys, 3 Feb 2001  M1, M1b, M2, M3, M4
                        """);
        assertThat(Tool.mutex().run("list", "mutex").out())
                .isEqualTo(Tool.mutex().run("list").out());
        assertThat(new ObjectMapper()
                        .readTree(Tool.mutex().run("list", "M3", "--json").out())
                        .at("/claims/0/sources/0/kind")
                        .asText())
                .isEqualTo("mail");
        Tool.Result unknown = Tool.mutex().run("list", "M33");
        assertThat(unknown.code()).isEqualTo(64);
        assertThat(unknown.err()).isEqualTo("stalemate: there is nothing to list as 'M33'; did you mean M3?\n");
    }
}
