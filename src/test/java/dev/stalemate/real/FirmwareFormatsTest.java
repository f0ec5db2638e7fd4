package dev.stalemate.real;

import static dev.stalemate.real.FormatSamples.EDK2;
import static dev.stalemate.real.FormatSamples.HVMLOADER;
import static dev.stalemate.real.FormatSamples.MEMCONTROL;
import static dev.stalemate.real.RealFiles.fileOf;
import static dev.stalemate.real.RealFiles.findings;
import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static dev.stalemate.real.RealFiles.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.map.MtrrReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EDK2's settings, hvmloader's line and FreeBSD's table. */
class FirmwareFormatsTest {
    private static final String[] EDK2_MAP = {
        "0x0-0x9ffff WB",
        "0xa0000-0xbffff UC",
        "0xc0000-0xfffff WP",
        "0x100000-0x7f7fffff WB",
        "0x7f800000-0xffffffff UC",
        "0x100000000-0xffffffffff WB"
    };

    /** Since 2018: pairs that are off are not shown. */
    @Test
    void edk2TellsEverything() {
        MtrrReport report = reportOf(EDK2);

        assertThat(map(report)).containsExactly(EDK2_MAP);
        assertThat(report.maxPhyAddr()).isEqualTo(40);
        assertThat(report.maps().get(0).complete()).isTrue();
        assertThat(problems(report)).isEmpty();
        assertThat(findings(report)).isEmpty();
    }

    @Test
    void edk2Of2011To2017TellsTheSame() {
        String old = EDK2.replace("MTRR Settings:", "MTRR Settings")
                .replace("Memory Ranges:", "MTRR Ranges")
                .replace(
                        "Variable MTRR[02]",
                        "Variable MTRR[01]: Base=0000000000000000 Mask=0000000000000000\nVariable MTRR[02]");

        assertThat(map(reportOf(old))).containsExactly(EDK2_MAP);
        assertThat(problems(reportOf(old))).isEmpty();
    }

    @Test
    void edk2Of2009And2010HasShorterLines() {
        MtrrReport report = reportOf(
                """
                DefaultType = 0000000000000C00
                Fixed[00] = 0606060606060606
                Variable[00] = 0000000000000006, 0000000F80000800
                Variable[01] = 0000000000000000, 0000000000000000
                """);

        assertThat(map(report)).contains("0x0-0x7ffff WB", "0x80000-0xfffffffff unknown");
        assertThat(problems(report)).anyMatch(problem -> problem.contains("pairs may be missing"));
    }

    @Test
    void edk2SaysWhereNoPairIsOnAndWhereNothingIs() {
        MtrrReport none = reportOf(EDK2.replaceAll("(?m)^Variable MTRR\\[00.*\n", "Variable MTRR    : None.\n")
                .replaceAll("(?m)^Variable MTRR\\[02.*\n", ""));
        MtrrReport off = reportOf("MTRR is not enabled.\n");

        assertThat(none.variable()).isEmpty();
        assertThat(map(none)).contains("0x100000-0xffffffffff WB");
        assertThat(findings(none))
                .contains(
                        "23: EDK2's MTRR settings has 0x7f800000-0xffffffff (2056 MiB) as UC, and by its registers it is WB");
        assertThat(off.enabled()).isFalse();
        assertThat(map(off)).containsExactly("0x0-0xfffffffff UC");
    }

    @Test
    void eachOfEdk2sSettingsIsReported() {
        MtrrFile file = fileOf(EDK2 + "Loading driver\n" + EDK2.replace("0C06", "0C00"));

        assertThat(file.reports()).hasSize(2);
        assertThat(map(file.first())).containsExactly(EDK2_MAP);
        assertThat(map(file.reports().get(1))).contains("0x100000-0xffffffffff UC");
        assertThat(findings(file.reports().get(1)))
                .anyMatch(finding -> finding.contains("as WB, and by its registers it is UC"));
    }

    @Test
    void aSettingsListThatIsCutIsNotWhole() {
        MtrrReport report = reportOf(EDK2.substring(0, EDK2.indexOf("Variable MTRR[02]")));

        assertThat(map(report)).contains("0x100000-0x7fffffff unknown", "0x80000000-0xffffffff UC");
        assertThat(problems(report)).anyMatch(problem -> problem.contains("so that pairs may be missing"));
    }

