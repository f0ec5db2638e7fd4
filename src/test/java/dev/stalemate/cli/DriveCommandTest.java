package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verb drive, and what replay and shrink make of the files that it saves. */
class DriveCommandTest {
    private static final String RESETS_ONLY =
            "while read -r l; do case \"$l\" in reset*|wrmsr*) echo ok;; pat*) echo UC;; *) echo na;; esac; done";

    @TempDir
    private Path directory = Path.of("");

    private Tool.Result drive(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("drive", "--save", directory.resolve("saved").toString()));
        all.addAll(List.of(arguments));
        return Tool.mutex().run(all.toArray(String[]::new));
    }

    private String recording() throws IOException {
        Path file = directory.resolve("legal-46.tsv");
        try (InputStream in = new GZIPInputStream(Objects.requireNonNull(
                DriveCommandTest.class.getResourceAsStream("/vectors/recorded-legal-46.tsv.gz")))) {
            Files.write(file, in.readAllBytes());
        }
        return file.toString();
    }

    private List<Path> saved() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("saved"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void aRecordingThatDiffersEndsWith15AndReplaysWithoutRunningAnything() throws IOException {
        Tool.Result result = drive("--recorded", recording(), "--column", "xen-head");
        assertThat(result.code()).isEqualTo(15);
        assertThat(result.out()).contains("84 different, from 2 causes", "claim R3", "stalemate replay ");
        List<Path> files = saved();
        assertThat(files).hasSize(2);

        Tool.Result replayed = Tool.mutex().run("replay", files.get(0).toString());
        assertThat(replayed.code()).isZero();
        assertThat(replayed.out())
                .startsWith("Asked of legal-46.tsv, column xen-head\n")
                .contains("mixed, here: uniform:UC\n")
                .endsWith("the reference answers as recorded\n");
        assertThat(Tool.mutex()
                        .run("replay", directory.resolve("saved").toString())
                        .code())
                .isZero();
        assertThat(drive("--recorded", recording(), "--column", "xen-head").code())
                .isEqualTo(15);
        assertThat(saved()).isEqualTo(files);
    }

    @Test
    void aRecordingThatAgreesEndsWith0() throws IOException {
        Tool.Result result = drive("--recorded", recording(), "--column", "bochs");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("0 different\n", "large 18, large 9");
    }

    @Test
    void aProgramThatDiffersIsSavedAndAskedAgain() throws IOException {
        Tool.Result result = drive("--seed", "5", "--tries", "9", "--json", "-", "--", "sh", "-c", RESETS_ONLY);
        assertThat(result.code()).isEqualTo(15);
        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.get("causes").get(0).get("lines").get(1).asText()).startsWith("pat ");
        assertThat(json.get("notAnswered").toString()).contains("type");
        String file = json.get("causes").get(0).get("file").asText();
        assertThat(Files.readString(Path.of(file))).contains("\"kind\": \"outside\"", "\"sh\",\"-c\"", "\"seed\": 5");

        Tool.Result again = Tool.mutex().run("drive", "--again", file, "--", "sh", "-c", RESETS_ONLY);
        assertThat(again.code()).isEqualTo(15);
        String reference = json.get("causes").get(0).get("reference").asText();
        String right = RESETS_ONLY.replace("UC", reference);
        Tool.Result corrected = Tool.mutex().run("drive", "--again", file, "--", "sh", "-c", right);
        assertThat(corrected.out()).contains("2 answered as the reference does", "0 different");
        assertThat(corrected.code()).isZero();
    }

    @Test
    void replaySaysWhetherTheReferenceChangedAndNeverRunsACommand() throws IOException {
        Path witness = directory.resolve("witness");
        Tool.Result result =
                drive("--seed", "5", "--tries", "9", "--", "sh", "-c", "echo 1 >>" + witness + "; " + RESETS_ONLY);
        assertThat(result.code()).isEqualTo(15);
        Path file = saved().get(0);
        Files.delete(witness);
        Tool.Result replayed = Tool.mutex().run("replay", file.toString());
        assertThat(replayed.code()).isZero();
        assertThat(replayed.out()).contains("to ask it again: stalemate drive --again " + file + " -- sh -c '");
        assertThat(witness).doesNotExist();

        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("\"reference\": \"[^\"]*\"", "\"reference\": \"XX\""));
        assertThat(Tool.mutex().run("replay", file.toString()).code()).isEqualTo(12);
        Files.writeString(file, text.substring(0, text.length() / 2));
        Tool.Result cut = Tool.mutex().run("replay", file.toString());
        assertThat(cut.code()).isEqualTo(65);
        assertThat(cut.err()).startsWith("stalemate: " + file + ":");
        Files.writeString(file, text.replace("\"outside\"", "\"inside\""));
        assertThat(Tool.mutex().run("replay", file.toString()).err()).contains("kind must be \"outside\"");
        Files.writeString(file, text);
        Tool.Result shrunk = Tool.mutex().run("shrink", file.toString(), "--in-place");
        assertThat(shrunk.code()).isEqualTo(64);
        assertThat(shrunk.err()).contains("which drive shrinks itself");
    }

    @Test
    void aRunThatIsStoppedEndsWith20() {
        Tool.Result result = new Tool().interrupted().run("drive", "--", "sh", "-c", RESETS_ONLY);
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out()).contains("Ended early: stopped");
    }

    /** No answer is no difference: 20, as for any bound, and it says what was asked. */
    @Test
    void aProgramThatDoesNotAnswerEndsWith20() throws IOException {
        Tool.Result silent = drive("--first-timeout", "1s", "--", "sleep", "1000");
        assertThat(silent.code()).isEqualTo(20);
        assertThat(silent.out())
                .contains("0 different\n  1 without an answer\n", "Ended early: it answered nothing\n")
                .contains("First in try 1: no first answer in 1 s\n     reset maxphyaddr=46 vcnt=8  ok, here: none\n");
        Tool.Result broken = drive("--json", "-", "--", "sh", "-c", "echo 'no module' >&2; exit 3");
        assertThat(broken.code()).isEqualTo(20);
        JsonNode json = new ObjectMapper().readTree(broken.out());
        assertThat(json.get("different").asInt()).isZero();
        assertThat(json.get("unanswered").get(0).get("says").asText())
                .isEqualTo("ended with 3 before it answered anything; its last words: no module");
        assertThat(directory.resolve("saved")).doesNotExist();
    }

    @Test
    void aProgramThatAnswersNoQuestionEndsWith14() {
        Tool.Result result = drive(
                "--tries",
                "3",
                "--",
                "sh",
                "-c",
                "while read -r l; do case \"$l\" in reset*|wrmsr*) echo ok;; *) echo na;; esac; done");
        assertThat(result.code()).isEqualTo(14);
        assertThat(result.out()).contains("No question was answered, so nothing was compared.\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drive | drive what? Give a command after --, or --recorded FILE",
                "drive --column x -- true | --column needs --recorded FILE",
                "drive --recorded f | --recorded needs --column",
                "drive --recorded f --column c -- true | a recording takes no command",
                "drive --regular --irregular -- true | --regular and --irregular exclude each other",
                "drive --tries 0 -- true | --tries, --timeout and --first-timeout need a positive number",
                "drive --again f --seed 1 -- true | --again asks what is in its file",
                "drive -- no-such-program | Cannot run program",
            })
    void wrongUsageEndsWith64(String line, String message) {
        Tool.Result result = Tool.mutex().run(line.strip().split(" ", -1));
        assertThat(result.err()).startsWith("stalemate: " + message.strip());
        assertThat(result.code()).isEqualTo(64);
    }

    @Test
    void badFilesEndWith65() throws IOException {
        assertThat(drive("--recorded", "none.tsv", "--column", "x").code()).isEqualTo(65);
        assertThat(drive("--recorded", recording(), "--column", "vmware").err())
                .contains("legal-46.tsv:1: no column 'vmware'; there are [SDM, kvm-6.6, xen-head, bochs, edk2]");
        assertThat(drive("--again", recording(), "--", "true").code()).isEqualTo(65);
    }
}
