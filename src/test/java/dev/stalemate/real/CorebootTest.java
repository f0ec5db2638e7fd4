package dev.stalemate.real;

import static dev.stalemate.real.FormatSamples.COREBOOT;
import static dev.stalemate.real.FormatSamples.COREBOOT_DUMP;
import static dev.stalemate.real.FormatSamples.COREBOOT_TEMPORARY;
import static dev.stalemate.real.FormatSamples.OLD_COREBOOT;
import static dev.stalemate.real.RealFiles.fileOf;
import static dev.stalemate.real.RealFiles.findings;
import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static dev.stalemate.real.RealFiles.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.real.map.MapType;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.NamedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** coreboot's console of all ages, and its dump of the registers. */
class CorebootTest {
    private static final String[] MAP = {
        "0x0-0x9ffff WB",
        "0xa0000-0xbffff UC",
        "0xc0000-0x7affffff WB",
        "0x7b000000-0x7fffffff UC",
        "0x80000000-0x8fffffff WC",
        "0x90000000-0xffffffff UC",
        "0x100000000-0x17fffffff WB",
        "0x180000000-0x7fffffffff UC"
    };

    @Test
    void theConsoleTellsEverything() {
        MtrrReport report = reportOf(COREBOOT);

        assertThat(map(report)).containsExactly(MAP);
        assertThat(report.maxPhyAddr()).isEqualTo(39);
        assertThat(report.toText()).contains("39 bits (from coreboot, line 24)");
        assertThat(report.enabled()).isTrue();
        assertThat(report.fixedEnabled()).isTrue();
        assertThat(report.defaultType()).isEqualTo(MemType.UC);
        assertThat(report.variable()).hasSize(5);
        assertThat(problems(report)).isEmpty();
        assertThat(findings(report))
                .containsExactly(
                        "28: slots 1 and 2: each is UC inside slot 0 (WB): a guest that has this gets WB there from KVM 4.9 to 6.10, and UC"
                                + " by the SDM");
    }

    /** Ends were exclusive before, processors had no numbers before November 2022, and each printed all. */
    @Test
    void theConsoleOf2013To2022SaysTheSame() {
        String old = COREBOOT.replaceAll("(?m)^apic_id 0x0: (MTRR: Fixed)", "$1")
                .replaceAll("apic_id 0x0 (call)", "$1")
                .replaceAll("apic_id 0x0 setup mtrr for (CPU)", "$1")
                .replace("009ffff size", "00a0000 size")
                .replace("00bffff size", "00c0000 size")
                .replace("7affffff size", "7b000000 size")
                .replace("7fffffff size 0x05", "80000000 size 0x05")
                .replace("8fffffff size", "90000000 size")
                .replace("0x00000000ffffffff size", "0x0000000100000000 size")
                .replace("0x000000017fffffff size", "0x0000000180000000 size");
        String fixed = old.lines().filter(line -> line.contains("Fixed MSR")).reduce("", (a, b) -> a + b + "\n");
        MtrrReport report = reportOf(old + fixed + fixed);

        assertThat(map(report)).containsExactly(MAP);
        assertThat(problems(report)).isEmpty();
        assertThat(findings(report)).allMatch(finding -> finding.contains("is UC inside"));
    }

    @Test
    void aTemporarySetIsAMapOfItsOwn() {
        MtrrReport report = reportOf(COREBOOT + COREBOOT_TEMPORARY);

        assertThat(map(report)).containsExactly(MAP);
        assertThat(report.maps())
                .extracting(NamedMap::name)
                .containsExactly("registers", "temporary registers, until the payload starts");
        assertThat(report.maps().get(1).complete()).isTrue();
        assertThat(report.maps().get(1).map().get(0xFFFFFFF0L)).isEqualTo(MapType.WP);
        assertThat(report.maps().get(1).map().get(0x80000000L)).isEqualTo(MapType.UC);
        assertThat(problems(report)).isEmpty();
    }

    @Test
    void aSecondBootIsARecordingOfItsOwn() {
        MtrrFile file = fileOf(COREBOOT + COREBOOT_TEMPORARY + COREBOOT.replace("type 1", "type 0"));

        assertThat(file.reports()).hasSize(2);
        assertThat(map(file.reports().get(0))).containsExactly(MAP);
        assertThat(map(file.reports().get(1))).contains("0x7b000000-0xffffffff UC");
    }

