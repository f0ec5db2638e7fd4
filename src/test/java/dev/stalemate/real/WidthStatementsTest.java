package dev.stalemate.real;

import static dev.stalemate.real.RealFiles.fileOf;
import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static dev.stalemate.real.RealFiles.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.map.MtrrReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of any program that state MAXPHYADDR, and what the report makes of them. */
class WidthStatementsTest {
    private static final String TABLE = "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "address sizes\t: 40 bits physical, 48 bits virtual|40",
                "address sizes   : 32 bits physical, 32 bits virtual|32",
                "Address sizes:                        39 bits physical, 48 bits virtual|39",
                "[   12.3] address sizes : 46 bits physical , 57 bits virtual|46",
                "   0x80000008 0x00: eax=0x00003027 ebx=0x00000000 ecx=0x00000000 edx=0x00000000|39",
                "CPUID 80000008: 00003028-00001007-00000000-00000000|40",
                "80000008  00003934 0111d208 00006000 00010007|52",
                "  80000008:ffffffff -> 0000392e:00000000:00000000:00000000|46",
                "eax in: 0x80000008, eax = 00003024 ebx = 00000000 ecx = 00000000 edx = 00000000|36",
                "hostCPUID level 80000008, 0: 0x00003028 0x00000000 0x00000000 0x00000000|40",
                "Leaf 0x80000008, subleaf 0: EAX=00003030 EBX=0x0|48",
                "80000008h 00003022h 00000000h 00000000h 00000000h|34",
                "0x80000008: EAX: 0x00303030, EBX: 0x111ef657|48",
                "maximum physical address bits         = 0x27 (39)|39",
                "MAXPHYADDR is 46|46",
                "kvm: MAXPHYADDR: 43 bits|43",
            })
    void aStatementIsUsed(String line, int bits) {
        for (String file : new String[] {line + "\n" + TABLE, TABLE + line + "\n"}) {
            MtrrReport report = reportOf(file);

            assertThat(report.maxPhyAddr()).isEqualTo(bits);
            assertThat(report.width().reason()).startsWith("from ").contains(", line ");
            assertThat(problems(report)).isEmpty();
            assertThat(map(report).get(2)).startsWith("0x80000000-0x" + Long.toHexString((1L << bits) - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "address sizes : 64 bits physical, 64 bits virtual",
                "address sizes : 4 bits physical, 48 bits virtual",
                "pci 0000:00:02.0: reg 0x10: [mem 0x80000008-0x80003027]",
                "80000008 00000000 00000000 00000000",
                "CPUID 80000001: 00003028-00001007-00000000-00000000",
                "writing 40 to 80000008 of 00003027",
                "cpuid leaf 0x800000080: 00003027",
            })
    void whatNoProcessorCanHaveOrWhatIsOfSomethingElseIsNoStatement(String line) {
        assertThat(reportOf(line + "\n" + TABLE).width().reason()).isEqualTo("assumed: the file does not tell");
    }

    @ParameterizedTest
    @ValueSource(strings = {"36 40 48", "48 40 36", "40 48 36", "48 36 40"})
    void ofSeveralTheWidestIsTakenWhereverItStands(String widths) {
        String stated = widths.replaceAll("(\\d+) ?", "address sizes : $1 bits physical, 48 bits virtual\n");

        assertThat(reportOf(stated + TABLE).maxPhyAddr()).isEqualTo(48);
    }

    @Test
    void statementsThatContradictEachOtherAreNamed() {
        MtrrReport report = reportOf("address sizes : 36 bits physical, 48 bits virtual\n" + TABLE
                + "CPUID 80000008: 00003028-00000000-00000000-00000000\n");

        assertThat(report.maxPhyAddr()).isEqualTo(40);
        assertThat(problems(report))
                .containsExactly(
                        "3: this line states 40 physical address bits, and line 1 states 36; the wider is taken");
    }

    /** MAXPHYADDR of 36 would have refused bit 39 of a mask. */
    @Test
    void aMaskThatIsWiderThanWhatIsStatedIsNamed() {
        String dump =
                """
                MTRR default type: write-back
                MTRR variable ranges enabled:
                  0 base 0080000000 mask FF80000000 uncachable
                x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT
                """;
        MtrrReport report = reportOf(dump + "address sizes : 36 bits physical, 48 bits virtual\n");

        assertThat(report.maxPhyAddr()).isEqualTo(40);
        assertThat(problems(report))
                .containsExactly(
                        "5: this line states 36 physical address bits, and the registers' 10 digits are of another width",
                        "5: this line states 36 physical address bits, but the file names registers or memory of 40 bits");
        assertThat(problems(reportOf(dump + "address sizes : 40 bits physical, 48 bits virtual\n")))
                .isEmpty();
    }

    @Test
    void digitsOfAnotherWidthThanWhatIsStatedAreNamed() {
        MtrrReport report = reportOf(
                """
                MTRR default type: write-back
                MTRR variable ranges enabled:
                  0 base 080000000 mask F80000000 uncachable
                x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT
                address sizes : 46 bits physical, 48 bits virtual
                """);

        assertThat(report.maxPhyAddr()).isEqualTo(46);
        assertThat(problems(report))
                .containsExactly(
                        "5: this line states 46 physical address bits, and the registers' 9 digits are of another width");
    }

    /** Before or behind its table, each machine's statement is its own; one alone is everybody's. */
    @Test
    void eachRecordingHasItsOwnStatement() {
        String narrow = "address sizes : 36 bits physical, 48 bits virtual\n";
        String wide = "address sizes : 46 bits physical, 48 bits virtual\n";

        assertThat(fileOf(TABLE + narrow + TABLE + wide).reports())
                .extracting(MtrrReport::maxPhyAddr)
                .containsExactly(36, 46);
        assertThat(fileOf(narrow + TABLE + wide + TABLE).reports())
                .extracting(MtrrReport::maxPhyAddr)
                .containsExactly(36, 46);
        assertThat(fileOf(TABLE + TABLE + wide).reports())
                .extracting(MtrrReport::maxPhyAddr)
                .containsExactly(46, 46);
    }
}
