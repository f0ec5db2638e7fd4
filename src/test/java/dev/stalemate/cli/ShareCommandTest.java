package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.toy.Runs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counterexamples as files to forward, and as mails: written, forwarded and read back. */
class ShareCommandTest {
    private static final Counterexample SAVED = Runs.saved(Runs.bothEnter());
    private static final String OUTSIDE =
            """
            {
              "schema": 1,
              "kind": "outside",
              "command": ["./my mtrr"],
              "recording": null,
              "found": {"driver": "drive", "seed": 1, "tool": "0.1.0"},
              "minimal": true,
              "lines": [
                "wrmsr 0x2ff 0x806",
                "type 0x1000"
              ],
              "reference": "WB",
              "answer": "UC"
            }
            """;

    @TempDir
    private Path directory = Path.of("");

    private String file = "";
    private String page = "";
    private String mail = "";

    @BeforeEach
    void write() throws Exception {
        file = write("m.json", CounterexampleWriter.text(SAVED));
        page = directory.resolve("m.html").toString();
        mail = directory.resolve("m.txt").toString();
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static Tool.Result run(String... args) {
        return Tool.mutex().run(args);
    }

    /** As a reader's reply has it, whose mailer breaks lines. */
    private static String quotedTwice(String mail) {
        return mail.lines()
                .flatMap(line -> Splitter.fixedLength(75).splitToStream("> > " + line))
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    @Tag("thorough")
    @Test
    void everySavedCounterexampleComesBackFromItsPageAndItsMail() throws Exception {
        for (Path saved : SavedRuns.ofModels()) {
            Tool tool = Tool.ofEverySystem();
            assertThat(tool.run("share", saved.toString(), "-o", page).code()).isZero();
            assertThat(tool.run("share", page, "-o", mail).code()).isZero();
            Counterexample c = CounterexampleReader.read(saved);
            assertThat(SavedText.readOne(Path.of(page)).counterexample()).isEqualTo(c);
            assertThat(SavedText.readOne(Path.of(mail)).counterexample()).isEqualTo(c);
            Tool.Result again = Tool.ofEverySystem()
                    .reading(quotedTwice(Files.readString(Path.of(mail))))
                    .run("replay", "-");
            assertThat(again.code()).as("%s", saved).isZero();
            assertThat(again.out()).endsWith("still violated, every state as recorded\n");
        }
    }

    @Test
    void aPageHasTheStepsTheCommandTheVersionAndTheCounterexample() throws Exception {
        Tool.Result result = run("share", file, "-o", page);
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("to see it again: stalemate replay " + page + "\n");
        assertThat(Files.readString(Path.of(page)))
                .startsWith("<!doctype html>")
                .contains("\"again\":\"stalemate replay " + page + "\"")
                .contains("\"tool\":\"Stalemate ")
                .contains("<script type=\"text/plain\">\n-----BEGIN STALEMATE COUNTEREXAMPLE-----\n")
                .contains("\n-----END STALEMATE COUNTEREXAMPLE-----\n</script>\n");
        assertThat(run("replay", page).out()).isEqualTo(run("replay", file).out());
    }

    @Test
    void aReportOfManyHasNoneInside() {
        run("report", file, "-o", page);
        Tool.Result result = run("replay", page);
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err())
                .isEqualTo(
                        "stalemate: " + page
                                + ": is a page without a counterexample to read: only those that 'stalemate share' writes have one\n");
    }

    @Test
    void everyVerbThatReadsACounterexampleReadsThemAll() throws Exception {
        run("share", write("slow.json", CounterexampleWriter.text(Runs.saved(Runs.bothEnterSlowly()))), "-o", page);
        String out = directory.resolve("out.json").toString();
        assertThat(run("shrink", page, "-o", out).code()).isZero();
        assertThat(CounterexampleReader.read(Path.of(out)).steps()).hasSize(4);
        Tool.Result inPlace = run("shrink", page, "--in-place");
        assertThat(inPlace.code()).isEqualTo(64);
        assertThat(inPlace.err()).contains("has more than the counterexample: -o FILE, not --in-place");
        assertThat(run("report", page, "-o", directory.resolve("r.html").toString())
                        .out())
                .startsWith("1 counterexample in ");
        assertThat(run("replay", page, "--format", "markdown").out()).contains("(7) enter process=1");
        assertThat(run("share", page, "--format", "text").out())
                .isEqualTo(run("replay", page, "--format", "markdown").out());
    }

    @Test
    void severalInOneMailAreReplayedAsATable() throws Exception {
        String both = run("share", file, file).out();
        Tool.Result result = Tool.mutex().reading("Hi,\n" + quotedTwice(both)).run("replay", "-");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsPattern("\nstandard input, block in line \\d+ +mutex/broken +exclusive +4 +still violated\n")
                .contains("  result\n");
        Tool.Result shrunk = Tool.mutex().reading(both).run("shrink", "-", "-o", directory + "/x.json");
        assertThat(shrunk.code()).isEqualTo(64);
        assertThat(shrunk.err()).contains("has several counterexamples, and one can be shrunk at a time");
    }

    @Test
    void anEndingThatSaysNothingNeedsAFormat() throws Exception {
        for (String name : List.of("k3.pdf", "k3", "k3.json")) {
            String output = directory.resolve(name).toString();
            Tool.Result result = run("share", file, "-o", output);
            assertThat(result.code()).isEqualTo(64);
            assertThat(result.err()).contains(name + " does not say what to write: add --format html or --format text");
            assertThat(Path.of(output)).doesNotExist();
            assertThat(run("share", file, "-o", output, "--format", "text").code())
                    .isZero();
            assertThat(SavedText.readOne(Path.of(output)).counterexample()).isEqualTo(SAVED);
        }
    }

    @Test
    void aFileThatNamesAForeignClaimIsNotShownAsThatClaim() throws Exception {
        String k3 = Files.readString(Path.of("counterexamples/kvm/K3-cd0-zaps-non-wb.json"))
                .replace("\"K3\"", "\"K1\"");
        Tool.Result result = Tool.ofEverySystem().run("share", write("k1.json", k3), "--format", "text");
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out()).startsWith("kvm/cd0-zaps-non-wb violates ").contains("names K1, which does not fit");
    }

