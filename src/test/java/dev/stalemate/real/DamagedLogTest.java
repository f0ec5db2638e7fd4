package dev.stalemate.real;

import static dev.stalemate.real.RealFiles.findings;
import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static dev.stalemate.real.RealFiles.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.real.map.MtrrReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that lack something: what follows is still true, the rest is unknown, and a problem names the line. */
class DamagedLogTest {
    private static final String HEAD =
            """
            MTRR default type: write-back
            MTRR fixed ranges enabled:
              00000-9FFFF write-back
              A0000-FFFFF uncachable
            MTRR variable ranges enabled:
              0 base 0080000000 mask FF80000000 uncachable
            """;
    private static final String TAIL =
            """
              2 disabled
              3 disabled
              4 disabled
              5 disabled
              6 disabled
              7 disabled
            x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT
            """;
    private static final List<String> ONLY_UC_IS_CERTAIN = List.of(
            "0x0-0x9ffff WB",
            "0xa0000-0xfffff UC",
            "0x100000-0x7fffffff unknown",
            "0x80000000-0xffffffff UC",
            "0x100000000-0xffffffffff unknown");

    @Test
    void theLogIsWholeWithSlot1() {
        MtrrReport report = reportOf(HEAD + "  1 disabled\n" + TAIL);

        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xfffff UC",
                        "0x100000-0x7fffffff WB",
                        "0x80000000-0xffffffff UC",
                        "0x100000000-0xffffffffff WB");
        assertThat(problems(report)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  1 disab\n",
                "  1 base 0080000000 mask FF80\n",
                "  1 base 0080000000 mask FF80000000 write-ba\n",
                "  1 base 0080000000 mask FF80000000 ?\n",
                "  1 base 0080000000 mask FF8000000 write-back\n",
                "  1 base 0080000001 mask FF80000000 write-back\n",
                "  39 disabled\n",
                "  1\n",
                "[...]\n",
                "...\n",
                "< truncated lines 228-233 >\n"
            })
    void withoutSlot1OnlyUcIsCertain(String slot1) {
        MtrrReport report = reportOf(HEAD + slot1 + TAIL);

        assertThat(map(report)).isEqualTo(ONLY_UC_IS_CERTAIN);
        assertThat(report.problems()).anyMatch(problem -> problem.line() == 7);
    }

    @Test
    void aListThatStopsEarlyAtTheEndOfTheFileIsCut() {
        MtrrReport report = reportOf(HEAD + "  1 disabled\n");

        assertThat(map(report)).isEqualTo(ONLY_UC_IS_CERTAIN);
        assertThat(problems(report)).containsExactly("7: the file ends with slot 1; more may have followed");
    }

    @Test
    void aFileMayEndWithItsList() {
        String list = (HEAD + "  1 disabled\n" + TAIL);
        MtrrReport report = reportOf(list.substring(0, list.indexOf("x86/PAT")));

        assertThat(map(report)).contains("0x100000-0x7fffffff WB");
        assertThat(problems(report)).containsExactly("13: the file ends with slot 7; more may have followed");
    }

    @Test
    void fewerSlotsThanLinuxCountsAreAProblem() {
        MtrrReport report = reportOf(HEAD
                + "  1 disabled\n"
                + TAIL
                + "MTRR map: 4 entries (3 fixed + 1 variable; max 23), built from 10 variable MTRRs\n");

        assertThat(map(report)).isEqualTo(ONLY_UC_IS_CERTAIN);
        assertThat(problems(report).get(0)).startsWith("15: the log lists 8 slots and counts 10");
    }

    @Test
    void withoutTheDefaultTypeOnlyMatchedAddressesAreKnown() {
        MtrrReport report = reportOf(HEAD.substring(HEAD.indexOf('\n') + 1) + "  1 disabled\n" + TAIL);

        assertThat(map(report)).isEqualTo(ONLY_UC_IS_CERTAIN);
        assertThat(problems(report)).containsExactly("4: the default type is not in the log");
    }

    @Test
    void aMissingFixedRangeIsUnknownAlone() {
        MtrrReport report = reportOf((HEAD + "  1 disabled\n" + TAIL)
                .replace("A0000-FFFFF unc", "A0000-BFFFF unc")
                .replace("MTRR var", "  D0000-FFFFF uncachable\nMTRR var"));

        assertThat(map(report)).contains("0xc0000-0xcffff unknown", "0xd0000-0xfffff UC", "0x100000-0x7fffffff WB");
        assertThat(problems(report)).containsExactly("5: the fixed ranges 0xc0000-0xcffff are not in the log");
    }

    @Test
    void disabledFixedRangesLeaveTheFirstMegabyteToTheVariableOnes() {
        MtrrReport report = reportOf((HEAD + "  1 disabled\n" + TAIL).replace("fixed ranges en", "fixed ranges dis"));

        assertThat(map(report))
                .containsExactly("0x0-0x7fffffff WB", "0x80000000-0xffffffff UC", "0x100000000-0xffffffffff WB");
        assertThat(report.fixed()).hasSize(2);
    }

    @Test
    void aProcessorWithoutFixedRangesPrintsNoHeadingForThem() {
        String log = HEAD + "  1 disabled\n" + TAIL;
        int from = log.indexOf("MTRR fixed");
        MtrrReport report = reportOf(log.substring(0, from) + log.substring(log.indexOf("MTRR variable")));

        assertThat(map(report)).startsWith("0x0-0x7fffffff WB");
        assertThat(problems(report)).isEmpty();
    }

    @Test
    void aCutTom2LeavesTheDefaultTypeAboveFourGigabytesOpen() {
        MtrrReport report = reportOf((HEAD + "  1 disabled\n" + TAIL)
                .replace("type: write-back", "type: uncachable")
                .replace("x86/PAT", "TOM2: 0000001080000000 aka 675\nx86/PAT"));

        assertThat(map(report))
                .containsExactly("0x0-0x9ffff WB", "0xa0000-0xffffffff UC", "0x100000000-0xffffffffff unknown");
        assertThat(problems(report).get(0)).startsWith("14: cut or damaged line of the MTRRs: \"TOM2:");
    }

    @Test
    void ramThatIsNotWriteBackIsNamedWithItsLine() {
        MtrrReport report = reportOf(
                """
                BIOS-e820: 0000000000000000 - 00000000000a1000 (usable)
                BIOS-e820: 0000000000100000 - 0000000080000000 (usable)
                user: [mem 0x0000000080000000-0x00000000807fffff] usable
                modified: 0000000080000000 - 0000000081000000 (usable)
                BIOS-e820: [mem 0x00000000f0000000-0x00000000f0000fff] reserved
                BIOS-e820: [mem 0x0000000100000000-0x00000001] usable
                """
                        + HEAD + "  1 disabled\n" + TAIL);

        assertThat(findings(report))
                .contains(
                        "1: RAM 0xa0000-0xa0fff (4 KiB) is UC, not WB",
                        "3: RAM 0x80000000-0x80ffffff (16 MiB) is UC, not WB");
        assertThat(problems(report))
                .containsExactly("6: cut or damaged line of the memory map; a range of RAM may be missing:"
                        + " \"BIOS-e820: [mem 0x0000000100000000-0x00000001] usable\"");
        assertThat(report.toText()).contains("findings\n  line 1: RAM 0xa0000-0xa0fff (4 KiB) is UC, not WB\n");
    }

    @Test
    void masksWithAMillionHolesAreRefused() {
        MtrrReport report = reportOf(HEAD + "  1 base 0000000000 mask 8000001000 write-combining\n" + TAIL);

        assertThat(map(report)).containsExactly("0x0-0xffffffffff unknown");
        assertThat(problems(report)).anyMatch(problem -> problem.contains("too many pieces"));
    }

    @Test
    void ofASlotThatComesTwiceTheFirstCounts() {
        String slot1 = "  1 base 0040000000 mask FFC0000000 write-through\n";
        MtrrReport once = reportOf(HEAD + slot1 + "  1 disabled\n" + TAIL);
        MtrrReport twice = reportOf(HEAD + slot1 + "  1 base 0000000000 mask FFC0000000 uncachable\n" + TAIL);

        assertThat(problems(twice)).anyMatch(problem -> problem.contains("slot 1 comes again"));
        assertThat(map(twice)).isEqualTo(map(once));
    }

    /** As mail programs break a line, up to one word a line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 base 00C0000000\nmask FFC0000000 write-back",
                "1 base\n00C0000000\nmask FFC0000000 write-back",
                "1 base\n00C0000000\nmask\nFFC0000000 write-back"
            })
    void aLineInPiecesIsWhole(String slot1) {
        String whole = slot1.replace('\n', ' ');

        assertThat(map(reportOf(HEAD + slot1 + "\n" + TAIL))).isEqualTo(map(reportOf(HEAD + whole + "\n" + TAIL)));
        assertThat(problems(reportOf(HEAD + slot1 + "\n" + TAIL))).isEmpty();
    }

    @Test
    void bytesOfAnyKindAreRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("log");
        byte[] log = (HEAD + "\0\u00ff\u00fe\0  1 disabled\n" + TAIL).getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, log);

        assertThat(map(MtrrFile.read(file).first())).isEqualTo(ONLY_UC_IS_CERTAIN);
    }

    @Test
    void aCompressedLogThatIsCutSaysWhere(@TempDir Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write((HEAD + "  1 disabled\n" + TAIL).getBytes(StandardCharsets.ISO_8859_1));
        }
        Path file = Files.write(folder.resolve("log.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() - 60));
        MtrrReport report = MtrrFile.read(file).first();

        assertThat(report.defaultType()).isEqualTo(MemType.WB);
        assertThat(map(report)).contains("0x100000-0x7fffffff unknown");
        assertThat(problems(report))
                .anyMatch(problem -> problem.contains("the compressed file is cut or damaged here"));
    }

    @Test
    void anEmptyFileIsAProblem() {
        assertThat(problems(reportOf(""))).containsExactly("1: the file is empty: neither a boot log nor a /proc/mtrr");
    }
}
