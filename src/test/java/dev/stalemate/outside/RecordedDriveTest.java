package dev.stalemate.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.Mutations;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 10,000 lines as four real implementations once answered them, and recordings of other shapes. */
class RecordedDriveTest {
    private static final String HEADER = "# input\tSDM\tmine\n";

    private static DriveResult real(String column) throws IOException, BadFileException {
        try (InputStream in = new GZIPInputStream(Objects.requireNonNull(
                RecordedDriveTest.class.getResourceAsStream("/vectors/recorded-legal-46.tsv.gz")))) {
            return drive(RecordedAnswers.read("legal-46", in, column));
        }
    }

    private static DriveResult drive(RecordedAnswers recording) {
        return new RecordedDrive(recording, () -> false, line -> {}).run();
    }

    private static RecordedAnswers recording(String text) throws IOException, BadFileException {
        return RecordedAnswers.read(
                "r.tsv", new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), "mine");
    }

    @Test
    void kvmForgetsAUcRangeAboveAnother() throws IOException, BadFileException {
        DriveResult result = real("kvm-6.6");
        assertThat(result.different()).isEqualTo(62 + 27);
        assertThat(result.causes()).hasSize(4).allMatch(DifferenceCause::minimal);
        DifferenceCause r1 = result.causes().stream()
                .filter(c -> c.request().startsWith("type"))
                .findFirst()
                .orElseThrow();
        assertThat(r1.shrunk()).isEqualTo(50);
        assertThat(r1.reference() + r1.answer()).isEqualTo("UCWB");
        // A UC range, a WB range below it that covers it, and the switch.
        assertThat(r1.lines())
                .containsExactly(
                        "reset maxphyaddr=46 vcnt=8",
                        "wrmsr 0x200 0x3c0000000",
                        "wrmsr 0x201 0x3fffc0000800",
                        "wrmsr 0x202 0x200000006",
                        "wrmsr 0x203 0x3ffe00000800",
                        "wrmsr 0x2ff 0x800",
                        "type 0x3c0000000");
        assertThat(r1.remarks()).anyMatch(remark -> remark.contains("claim R1"));
        assertThat(result.causes())
                .filteredOn(c -> c.request().startsWith("large"))
                .allSatisfy(c -> assertThat(c.remarks()).anyMatch(remark -> remark.startsWith("On the safe side")));
    }

    @Test
    void xenGivesAPageTheTypeOfARangeThatCoversPartOfIt() throws IOException, BadFileException {
        DriveResult result = real("xen-head");
        assertThat(result.different()).isEqualTo(61 + 23);
        DifferenceCause r3 = result.causes().get(0);
        assertThat(r3.shrunk()).isEqualTo(61);
        assertThat(r3.lines()).hasSize(5);
        assertThat(r3.reference() + ", " + r3.answer()).isEqualTo("mixed, uniform:UC");
        assertThat(r3.remarks()).singleElement().asString().contains("claim R3");
        assertThat(result.causes()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"bochs,9363", "edk2,5788", "SDM,10000"})
    void theOthersDifferNowhere(String column, int answers) throws IOException, BadFileException {
        DriveResult result = real(column);
        assertThat(result.requests()).isEqualTo(answers);
        assertThat(result.causes()).isEmpty();
        assertThat(result.complete()).isTrue();
    }

    @Test
    void whatNoKnownDesignAnswersIsCutToTheRegistersThatTouchTheAddress() throws IOException, BadFileException {
        DriveResult result = drive(recording(HEADER
                + "reset maxphyaddr=36 vcnt=8\tok\tok\n"
                + "wrmsr 2ff c06\tok\tok\n"
                + "wrmsr 250 0\tok\tok\n"
                + "wrmsr 200 40000001\tok\tok\n"
                + "wrmsr 201 fffff0800\tok\tok\n"
                + "wrmsr 202 80000000\tok\tok\n"
                + "wrmsr 203 fffff0800\tok\tok\n"
                + "type 0x40000123\tWC\tWP\n"));
        assertThat(result.causes()).hasSize(1);
        DifferenceCause cause = result.causes().get(0);
        assertThat(cause.minimal()).isFalse();
        assertThat(cause.lines())
                .containsExactly(
                        "reset maxphyaddr=36 vcnt=8",
                        "wrmsr 2ff c06",
                        "wrmsr 200 40000001",
                        "wrmsr 201 fffff0800",
                        "type 0x40000123");
        assertThat(cause.first()).isEqualTo("line 9");
        assertThat(result.remarks()).singleElement().asString().contains("no design that the models know");
    }

    @Test
    void answersInAnImplementationsOwnWordsAreUnderstood() throws IOException, BadFileException {
        String enabled = HEADER + "wrmsr 2ff 806\tok\tok\n";
        DriveResult result = drive(recording(enabled
                + "large 0 9\tuniform:WB\tuniform\n"
                + "large 0 9\tuniform:WB\tWB\n"
                + "large 0 9\tuniform:WB\tuniform:WB\n"
                + "type 0\tWB\tWB assert\n"
                + "rdmsr fe\t0x508\t0x0508\n"
                + "large 0 18\tuniform:WB\t-\n"));
        assertThat(result.causes()).isEmpty();
        assertThat(result.agreed()).isEqualTo(6);
        assertThat(result.notAnswered()).containsExactly("large 18");
        assertThat(result.remarks()).hasSize(2).first().isEqualTo("1 of 7 requests have no answer in the column.");
        assertThat(result.remarks().get(1)).startsWith("1 of the answers that agree");
        assertThat(drive(recording(enabled + "large 0 9\tuniform:WB\tSPLIT\n")).different())
                .isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | r.tsv:1: the first line has to name the columns, with tabs between them",
                "type 0 | r.tsv:1: the first line has to name the columns, with tabs between them",
                "# input\\tSDM | r.tsv:1: no column 'mine'; there are [SDM]",
                "# input\\tSDM\\tmine\\ntype 0 | r.tsv:2: has 1 fields, and the first line names 3 columns",
                "# input\\tSDM\\tmine\\ntype 0\\tUC\\tUC\\tUC\\n | r.tsv:2: has 4 fields, and the first line names 3 columns",
                "# input\\tSDM\\tmine\\ntype 0\\tUC\\t\\n | r.tsv:2: has no answer in the column; what was not asked is -",
                "# input\\tmine\\tmine\\ntype 0\\tUC\\tUC\\n | r.tsv:1: has two columns 'mine'",
                "# input\\tSDM\\tmine\\ntype 0\\tUC\\tUC | r.tsv:2: has no end: the file is cut",
                "# input\\tSDM\\tmine\\n\\tUC\\tUC | r.tsv:2: the first column is no request",
            })
    void aBadRecordingIsNamedWithItsLine(String text, String message) {
        String unescaped = text.replace("\\t", "\t").replace("\\n", "\n");
        assertThatThrownBy(() -> recording(unescaped))
                .isInstanceOf(BadFileException.class)
                .hasMessage(message);
    }

    /** That registers were written says nothing; nor does an answer that may be anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "# reset maxphyaddr=46 vcnt=8\tok\tok\n",
                "type 0\tUC\t-\n",
                "type 0\tUC\tna\n",
                "reset maxphyaddr=46 vcnt=8\tok\tok\nwrmsr 2ff 806\tok\tok\n"
            })
    void aRecordingWithoutAnAnswerToAQuestionIsVacuous(String lines) throws IOException, BadFileException {
        DriveResult result = drive(recording(HEADER + lines));
        assertThat(result.differs()).isFalse();
        assertThat(result.isVacuous()).isTrue();
    }

    /** Damaged at random: what agrees is every answer that stands there, and no line is passed over. */
    @Test
    void noDamagedRecordingPassesWithLinesPassedOver() throws IOException {
        String whole;
        try (InputStream in = new GZIPInputStream(Objects.requireNonNull(
                RecordedDriveTest.class.getResourceAsStream("/vectors/recorded-legal-46.tsv.gz")))) {
            whole = new String(in.readNBytes(20_000), StandardCharsets.ISO_8859_1);
        }
        String piece = whole.substring(0, whole.lastIndexOf('\n') + 1);
        int[] outcomes = new int[3];
        for (int n = 0; n < 2000; n++) {
            String damaged = Mutations.mutate(piece, new SplittableRandom(n));
            try {
                DriveResult result = drive(RecordedAnswers.read("r.tsv", stream(damaged), "bochs"));
                outcomes[result.differs() ? 1 : 2]++;
                if (!result.differs() && !result.isVacuous()) {
                    assertThat(result.agreed() + result.undefined())
                            .as("seed " + n)
                            .isEqualTo(answers(damaged));
                }
            } catch (BadFileException e) {
                assertThat(e.getMessage()).startsWith("r.tsv:");
                outcomes[0]++;
            }
        }
        assertThat(outcomes[0]).as("refused").isGreaterThan(400);
        assertThat(outcomes[1]).as("different").isGreaterThan(100);
        assertThat(outcomes[2]).as("passed").isGreaterThan(100);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Counted in another way. */
    private static long answers(String text) {
        String[] lines = text.split("\n", -1);
        int column = List.of(lines[0].split("\t", -1)).indexOf("bochs");
        return Stream.of(lines)
                .skip(1)
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\t", -1)[column].strip())
                .filter(answer -> !answer.equals("-") && !answer.equals("na"))
                .count();
    }

    @Test
    void anEndlessRecordingIsRefused() {
        assertThatThrownBy(() -> recording("\0".repeat(1 << 20))).isInstanceOf(BadFileException.class);
        assertThatThrownBy(() -> recording(HEADER + "type 0\t" + "U".repeat(1 << 20)))
                .isInstanceOf(BadFileException.class)
                .hasMessage("r.tsv:2: is too long");
        assertThatThrownBy(() -> recording("a\tmine\n".repeat((1 << 20) + 2)))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("more than 1048576 lines");
    }
}