    @Test
    void aPairThatIsLostLeavesWhatItMayRuleUnknown() {
        MtrrReport report = reportOf(COREBOOT.replaceFirst("(?m)^MTRR: 3 base.*\n", ""));

        assertThat(map(report))
                .contains("0x7b000000-0x7fffffff UC", "0x80000000-0x7fffffffff unknown")
                .doesNotContain("0x90000000-0xffffffff UC");
        assertThat(problems(report)).anyMatch(problem -> problem.endsWith("before this line, pair 3 is missing"));
        assertThat(problems(report)).anyMatch(problem -> problem.endsWith("coreboot counts 5 pairs and lists 4"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x0000007fff000000 type 2",
                "0x0000007fff000010 type 0",
                "0x0000007fff0000",
                "0x0000000000000000 type 0"
            })
    void aPairThatIsDamagedLeavesWhatItMayRuleUnknown(String end) {
        MtrrReport report = reportOf(COREBOOT.replace("0x0000007fff000000 type 0", end));

        assertThat(map(report)).contains("0x100000-0x7bffffff unknown", "0x7c000000-0x7fffffff UC");
        assertThat(problems(report)).anyMatch(problem -> problem.startsWith("28: "));
    }

    /** AMD's RdMem and WrMem are beside the type. */
    @Test
    void fixedRegistersOfAmdHoldTwoMoreBits() {
        MtrrReport report = reportOf(COREBOOT.replace("0x0606060606060606", "0x1e1e1e1e1e1e1e1e"));

        assertThat(map(report)).containsExactly(MAP);
        assertThat(problems(report)).isEmpty();
    }

    @Test
    void processorsThatDifferAreAFinding() {
        MtrrReport report = reportOf(COREBOOT + "apic_id 0x2: MTRR: Fixed MSR 0x259 0x0101010101010101\n");

        assertThat(findings(report))
                .anyMatch(finding -> finding.contains(
                        "MSR 0x259 is 0x0 in CPU 0 and 0x101010101010101 in CPU 2: all processors must hold the same"));
    }

    /** Then nothing is written, and what ruled before rules. */
    @Test
    void aSetThatNeedsTooManyPairsIsNotTakenForOne() {
        MtrrReport report = reportOf(COREBOOT.replace("\nMTRR check", "Not enough MTRRs: 11 vs 8\nMTRR check"));

        assertThat(report.maps()).isEmpty();
        assertThat(map(report)).contains("0x100000-0x7fffffffff unknown");
        assertThat(findings(report)).anyMatch(finding -> finding.contains("needs more pairs of registers"));
    }

    @Test
    void writeCombiningThatIsDroppedDiffersFromWhatCorebootWants() {
        MtrrReport report = reportOf(COREBOOT.replace(
                        "MTRR: default", "MTRR: Removing WRCOMB type. WB/UC MTRR counts: 11/10 > 8.\nMTRR: default")
                .replace("counts: 5/5", "counts: 5/4")
                .replaceFirst("(?m)^MTRR: 3 base.*\n", "")
                .replace("MTRR: 4 base", "MTRR: 3 base"));

        assertThat(findings(report))
                .anyMatch(finding -> finding.contains("coreboot drops write-combining memory"))
                .anyMatch(finding -> finding.equals(
                        "9: coreboot has 0x80000000-0x8fffffff (256 MiB) as WC, and by its registers it is UC"));
    }

    @Test
    void ramThatHasNoRegisterIsAFinding() {
        MtrrReport report =
                reportOf(COREBOOT.replace("counts: 5/5", "counts: 5/4").replaceFirst("(?m)^MTRR: 4 base.*\n", ""));

        assertThat(findings(report)).contains("11: RAM 0x100000000-0x17fffffff (2 GiB) is UC, not WB");
    }

    /** Ranges in whole MiB, each processor in turn, the default type not printed. */
    @Test
    void theConsoleOf2004To2013TellsTheRanges() {
        MtrrFile file = fileOf(OLD_COREBOOT + OLD_COREBOOT);
        MtrrReport report = file.first();

        assertThat(file.reports()).hasSize(2);
        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff UC",
                        "0xc0000-0xbbffffff WB",
                        "0xbc000000-0xbfffffff UC",
                        "0xc0000000-0xfffffffff unknown");
        assertThat(report.maxPhyAddr()).isEqualTo(36);
        assertThat(problems(report)).containsExactly("8: this coreboot does not print the default type");
    }

    @Test
    void theDumpTellsEveryRegister() {
        MtrrReport report = reportOf(COREBOOT_DUMP);

        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff UC",
                        "0xc0000-0xfffff WP",
                        "0x100000-0x7fffffff WB",
                        "0x80000000-0xffffffff UC",
                        "0x100000000-0xfffffffff WB");
        assertThat(report.maxPhyAddr()).isEqualTo(36);
        assertThat(report.maps().get(0).complete()).isTrue();
        assertThat(problems(report)).isEmpty();
    }

    @Test
    void eachDumpIsReportedAndAContradictionInALineIsNoRegister() {
        MtrrFile file = fileOf(
                COREBOOT_DUMP + COREBOOT_DUMP.replace("Address = 0x0000000080000000", "Address = 0x0000000040000000"));

        assertThat(file.reports()).hasSize(2);
        assertThat(file.reports().get(1).variable()).isEmpty();
        assertThat(file.reports().get(1).maps().get(0).complete()).isFalse();
        assertThat(problems(file.reports().get(1))).anyMatch(problem -> problem.contains("contradicts itself"));
    }

    /** What only looks like it: coreboot says much that has nothing to do with registers. */
    @Test
    void otherLinesOfCorebootAreNotDamagedOnes() {
        String other =
                """
                PCI: 00:02.0 10 <- [0x00000000df000000 - 0x00000000df3fffff] size 0x00400000 gran 0x16 mem64
                PROG_RUN: Setting MTRR to cache XIP stage. base: 0xffe00000, size: 0x00040000
                0x0000000000000000 - 0x000000000009ffff size 0x000a0000 type 6
                SF: Detected 00 0000 with sector size 0x1000, total 0x1000000
                BS: callback (0x7aa82aa0) @ src/cpu/x86/mtrr/mtrr.c:926
                """;
        MtrrReport report = reportOf(other + COREBOOT + other);

        assertThat(map(report)).containsExactly(MAP);
        assertThat(problems(report)).isEmpty();
    }

    @Test
    void processorsOfTwoWidthsAreAFinding() {
        MtrrReport report = reportOf(COREBOOT + "apic_id 0x2 setup mtrr for CPU physical address size: 36 bits\n");

        assertThat(report.maxPhyAddr()).isEqualTo(39);
        assertThat(findings(report))
                .anyMatch(finding -> finding.contains("a processor has 36 physical address bits and another 39"));
    }
}
