package dev.stalemate.real;

import static dev.stalemate.real.RealFiles.findings;
import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static dev.stalemate.real.RealFiles.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Joiner;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.map.MapType;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.NamedMap;
import dev.stalemate.real.map.RegisterSet;
import dev.stalemate.real.map.VariableRange;
import org.junit.jupiter.api.Test;

/** Whole boot logs of real machines. Each expectation was worked out by hand from the file, not copied from the output. */
class BootLogTest {
    private static final String LINUX_PAT = "WB WC UC- UC WB WP UC- WT";
    private static final String OLD_LINUX_PAT = "WB WC UC- UC WB WC UC- UC";

    private static String pat(MtrrReport report) {
        return Joiner.on(' ').join(report.pat());
    }

    /** WB is 0-2G, slot 2 cuts 78000000 (128 MB) out, E4000000 gets 64 MB and FF000000 16 MB of WP, TOM2 is 66 GB. */
    @Test
    void anEpycServerHasRamUpToTom2AndTwoWriteProtectedRanges() {
        MtrrReport report = report("boot-logs/02");

        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xfffff UC",
                        "0x100000-0x77ffffff WB",
                        "0x78000000-0xe3ffffff UC",
                        "0xe4000000-0xe7ffffff WP",
                        "0xe8000000-0xfeffffff UC",
                        "0xff000000-0xffffffff WP",
                        "0x100000000-0x107fffffff WB",
                        "0x1080000000-0xffffffffffff UC");
        assertThat(report.variable()).extracting(VariableRange::slot).containsExactly(0, 1, 2, 7);
        assertThat(report.defaultType()).isEqualTo(MemType.UC);
        assertThat(pat(report)).isEqualTo(LINUX_PAT);
        assertThat(problems(report)).isEmpty();
    }

    /** Default WB; the three WT ranges lie in slot 0's UC 2G-4G and so have no effect; 3FC000000000 spans 2^38 at 380000000000. */
    @Test
    void aXeonDHasAWriteBackDefaultAndWriteThroughRangesWithoutEffect() {
        MtrrReport report = report("boot-logs/03");

        assertThat(report.maxPhyAddr()).isEqualTo(46);
        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff UC",
                        "0xc0000-0xfffff WP",
                        "0x100000-0x7fffffff WB",
                        "0x80000000-0xffffffff UC",
                        "0x100000000-0x37ffffffffff WB",
                        "0x380000000000-0x383fffffffff UC",
                        "0x384000000000-0x3fffffffffff WB");
        assertThat(report.variable()).extracting(VariableRange::type).contains(MemType.WT);
        assertThat(problems(report)).isEmpty();
    }

    /** UC F0000000 + 128 MB + 64 MB; C0000-FFFFF is WB like all above it, so that the pieces join. */
    @Test
    void aXenGuestHasAWriteCombiningVgaWindow() {
        MtrrReport report = report("boot-logs/05");

        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff WC",
                        "0xc0000-0xefffffff WB",
                        "0xf0000000-0xfbffffff UC",
                        "0xfc000000-0xffffffffff WB");
        assertThat(pat(report)).isEqualTo(OLD_LINUX_PAT);
        assertThat(problems(report)).isEmpty();
    }

    /** Line 12 counts registers and shows none; line 2 reserves addresses of 40 bits. */
    @Test
    void aNewKernelOnlyCountsTheRegisters() {
        MtrrReport report = report("boot-logs/13");

        assertThat(map(report)).containsExactly("0x0-0xffffffffff unknown");
        assertThat(report.defaultType()).isNull();
        assertThat(report.fixed()).isEmpty();
        assertThat(report.variable()).isEmpty();
        assertThat(pat(report)).isEqualTo(LINUX_PAT);
        assertThat(problems(report)).hasSize(1);
        assertThat(problems(report).get(0)).startsWith("12: ").contains("MTRR map: 4 entries");
    }

    /** Ten digits, top bit 39: 40 bits. The only RAM lines are cut off the start. The PAT line is broken by "=". */
    @Test
    void quotedPrintableIsUndone() {
        MtrrReport report = report("boot-logs/14");

        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff UC",
                        "0xc0000-0xfffff WP",
                        "0x100000-0x7fffffff WB",
                        "0x80000000-0xffffffff UC",
                        "0x100000000-0xffffffffff WB");
        assertThat(pat(report)).isEqualTo(LINUX_PAT);
        assertThat(problems(report)).isEmpty();
    }

    /** WB 2 + 1 + 0.25 GB + 128 MB = up to D8000000; above 4 GB WB up to 0x2028000000 by TOM2 alone. */
    @Test
    void anOpteronHas128GbAboveFourByTom2Alone() {
        assertThat(map(report("boot-logs/18")))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xeffff UC",
                        "0xf0000-0xfffff WP",
                        "0x100000-0xd7ffffff WB",
                        "0xd8000000-0xffffffff UC",
                        "0x100000000-0x2027ffffff WB",
                        "0x2028000000-0xffffffffffff UC");
    }

    /** WB 0-4G and 4G-5G, minus UC BFF00000 (1 MB), C0000000 (1 GB), 13C000000 (64 MB). */
    @Test
    void theOrderOfSlotsIsNoPrecedence() {
        assertThat(map(report("boot-logs/25")))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff UC",
                        "0xc0000-0xfffff WP",
                        "0x100000-0xbfefffff WB",
                        "0xbff00000-0xffffffff UC",
                        "0x100000000-0x13bffffff WB",
                        "0x13c000000-0xfffffffff UC");
    }

    /** UC B7E00000 (2 MB), B8000000 (128 MB) and C0000000 (1 GB) adjoin. */
    @Test
    void adjoiningHolesInWriteBackBecomeOne() {
        MtrrReport report = report("boot-logs/26");

        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff UC",
                        "0xc0000-0xcffff WP",
                        "0xd0000-0xdffff UC",
                        "0xe0000-0xeffff WT",
                        "0xf0000-0xfffff WP",
                        "0x100000-0xb7dfffff WB",
                        "0xb7e00000-0xffffffff UC",
                        "0x100000000-0x13fffffff WB",
                        "0x140000000-0xfffffffff UC");
        assertThat(findings(report)).noneMatch(finding -> finding.contains("RAM"));
    }

    /**
     * Mask 0C0000000 in nine digits: 32 bits, or 36 with bits 35:32 left out. Of the second, this kernel (2.6.33 or newer, as its line
     * on NX tells) would warn before it prints the modified memory map, which is there.
     */
    @Test
    void aMaskOfNineDigitsWithoutAWarningIsOfAMachineOf32Bits() {
        MtrrReport report = report("boot-logs/28");

        assertThat(report.maxPhyAddr()).isEqualTo(32);
        assertThat(map(report)).hasSize(8).endsWith("0x100000-0x3fffffff WB", "0x40000000-0xffffffff UC");
        assertThat(findings(report)).isEmpty();
        assertThat(problems(report)).isEmpty();
    }

    /** The registers are those of firmware; "New variable MTRRs" comes later and says the same with four. TOM2 is 24F000000. */
    @Test
    void whatLinuxRewritesLaterIsASecondMap() {
        MtrrReport report = report("boot-logs/21");

        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff WT",
                        "0xc0000-0xcefff WP",
                        "0xcf000-0xe7fff UC",
                        "0xe8000-0xfffff WP",
                        "0x100000-0x97efffff WB",
                        "0x97f00000-0xffffffff UC",
                        "0x100000000-0x24effffff WB",
                        "0x24f000000-0xfffffffff UC");
        assertThat(problems(report)).isEmpty();
        assertThat(report.maps())
                .extracting(NamedMap::name)
                .containsExactly(RegisterSet.BOOT, RegisterSet.AFTER_CLEANUP);
        assertThat(report.maps().get(1).variable())
                .extracting(VariableRange::base)
                .containsExactly(0L, 0x80000000L, 0x90000000L, 0x97f00000L);
        assertThat(report.maps().get(1).map()).isEqualTo(report.map());
    }

    /** Fifteen digits of a 6.4-rc1: 60 bits of room, masks up to bit 45. The kernel's own map in lines 58 to 63 agrees. */
    @Test
    void paddedMasksOfNewKernelsAre46BitsWide() {
        MtrrReport report = report("boot-logs/01");

        assertThat(report.maxPhyAddr()).isEqualTo(46);
        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff UC",
                        "0xc0000-0xfffff WP",
                        "0x100000-0xadffffff WB",
                        "0xae000000-0xffffffff UC",
                        "0x100000000-0x44fffffff WB",
                        "0x450000000-0x3fffffffffff UC");
        assertThat(report.maps().get(1).name()).isEqualTo(NamedMap.LINUX);
        assertThat(report.maps().get(1).map()).isEqualTo(report.map());
        assertThat(problems(report))
                .containsExactly(
                        "63: mtrr_cleanup rewrites the variable ranges here, and the log does not show the new ones");
    }

    /** E=0 and all registers 0. The RAM ends at 0x102fffffff, so that 36 bits would not do. Linux calls the system virtualized. */
    @Test
    void registersThatAreAllZeroAreAHypervisorsAndNoFinding() {
        MtrrReport report = report("boot-logs/51");

        assertThat(map(report)).containsExactly("0x0-0x1fffffffff UC");
        assertThat(findings(report)).isEmpty();
        assertThat(report.toText())
                .contains(
                        "MTRRs          disabled: all zero, and a hypervisor's, with nothing behind them (line 27)\n");
    }

    @Test
    void mtrrsDisabledByTheBiosAreAllUcAlthoughNoRegisterIsShown() {
        MtrrReport report = report("boot-logs/52");

        assertThat(map(report)).containsExactly("0x0-0xfffffffff UC");
        assertThat(report.defaultType()).isNull();
        assertThat(findings(report)).containsExactly("1: the MTRRs are disabled, so all memory is UC");
    }

    /** The file stops at EFFFF. */
    @Test
    void aLogCutInTheFixedRangesTellsWhatCameBefore() {
        MtrrReport report = report("boot-logs/39");

        assertThat(map(report))
                .containsExactly(
                        "0x0-0x9ffff WB",
                        "0xa0000-0xbffff UC",
                        "0xc0000-0xcffff WP",
                        "0xd0000-0xeffff UC",
                        "0xf0000-0xfffffffff unknown");
        assertThat(problems(report))
                .containsExactly(
                        "21: the fixed ranges 0xf0000-0xfffff are not in the log",
                        "21: the variable ranges are not in the log");
    }

    /** Slot 5 of an unknown number; a UC range in slots 0 to 4 would win. Top mask bit 38, ten digits: 39 bits. */
    @Test
    void aSingleSlotDoesNotMakeAMap() {
        MtrrReport report = report("boot-logs/46");

        assertThat(report.variable())
                .containsExactly(new VariableRange(1, 5, 0x4000000000L, 0x6000000000L, MemType.WC));
        assertThat(map(report)).containsExactly("0x0-0x7fffffffff unknown");
        assertThat(problems(report)).anyMatch(problem -> problem.contains("slot 0 to 4 is missing"));
    }

    @Test
    void aWrappedLogWithoutADumpHasItsRamAndPat() {
        MtrrReport report = report("boot-logs/07");

        assertThat(pat(report)).isEqualTo(LINUX_PAT);
        assertThat(report.facts().ram().asMapOfRanges()).hasSize(7);
        assertThat(problems(report)).hasSize(1);
        assertThat(problems(report).get(0)).startsWith("81: ").contains("CPU MTRRs all blank");
    }

    /** Both lists of mtrr_cleanup, each cut after two registers: what is left is no map, and says so. */
    @Test
    void aListOfMtrrCleanupThatIsCutIsIncomplete() {
        String log = RealFiles.text("boot-logs/21");
        String start = log.substring(log.indexOf("original") - 15);
        MtrrReport before = RealFiles.reportOf(start.substring(0, start.indexOf("[    0.000000] reg 2")));
        MtrrReport after = RealFiles.reportOf(log.substring(0, log.lastIndexOf("[    0.000000] reg 2")));

        assertThat(map(before))
                .containsExactly(
                        "0x0-0x97efffff unknown", "0x97f00000-0x97ffffff UC", "0x98000000-0xfffffffff unknown");
        assertThat(problems(before)).hasSize(1);
        assertThat(after.maps().get(1).complete()).isFalse();
        assertThat(after.maps().get(1).map().get(0x90000000L)).isEqualTo(MapType.UNKNOWN);
        assertThat(problems(after)).containsExactly("32: mtrr_cleanup sets 4 registers, and the log shows 2");
    }
}
