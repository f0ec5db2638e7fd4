package dev.stalemate.real;

import static dev.stalemate.real.RealFiles.fileOf;
import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLines;
import dev.stalemate.real.log.LogParser;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.NamedMap;
import dev.stalemate.real.map.RegisterSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that hold several recordings: each is reported as if it stood alone. */
class RecordingsTest {
    private static final String DUMP =
            """
            MTRR default type: write-back
            MTRR fixed ranges enabled:
              00000-9FFFF write-back
              A0000-FFFFF uncachable
            MTRR variable ranges enabled:
              0 base 0080000000 mask FF80000000 uncachable
              1 disabled
              2 disabled
              3 disabled
              4 disabled
              5 disabled
              6 disabled
              7 disabled
            x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT
            """;
    private static final String BOOT =
            """
            BIOS-provided physical RAM map:
            BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff] usable
            """;
    private static final String LISTS =
            """
            MTRR variable ranges enabled:
              0 base 0080000000 mask FF80000000 uncachable
              1 disabled
            x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT
            """;
    private static final String TABLE =
            """
            reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back
            reg01: base=0x080000000 ( 2048MB), size=  256MB, count=1: uncachable
            """;
    private static final String MEMTYPES =
            """
            PAT memtype list:
            PAT: [mem 0x00000000c0000000-0x00000000c1000000] write-combining
            PAT: [mem 0x00000000d0000000-0x00000000d0001000] uncached-minus
            """;
    private static final String LINUX_MAP =
            """
            MTRR map: 2 entries (1 fixed + 1 variable; max 17), built from 8 variable MTRRs
              0: 0000000000000000-000000000009ffff write-back
              1: 0000000000100000-000000007fffffff write-back
            """;

    static List<String> repeated() {
        return List.of(BOOT + DUMP, BOOT, DUMP, DUMP + TABLE, LISTS, TABLE, MEMTYPES, LINUX_MAP, BOOT + MEMTYPES);
    }

    /**
     * What starts a recording starts the next one too; between them may stand anything. Where MTRRs come again, their types and the RAM
     * differ here, so that nothing is mixed up unseen.
     */
    @ParameterizedTest
    @MethodSource("repeated")
    void theSecondOfTwoIsARecordingOfItsOwn(String text) {
        String other = text.replace("write-back", "write-through")
                .replace("write-combining", "write-back")
                .replace("uncachable", "write-protect")
                .replace("7fffffff", "6fffffff");
        MtrrFile both = fileOf(text + "\nand after the change:\n" + other);

        assertThat(both.reports()).hasSize(2);
        assertThat(withoutLines(both.reports().get(0)))
                .isEqualTo(withoutLines(fileOf(text).first()));
        assertThat(withoutLines(both.reports().get(1)))
                .isEqualTo(withoutLines(fileOf(other).first()));
        assertThat(withoutLines(both.reports().get(1)))
                .isNotEqualTo(withoutLines(both.reports().get(0)));
        int line = (int) text.lines().count() + 3;
        assertThat(both.reports().get(1).place().line()).isEqualTo(line);
        assertThat(both.toText()).contains("text, recording 2 of 2, from line " + line + ": ");
    }

    @Test
    void whatAMachinePrintsOnceIsOneRecording() {
        MtrrFile file = fileOf(MEMTYPES + BOOT + DUMP + TABLE);

        assertThat(file.reports()).hasSize(1);
        assertThat(file.first().place().title()).isEqualTo("boot log and /proc/mtrr and pat_memtype_list");
        assertThat(file.first().place().toString()).isEmpty();
        assertThat(file.first().maps()).extracting(NamedMap::name).containsExactly(RegisterSet.BOOT, RegisterSet.PROC);
    }

    @Test
    void twoMachinesAreTwoRecordings() {
        MtrrFile file = fileOf(
                BOOT + DUMP + TABLE + MEMTYPES + BOOT + DUMP.replace("type: write-back", "type: uncachable") + TABLE);

        assertThat(file.reports()).extracting(MtrrReport::defaultType).containsExactly(MemType.WB, MemType.UC);
        assertThat(file.reports()).extracting(report -> report.maps().size()).containsExactly(2, 2);
        assertThat(file.reports().get(1).memtypes()).isEmpty();
    }

    /** Tables have their rows in order: one that starts where the table before started is another's. */
    @ParameterizedTest
    @CsvSource({"0, 1, 0, 2", "1, 2, 1, 2", "0, 1, 2, 1", "1, 2, 0, 2"})
    void aTableStartsWhereTheOneBeforeDid(int first, int second, int third, int recordings) {
        StringBuilder table = new StringBuilder();
        for (int slot : new int[] {first, second, third}) {
            table.append(String.format(
                    "reg%02d: base=0x0%d0000000 (%5dMB), size=  256MB, count=1: write-back%n", slot, slot, 256 * slot));
        }

        assertThat(fileOf(table.toString()).reports()).hasSize(recordings);
    }

    /** A problem of the file itself stands where its line is. */
    @Test
    void aLineThatIsTooLongIsAProblemOfItsRecording() {
        MtrrFile file = fileOf(DUMP + DUMP + "x".repeat(LogLines.MAX_LINE + 1) + "\n");

        assertThat(problems(file.reports().get(0))).isEmpty();
        assertThat(problems(file.reports().get(1)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("29: the line is longer");
    }

    @Test
    void theNumberOfRecordingsIsBounded() {
        MtrrFile file = fileOf(TABLE.repeat(LogParser.MAX_RECORDINGS + 5));

        assertThat(file.reports()).hasSize(LogParser.MAX_RECORDINGS);
        assertThat(problems(file.reports().get(LogParser.MAX_RECORDINGS - 1)))
                .containsExactly("129: more than 64 recordings; the rest was not read");
        assertThat(map(file.reports().get(LogParser.MAX_RECORDINGS - 1))).contains("0x100000-0x7fffffff WB");
    }

    private static List<String> withoutLines(MtrrReport report) {
        return ReportFacts.of(report).stream()
                .map(fact -> fact.replaceAll(",? ?line \\d+", "").replace("this recording", "this file"))
                .toList();
    }
}
