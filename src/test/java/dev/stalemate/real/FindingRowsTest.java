package dev.stalemate.real;

import static dev.stalemate.real.RealFiles.findings;
import static dev.stalemate.real.RealFiles.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.map.MtrrReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a finding, and how many rows it takes. */
class FindingRowsTest {
    private static final String WB =
            """
            MTRR default type: write-back
            MTRR fixed ranges enabled:
              00000-FFFFF write-back
            MTRR variable ranges enabled:
              0 base 0FEC00000 mask FFFC00000 uncachable
              1 disabled
            x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT
            """;

    @Test
    void deviceMemoryThatAdjoinsOrOverlapsIsOneRow() {
        MtrrReport report = reportOf(
                WB
                        + """
                pci 0000:00:02.0: reg 0x10: [mem 0xe0000000-0xe0ffffff]
                pci 0000:00:03.0: reg 0x10: [mem 0xe1000000-0xe1ffffff]
                pci 0000:00:03.0: reg 0x14: [mem 0xe1800000-0xe27fffff]
                pci 0000:00:04.0: reg 0x10: [mem 0xe3000000-0xe3ffffff]
                """);

        assertThat(findings(report))
                .contains(
                        "8: device memory 0xe0000000-0xe27fffff (40 MiB) is WB; lines 8, 9, 10 name it",
                        "11: device memory 0xe3000000-0xe3ffffff (16 MiB) is WB")
                .hasSize(2);
    }

    @Test
    void manyLinesAreCounted() {
        StringBuilder bars = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            bars.append("pci 0000:00:02.")
                    .append(i)
                    .append(": reg 0x10: [mem 0xe0")
                    .append(i)
                    .append("00000-0xe0")
                    .append(i)
                    .append("fffff]\n");
        }

        assertThat(findings(reportOf(WB + bars)))
                .containsExactly(
                        "8: device memory 0xe0000000-0xe07fffff (8 MiB) is WB; lines 8, 9, 10, 11, 12 and 3 more name it");
    }

    @Test
    void aWindowBelowOneMebibyteIsAWeakerSignThanABar() {
        MtrrReport report = reportOf(
                WB
                        + """
                pci_bus 0000:00: root bus resource [mem 0x000a0000-0x000bffff window]
                pci_bus 0000:00: root bus resource [mem 0x000c0000-0x000dffff window]
                pci_bus 0000:00: root bus resource [mem 0xd0000000-0xd0ffffff window]
                pci 0000:00:02.0: reg 0x10: [mem 0x000a8000-0x000affff]
                """);

        assertThat(report.findings())
                .extracting(finding -> finding.kind() + " " + finding.line())
                .containsExactlyInAnyOrder("window-wb 8", "mmio-wb 10", "mmio-wb 11");
        assertThat(findings(report))
                .contains(
                        "8: a host bridge's window 0xa0000-0xdffff (256 KiB) is WB; lines 8, 9 name it; below 1 MiB that is usual,"
                                + " because there may be no device behind it");
    }

    @Test
    void theSameOfSeveralSlotsIsOneRow() {
        String slots = WB.replace(
                "  1 disabled\n",
                """
                  1 base 080001000 mask FFFFFF000 uncachable
                  2 base 080002000 mask FFFFFF000 uncachable
                  3 base 080003000 mask FFFFFF000 uncachable
                """);

        assertThat(findings(reportOf(slots)))
                .containsExactly(
                        "6: slots 1, 2 and 3: each covers only part of a 2 MiB page: if a guest has this, Xen may give its type"
                                + " to the whole page");
    }

    private static final String OFF =
            """
            BIOS-e820: [mem 0x0000000000100000-0x00000000bfffffff] usable
            MTRR default type: uncachable
            MTRR fixed ranges disabled:
              00000-FFFFF uncachable
            MTRR variable ranges disabled:
              0 disabled
              1 disabled
            x86/PAT: MTRRs disabled, skipping PAT initialization too.
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hypervisor detected: KVM",
                "CPU MTRRs all blank - virtualized system.",
                "Booting paravirtualized kernel on VMware hypervisor",
                "DMI: innotek GmbH VirtualBox/VirtualBox, BIOS VirtualBox 12/01/2006",
                "DMI: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 1.16.2 04/01/2014"
            })
    void registersOfAHypervisorThatAreAllZeroAreNoFinding(String line) {
        for (String off : List.of(OFF, OFF.replaceAll("(?m)^  \\d disabled\n", ""), "MTRRs disabled by BIOS\n")) {
            MtrrReport report = reportOf(off + "[    0.1] " + line + "\n");

            assertThat(findings(report)).isEmpty();
            assertThat(report.enabled()).isFalse();
            assertThat(report.toText()).contains("a hypervisor's, with nothing behind them (line ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Booting paravirtualized kernel on bare hardware", "DMI: Acer AOA150/, BIOS v0.3309 10/06/2008"})
    void registersOfBareHardwareThatAreAllZeroAreAFinding(String line) {
        assertThat(findings(reportOf(OFF + "[    0.1] " + line + "\n")))
                .containsExactly(
                        "1: RAM 0x100000-0xbfffffff (3071 MiB) is UC, not WB",
                        "5: the MTRRs are disabled, so all memory is UC");
    }

    @Test
    void aHypervisorsRegistersThatAreNotZeroAreLookedAt() {
        String on = OFF.replace("disabled:", "enabled:")
                .replace("  0 disabled", "  0 base 0000000000 mask FFC0000000 write-back");

        assertThat(findings(reportOf(on + "Hypervisor detected: KVM\n")))
                .containsExactly("1: RAM 0x40000000-0xbfffffff (2 GiB) is UC, not WB");
    }
}
