package dev.stalemate.real;

import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static dev.stalemate.real.RealFiles.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.NamedMap;
import dev.stalemate.real.map.RegisterSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many variable ranges a processor has, and which lines belong to their list. */
class SlotsTest {
    private static final String PAT = "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT\n";

    /** What Linux and Xen print after the list, old and new. */
    static List<String> next() {
        return List.of(
                PAT,
                "x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106\n",
                "TOM2: 0000000130000000 aka 4864M\n",
                "original variable MTRRs\n",
                "mtrr_cleanup: can not find optimal value\n",
                "MTRR map: 2 entries (1 fixed + 1 variable; max 16), built from COUNT variable MTRRs\n",
                "e820: update [mem 0xc0000000-0xffffffff] usable ==> reserved\n",
                "last_pfn = 0xbf800 max_arch_pfn = 0x400000000\n",
                "initial memory mapped : 0 - 20000000\n",
                "[    0.000000] what no reader knows\n",
                "(XEN) what no reader knows\n");
    }

    private static String log(int slots, String next) {
        StringBuilder log = new StringBuilder(
                """
                MTRR default type: uncachable
                MTRR fixed ranges enabled:
                  00000-9FFFF write-back
                  A0000-FFFFF uncachable
                MTRR variable ranges enabled:
                  0 base 000000000 mask F80000000 write-back
                """);
        for (int slot = 1; slot < slots; slot++) {
            log.append("  ").append(slot).append(" disabled\n");
        }
        return log + next.replace("COUNT", String.valueOf(slots));
    }

    /** MTRRcap.VCNT is 8 bits wide and has no minimum. */
    @ParameterizedTest
    @MethodSource("next")
    void aListIsWholeWhereTheKernelsNextLineFollowsIt(String next) {
        for (int slots : new int[] {1, 2, 6, 7, 8, 10}) {
            MtrrReport report = reportOf(log(slots, next.replace("max 16", "max " + (1 + 2 * slots))));

            assertThat(report.maps().get(0).complete()).as("%d slots", slots).isTrue();
            assertThat(map(report)).startsWith("0x0-0x9ffff WB", "0xa0000-0xfffff UC", "0x100000-0x7fffffff WB");
            assertThat(problems(report)).noneMatch(problem -> problem.contains("slot"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n-- \nRegards, Bob\n", "[...]\n", "** 12 printk messages dropped **\n" + PAT})
    void aShortListThatSomethingElseFollowsMayBeCut(String next) {
        MtrrReport report = reportOf(log(7, next));

        assertThat(report.maps().get(0).complete()).isFalse();
        assertThat(map(report)).contains("0x100000-0xfffffffff unknown");
        assertThat(problems(report)).isNotEmpty();
    }

    /** A dump that lost a line, and mtrr_cleanup's list of the same registers: RAM is WB in both. */
    @Test
    void whatMtrrCleanupListsAgainFillsAGap() {
        String cleanup =
                """
                original variable MTRRs
                reg 0, base: 0GB, range: 2GB, type WB
                total RAM covered: 2048M
                """;
        MtrrReport report = reportOf(log(8, PAT).replace("  3 disabled\n", "") + cleanup);

        assertThat(report.maps()).extracting(NamedMap::name).containsExactly(RegisterSet.BOOT);
        assertThat(report.maps().get(0).complete()).isTrue();
        assertThat(map(report)).contains("0x100000-0x7fffffff WB");
        assertThat(report.maxPhyAddr()).isEqualTo(36);
    }

    @Test
    void whatMtrrCleanupListsOtherwiseIsAnotherMap() {
        String cleanup =
                """
                original variable MTRRs
                reg 0, base: 0GB, range: 1GB, type WB
                total RAM covered: 1024M
                """;
        MtrrReport report = reportOf(log(8, PAT).replace("  3 disabled\n", "") + cleanup);

        assertThat(report.maps())
                .extracting(NamedMap::name)
                .containsExactly(RegisterSet.BOOT, RegisterSet.BEFORE_CLEANUP);
    }

    /** Beside a whole dump, before it and after it: none of these is a register's line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PCI: 00:18.0 resource base 100000000 size 37f000000 align 0 gran 0 limit 0 flags e0004200 index 30",
                "PCI: 00:00.0 resource base 0 size a0000 align 0 gran 0 limit 0 flags e0004200 index 10",
                "DOMAIN: 0000 mem: base: c0000000 size: 30000000 align: 28 gran: 0 limit: febfffff",
                "Adding resource: base 0000000c0000 size 000040000",
                "dev 00: mask FFFFF0000 of the window",
                "base 0080000000",
                "MTRR is a long story",
                "MTRRs are fine here",
                "TOM: 0000000080000000 aka 2048M",
                "8 disabled devices",
                "3 base stations",
                "12: abcd 0123",
                "0010: 4d5a 9000 0300",
                "reg01: voltage 3.3",
                "AGP aperture: base=0xd0000000 size 128 MB",
            })
    void aForeignLineIsNoDamage(String foreign) {
        String whole = log(8, PAT);
        List<String> expected = ReportFacts.of(reportOf(whole)).stream()
                .map(fact -> fact.replaceAll("line \\d+", "line"))
                .toList();
        for (String text :
                List.of(foreign + "\n" + whole, whole + foreign + "\n", whole + "[    1.0] " + foreign + "\n")) {
            assertThat(ReportFacts.of(reportOf(text)).stream()
                            .map(fact -> fact.replaceAll("line \\d+", "line"))
                            .toList())
                    .isEqualTo(expected);
        }
    }

    /** The PCI code prints this line on AMD whether or not memory is forced to WB. */
    @Test
    void aTom2FarFromTheDumpSaysNothingOfTypes() {
        String later = "[    0.4] bus: 00 index 1 mmio: [80000000, fcffffffff]\nTOM2: 0000000130000000 aka 4864M\n";

        assertThat(reportOf(log(8, "TOM2: 0000000130000000 aka 4864M\n" + PAT)).tom2())
                .hasValue(0x130000000L);
        assertThat(reportOf(log(8, PAT + later)).tom2()).isEmpty();
        assertThat(problems(reportOf(log(8, PAT + later)))).isEmpty();
    }

    /** A slot that is damaged is one wherever its list goes on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "  7 base 0080000000 mas",
                "7 base",
                "  7 disab",
                "  7",
                "base 080000000 mask F80000000 unc",
                "F80000000 write-back"
            })
    void aDamagedSlotIsDamage(String slot) {
        MtrrReport report = reportOf(log(7, slot + "\n" + PAT));

        assertThat(report.maps().get(0).complete()).isFalse();
        assertThat(map(report)).contains("0x100000-0xfffffffff unknown");
    }

    @Test
    void theOldestKernelsPutAWordBeforeTheNumber() {
        MtrrReport report = reportOf(log(8, PAT).replaceAll("(?m)^  (\\d (?:base|dis))", "MTRR $1"));

        assertThat(map(report)).isEqualTo(map(reportOf(log(8, PAT))));
        assertThat(problems(report)).isEmpty();
    }
}