    @Test
    void aMailOfACheckRepeatsTheFlagsThatChangeTheAnswer() {
        Tool.Result random =
                run("check", "mutex/right", "--format", "mail", "--driver", "random", "--walks", "3", "--seed=7");
        assertThat(random.out().replaceAll("\\s+", " ")).contains(" --driver random --walks 3 --seed 7 Stalemate ");
        Tool.Result bounded = run("check", "mutex/right", "--scope", "small", "--max-states", "2", "--format", "mail");
        assertThat(bounded.out().replaceAll("[\\s\\\\]+", " "))
                .contains(" is undecided for mutex/right ")
                .contains(" --scope small --max-states 2 Stalemate ");
    }

    @Test
    void aDamagedMailIsRefusedWithItsLine() throws Exception {
        String text = run("share", file).out();
        String damaged = text.replaceFirst("(?s)(COUNTEREXAMPLE-----\n {4}\\S+\n {4})\\S", "$1*");
        int line = (int) text.substring(0, text.indexOf("-----BEGIN")).lines().count();
        Tool.Result result = Tool.mutex().reading(damaged).run("replay", "-");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err())
                .isEqualTo("stalemate: standard input:" + (line + 2)
                        + ": this is no line of the block that begins in line " + line + "\n");
        // The other one in the same mail is replayed all the same.
        Tool.Result both = Tool.mutex().reading(damaged + text).run("replay", "-");
        assertThat(both.code()).isEqualTo(65);
        assertThat(both.out()).contains("still violated");
    }

    @Test
    void whatAnOutsideImplementationAnsweredIsSharedToo() throws Exception {
        String saved = write("d.json", OUTSIDE);
        assertThat(run("share", saved, "-o", mail).code()).isZero();
        assertThat(run("share", mail, "-o", page).code()).isZero();
        assertThat(SavedText.readOne(Path.of(page)).difference())
                .isEqualTo(SavedText.readOne(Path.of(saved)).difference());
        assertThat(run("replay", page).out()).contains("Asked of './my mtrr'\n").contains("answers as recorded\n");
    }

    @Test
    void nothingThatIsReadIsWrittenOver() throws Exception {
        run("share", file, "-o", mail);
        Tool.Result result = run("share", mail, "-o", mail);
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains("would overwrite what is read");
        assertThat(SavedText.readOne(Path.of(mail)).counterexample()).isEqualTo(SAVED);
        String bad = write("bad.json", "{");
        Files.writeString(Path.of(page), "old", StandardCharsets.UTF_8);
        assertThat(run("share", bad, "-o", page).code()).isEqualTo(65);
        assertThat(Files.readString(Path.of(page))).isEqualTo("old");
    }

    @Test
    void aCheckGivesMailsThatAreReplayed() {
        Tool.Result checked = run("check", "--format", "mail");
        assertThat(checked.out())
                .contains(" holds for mutex/right\n===")
                .contains("mutex/broken violates exclusive\n===")
                .containsPattern("The search saw \\d+ states and \\d+ transitions");
        Tool.Result again = Tool.mutex().reading(checked.out()).run("replay", "-");
        assertThat(again.code()).isZero();
        assertThat(List.of(checked.out().split("-----BEGIN", -1))).hasSizeGreaterThan(2);
    }
}