    /** EDK2 takes a mask with a hole for one range. */
    @Test
    void whatEdk2MakesOfAMaskWithAHoleDiffersFromTheSdm() {
        MtrrReport report = reportOf(EDK2.replace("Mask=000000FF80000800", "Mask=000000FE80000800"));

        assertThat(findings(report)).anyMatch(finding -> finding.contains("EDK2's MTRR settings has"));
    }

    @Test
    void hvmloaderTellsTheWidthAndTheFixedRanges() {
        MtrrReport report = reportOf(HVMLOADER);

        assertThat(report.maxPhyAddr()).isEqualTo(46);
        assertThat(report.defaultType()).hasToString("WB");
        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff WC",
                        "0xc0000-0xfffff WB",
                        "0x100000-0x3fffffffffff unknown");
        assertThat(problems(report))
                .containsExactly(
                        "4: hvmloader sets 1 pairs of type UC over the PCI hole, and does not say where that is");
    }

    @Test
    void eachGuestOfHvmloaderIsReportedAndItsProcessorsAreCompared() {
        MtrrFile file = fileOf(HVMLOADER
                + HVMLOADER
                        .replace("(d1)", "(d2)")
                        .replace("[1/8]", "[0/8]")
                        .replace("CPU1 ... 46-bit", "CPU1 APIC ID 2 ... 39-bit"));

        assertThat(file.reports()).hasSize(2);
        assertThat(map(file.reports().get(1))).contains("0xc0000-0x3fffffffffff WB");
        assertThat(findings(file.reports().get(1)))
                .anyMatch(finding -> finding.contains("CPU 1 differs (39-bit, fixed ranges, pairs 0/8) from CPU 0"));
    }

    @Test
    void memcontrolTellsRangesAndNeitherDefaultNorFe() {
        MtrrReport report = reportOf(MEMCONTROL);

        assertThat(report.maxPhyAddr()).isEqualTo(36);
        assertThat(report.fixedEnabled()).isNull();
        assertThat(map(report))
                .containsExactly(
                        "0x0-0x3ffff WB",
                        "0x40000-0xfffff unknown",
                        "0x100000-0xbf7fffff WB",
                        "0xbf800000-0xbfffffff UC",
                        "0xc0000000-0xcfffffff unknown",
                        "0xd0000000-0xdfffffff WC",
                        "0xe0000000-0xfffffffff unknown");
    }

    @Test
    void aBogusRangeOfMemcontrolIsARegisterThatIsUnknown() {
        MtrrReport report = reportOf(MEMCONTROL.replace(
                "0xbf800000/0x800000 BIOS uncacheable", "0xbf800000/0x900000 BIOS uncacheable bogus"));

        assertThat(map(report)).containsExactly("0x0-0x3ffff WB", "0x40000-0xfffffffff unknown");
    }

    @Test
    void eachTableOfMemcontrolIsReported() {
        assertThat(fileOf(MEMCONTROL + MEMCONTROL).reports()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reg Valid Write-type   Base   ||        Mask   ||        Size   ||",
                "    MTRR: PAT 0x7040600070406, cap 0x508, default 0xc06",
                "KiInitializeMTRR: MTRR_MSR_DEFAULT is not consistent between processors."
            })
    void linesOfProgramsThatAreNotReadAreNamedAsTheirs(String line) {
        MtrrReport report = reportOf(EDK2 + line + "\n" + line + "\n");

        assertThat(map(report)).containsExactly(EDK2_MAP);
        assertThat(problems(report)).hasSize(1).allMatch(problem -> problem.startsWith("26: this line is of "));
    }

    /** A mail may hold several programs' lists of one machine. */
    @Test
    void formatsDoNotDisturbEachOther() {
        String all = String.join("-- \n", FormatSamples.ALL.values()) + RealFiles.text("boot-logs/02");
        MtrrFile file = fileOf(all);

        assertThat(file.reports())
                .extracting(report -> report.place().title())
                .containsExactly(
                        "coreboot",
                        "coreboot",
                        "coreboot's dump",
                        "MSRs",
                        "EDK2's MTRR settings",
                        "hvmloader",
                        "CHIPSEC's log of CPUs 0-1",
                        "memcontrol list",
                        "boot log");
    }
}
