package dev.stalemate.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.counterexample.BadFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 10,000 lines as four real implementations once answered them, and recordings of other shapes. */
class RecordedDriveTest {
    private static final String HEADER = "# input\tSDM\tmine\n";

    private static DriveResult real(String column) throws IOException, BadFileException {
        try (InputStream in = new GZIPInputStream(Objects.requireNonNull(
                RecordedDriveTest.class.getResourceAsStream("/vectors/recorded-legal-46.tsv.gz")))) {
            return drive(Recording.read("legal-46", in, column));
        }
    }

    private static DriveResult drive(Recording recording) {
        return new RecordedDrive(recording, () -> false, line -> {}).run();
    }

    private static Recording recording(String text) throws IOException, BadFileException {
        return Recording.read("r.tsv", new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), "mine");
    }

    @Test
    void kvmForgetsAUcRangeAboveAnother() throws IOException, BadFileException {
        DriveResult result = real("kvm-6.6");
        assertThat(result.different()).isEqualTo(62 + 27);
        assertThat(result.causes()).hasSize(4).allMatch(Cause::minimal);
        Cause r1 = result.causes().stream()
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
        Cause r3 = result.causes().get(0);
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
        Cause cause = result.causes().get(0);
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
        assertThat(result.remarks()).singleElement().asString().startsWith("1 of the answers that agree");
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
                "# input\\tSDM\\tmine\\ntype 0 | r.tsv:2: has 1 of the columns, and not number 3",
                "# input\\tSDM\\tmine\\n\\tUC\\tUC | r.tsv:2: the first column is no request",
            })
    void aBadRecordingIsNamedWithItsLine(String text, String message) {
        String unescaped = text.replace("\\t", "\t").replace("\\n", "\n");
        assertThatThrownBy(() -> recording(unescaped))
                .isInstanceOf(BadFileException.class)
                .hasMessage(message);
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
