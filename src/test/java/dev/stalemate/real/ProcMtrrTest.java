package dev.stalemate.real;

import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static dev.stalemate.real.RealFiles.report;
import static dev.stalemate.real.RealFiles.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.VariableRange;
import org.junit.jupiter.api.Test;

/** Whole {@code /proc/mtrr} texts, worked out by hand. Below 1 MiB and where no row matches, nothing is known. */
class ProcMtrrTest {
    /** WB 0-32G and 32G-33G; UC from AF800000 to 4G in three rows, and 82FE00000-83FFFFFFF in two. */
    @Test
    void aDesktopWith32Gb() {
        MtrrReport report = report("proc-mtrr/05");

        assertThat(map(report))
                .containsExactly(
                        "0x0-0xfffff unknown",
                        "0x100000-0xaf7fffff WB",
                        "0xaf800000-0xffffffff UC",
                        "0x100000000-0x82fdfffff WB",
                        "0x82fe00000-0x83fffffff UC",
                        "0x840000000-0xfffffffff unknown");
        assertThat(report.variable()).contains(new VariableRange(3, 2, 0xaf800000L, 0xfff800000L, MemType.UC));
        assertThat(report.defaultType()).isNull();
        assertThat(report.fixed()).isEmpty();
        assertThat(problems(report)).isEmpty();
    }

    /** FFDE0000 + 128 KB meets FFE00000 + 2 MB meets 100000000 + 16 MB. */
    @Test
    void aFirmwareBugWriteProtectsMemoryAboveFourGigabytes() {
        assertThat(map(report("proc-mtrr/08")))
                .containsExactly(
                        "0x0-0xfffff unknown",
                        "0x100000-0x7fffffff WB",
                        "0x80000000-0xfeffffff unknown",
                        "0xff000000-0xff07ffff WP",
                        "0xff080000-0xffddffff unknown",
                        "0xffde0000-0x100ffffff WP",
                        "0x101000000-0xfffffffff unknown");
    }

    /** The UC 128 KB at 0 lie below 1 MiB, where the fixed ranges may rule. */
    @Test
    void aNetbookUsesAllEightRegisters() {
        MtrrReport report = report("proc-mtrr/09");

        assertThat(map(report))
                .containsExactly(
                        "0x0-0xfffff unknown",
                        "0x100000-0x3f4fffff WB",
                        "0x3f500000-0x3fffffff UC",
                        "0x40000000-0xfffbffff unknown",
                        "0xfffc0000-0xfffdffff UC",
                        "0xfffe0000-0xffffffff WP",
                        "0x100000000-0xfffffffff unknown");
        assertThat(report.variable()).hasSize(8);
    }

    /** 524288 MB = 2^39 from 380000000000; both WT rows end at 383FFDFFFFFF, inside it. Bit 45 is used: 46 bits. */
    @Test
    void aServerNamesAddressesOf46Bits() {
        MtrrReport report = report("proc-mtrr/11");

        assertThat(report.maxPhyAddr()).isEqualTo(46);
        assertThat(map(report))
                .containsExactly(
                        "0x0-0x7fffffff unknown",
                        "0x80000000-0xffffffff UC",
                        "0x100000000-0x37ffffffffff unknown",
                        "0x380000000000-0x387fffffffff UC",
                        "0x388000000000-0x3fffffffffff unknown");
        assertThat(report.variable().get(1).mask()).isEqualTo(0x3f8000000000L);
    }

    /** DC000000 + 64 MB meets E0000000 + 128 MB. */
    @Test
    void wrappedRowsOfTheOldFormat() {
        assertThat(map(report("proc-mtrr/04")))
                .containsExactly(
                        "0x0-0xfffff unknown",
                        "0x100000-0x7ffffff WB",
                        "0x8000000-0xdbffffff unknown",
                        "0xdc000000-0xe7ffffff WC",
                        "0xe8000000-0xfffffffff unknown");
    }

    @Test
    void aSizeThatIsNoPowerOfTwoIsNotTurnedIntoAMask() {
        MtrrReport report = report("proc-mtrr/01");

        assertThat(report.variable()).isEmpty();
        assertThat(map(report)).containsExactly("0x0-0xfffffffff unknown");
        assertThat(problems(report)).hasSize(1);
        assertThat(problems(report).get(0)).startsWith("1: the size is no power of two");
    }

    @Test
    void anErrorMessageInPlaceOfTheTableIsAProblem() {
        MtrrReport report = report("proc-mtrr/18");

        assertThat(map(report)).containsExactly("0x0-0xfffffffff unknown");
        assertThat(problems(report))
                .containsExactly("1: neither a boot log that shows the MTRRs nor a /proc/mtrr:"
                        + " \"cat: /proc/mtrr: Input/output error\"");
    }

    /** WC and WB overlap at 80000000: undefined by SDM 11.11.4.1; WC and UC are UC. */
    @Test
    void anUndefinedOverlapIsCalledSo() {
        MtrrReport report = reportOf(
                """
                reg00: base=0x000000000 (    0MB), size= 4096MB, count=1: write-back
                reg01: base=0x080000000 ( 2048MB), size=  256MB, count=1: write-combining
                reg02: base=0x088000000 ( 2176MB), size=  128MB, count=1: uncachable
                """);

        assertThat(map(report))
                .containsExactly(
                        "0x0-0xfffff unknown",
                        "0x100000-0x7fffffff WB",
                        "0x80000000-0x87ffffff undef",
                        "0x88000000-0x8fffffff UC",
                        "0x90000000-0xffffffff WB",
                        "0x100000000-0xfffffffff unknown");
    }

    @Test
    void aCutRowLeavesOnlyUcCertain() {
        MtrrReport report = reportOf(
                """
                reg00: base=0x000000000 (    0MB), size= 4096MB, count=1: write-back
                reg01: base=0x080000000 ( 2048MB), size=  256MB, count=1: uncachable
                reg02: base=0x0c0000000 ( 3072MB), size=  2""");

        assertThat(map(report))
                .containsExactly(
                        "0x0-0x7fffffff unknown", "0x80000000-0x8fffffff UC", "0x90000000-0xfffffffff unknown");
        assertThat(problems(report).get(0)).startsWith("3: cut or damaged line of /proc/mtrr");
    }

    @Test
    void aBaseThatContradictsItsMegabytesIsNotBelieved() {
        MtrrReport report = reportOf("reg00: base=0x080000000 ( 1024MB), size=  256MB, count=1: uncachable\n");

        assertThat(report.variable()).isEmpty();
        assertThat(problems(report).get(0)).contains("contradicts");
    }
}
