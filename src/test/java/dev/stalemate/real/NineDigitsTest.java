package dev.stalemate.real;

import static dev.stalemate.real.RealFiles.fileOf;
import static dev.stalemate.real.RealFiles.findings;
import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static dev.stalemate.real.RealFiles.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.map.MtrrReport;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mask of nine digits whose first is 0: whole with 32 bits, with a hole with 36. */
class NineDigitsTest {
    private static final String DUMP =
            """
            MTRR default type: uncachable
            MTRR fixed ranges enabled:
              00000-9FFFF write-back
              A0000-FFFFF uncachable
            MTRR variable ranges enabled:
              0 base 000000000 mask 0C0000000 write-back
              1 base 03F800000 mask 0FF800000 uncachable
              2 disabled
              3 disabled
              4 disabled
              5 disabled
              6 disabled
              7 disabled
            """;
    private static final String NEXT =
            """
            x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106
            initial memory mapped : 0 - 01800000
            """;
    private static final String OTHER_SLOT_0 =
            "6: MAXPHYADDR may be 32 or 36 bits. This report takes 32. With 36, the mask of slot 0 has a hole: its range comes again"
                    + " every 4 GiB, up to 64 GiB";
    private static final String OTHER_SLOT_1 =
            "7: MAXPHYADDR may be 32 or 36 bits. This report takes 32. With 36, the mask of slot 1 has a hole: its range comes again"
                    + " every 4 GiB, up to 64 GiB";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Linux version 2.6.31 (gcc)\n",
                "Linux version 2.6.35-22-generic (gcc)\n",
                "Linux version 5.4.0\n"
            })
    void aKernelThatWouldWarnAndDoesNotIsOnAMachineOf32Bits(String version) {
        MtrrReport report = reportOf(version + DUMP + NEXT);

        assertThat(report.maxPhyAddr()).isEqualTo(32);
        assertThat(report.width().otherwise()).isEmpty();
        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB", "0xa0000-0xfffff UC", "0x100000-0x3f7fffff WB", "0x3f800000-0xffffffff UC");
        // What a hole would hide: the rule about a UC range inside another.
        assertThat(findings(report)).hasSize(1).first().asString().contains("slot 1 is UC inside slot 0 (WB)");
        assertThat(problems(report)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mtrr: your BIOS has set up an incorrect mask, fixing it up.\n",
                "mtrr: your BIOS has configured an incorrect mask, fixing it.\n"
            })
    void aWarningMeans36BitsAndMasksWithHoles(String warning) {
        MtrrReport report = reportOf(DUMP + NEXT + warning);

        assertThat(report.maxPhyAddr()).isEqualTo(36);
        assertThat(map(report)).contains("0x100000000-0x13f7fffff WB", "0xf3f800000-0xfffffffff UC");
        assertThat(findings(report))
                .contains(
                        "6: the masks of slots 0 and 1: each leaves address bits 35:32 out: the range repeats at every value of them")
                .anyMatch(finding ->
                        finding.startsWith("16: a mask of the firmware leaves top bits out; Linux takes it as if it had"
                                + " them, and the register keeps the hole: "));
    }

    /** An old kernel never warns; a log that ends with the list may have lost it; with another default type Linux doesn't look; nor does Xen. */
    @ParameterizedTest
    @ValueSource(strings = {"old", "cut", "default", "xen"})
    void withoutACheckBothReadingsAreNamed(String why) {
        String log =
                switch (why) {
                    case "old" -> "Linux version 2.6.29.4 (gcc)\n" + DUMP + NEXT;
                    case "cut" -> DUMP;
                    case "default" -> DUMP.replace("type: uncachable", "type: write-through") + NEXT;
                    default -> "(XEN) Xen version 4.2.1 (gcc)\n" + DUMP.replaceAll("(?m)^", "(XEN) ") + NEXT;
                };
        MtrrReport report = reportOf(log);
        String all = String.join("\n", problems(report)).replaceAll("(?m)^\\d+: ", "");

        assertThat(report.maxPhyAddr()).isEqualTo(32);
        assertThat(report.width().otherwise()).hasValue(36);
        assertThat(all).contains(OTHER_SLOT_0.substring(3), OTHER_SLOT_1.substring(3));
        assertThat(report.toText()).contains("MAXPHYADDR     32 bits (or 36: ");
        assertThat(report.toJson()).contains("\"otherwise\" : 36");
        assertThat(findings(report)).noneMatch(finding -> finding.contains("repeats"));
    }

    @Test
    void memoryAboveFourGigabytesDecidesToo() {
        MtrrReport report = reportOf("BIOS-e820: 0000000100000000 - 0000000140000000 (usable)\n" + DUMP + NEXT);

        assertThat(report.maxPhyAddr()).isEqualTo(36);
        assertThat(report.width().otherwise()).isEmpty();
    }

    @Test
    void whatALineStatesDecidesFirst() {
        assertThat(reportOf(DUMP + "address sizes : 36 bits physical, 32 bits virtual\n")
                        .maxPhyAddr())
                .isEqualTo(36);
        MtrrReport narrow = reportOf(DUMP + "address sizes : 32 bits physical, 32 bits virtual\n");
        assertThat(narrow.maxPhyAddr()).isEqualTo(32);
        assertThat(narrow.width().otherwise()).isEmpty();
        assertThat(problems(narrow)).noneMatch(problem -> problem.contains("may be"));
    }

    /** The second boot's version stands before its first line, where the first boot's log has not ended. */
    @Test
    void ofTwoBootsEachHasItsOwnKernel() {
        String e820 = "BIOS-provided physical RAM map:\n BIOS-e820: 0000000000000000 - 000000000009f000 (usable)\n";
        List<MtrrReport> reports = fileOf("Linux version 5.4.0\n" + e820 + DUMP + NEXT + "Linux version 2.6.29\n" + e820
                        + DUMP + NEXT + "Linux version 5.4.0\n" + e820 + DUMP + NEXT)
                .reports();

        assertThat(reports)
                .extracting(report -> report.width().otherwise())
                .containsExactly(OptionalInt.empty(), OptionalInt.of(36), OptionalInt.empty());
    }
}
