package dev.stalemate.real;

import static dev.stalemate.real.FormatSamples.CHIPSEC;
import static dev.stalemate.real.FormatSamples.MSR_LIST;
import static dev.stalemate.real.RealFiles.fileOf;
import static dev.stalemate.real.RealFiles.findings;
import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static dev.stalemate.real.RealFiles.reportOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.map.MtrrReport;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registers by number or name, however a tool prints them. */
class MsrListTest {
    private static final String[] MAP = {
        "0x0-0x9ffff WB",
        "0xa0000-0xbffff UC",
        "0xc0000-0xfffff WP",
        "0x100000-0x7f7fffff WB",
        "0x7f800000-0xffffffff UC",
        "0x100000000-0x3fffffffff WB"
    };

    /** How tools write a register (number, value). */
    private static final ImmutableMap<String, BiFunction<Integer, Long, String>> SHAPES =
            ImmutableMap.<String, BiFunction<Integer, Long, String>>builder()
                    .put("script", (msr, value) -> String.format("0x%x=%x", msr, value))
                    .put("script with colon", (msr, value) -> String.format("0x%x: %x", msr, value))
                    .put("msrtool -s", (msr, value) -> String.format("0x%08x 0x%016x", msr, value))
                    .put("tab", (msr, value) -> String.format("0x%x\t0x%016X", msr, value))
                    .put("bare", (msr, value) -> String.format("%x: %016x", msr, value))
                    .put("bare with h", (msr, value) -> String.format("%Xh: %016Xh", msr, value))
                    .put("MSR 0x200: 0x...", (msr, value) -> String.format("MSR 0x%x: 0x%x", msr, value))
                    .put("MSR 0x200 = ...", (msr, value) -> String.format("MSR 0x%x = 0x%016x", msr, value))
                    .put(
                            "inteltool",
                            (msr, value) -> String.format(
                                    " MSR 0x%08X = 0x%08X:0x%08X (SOME_NAME)", msr, value >>> 32, value & 0xFFFFFFFFL))
                    .put("Linux's show_msr", (msr, value) -> String.format(" MSR%08x: %016x", msr, value))
                    .put(
                            "WinDbg",
                            (msr, value) ->
                                    String.format("msr[%x] = %08x`%08x", msr, value >>> 32, value & 0xFFFFFFFFL))
                    .put("call", (msr, value) -> String.format("rdmsr(0x%x) = 0x%x", msr, value))
                    .put("with a processor", (msr, value) -> String.format("CPU 0: MSR 0x%x = 0x%x", msr, value))
                    .put(
                            "with a processor before a number",
                            (msr, value) -> String.format("cpu0: 0x%x = 0x%x", msr, value))
                    .put("x86info", (msr, value) -> String.format("%s (0x%x): 0x%016x", name(msr, "MTRR"), msr, value))
                    .put(
                            "turbostat",
                            (msr, value) -> String.format(
                                    "cpu0: %s: 0x%08x (what it means)", name(msr, "MSR_IA32_MTRR"), value))
                    .put(
                            "the manual's names",
                            (msr, value) -> String.format("%s = 0x%x", name(msr, "IA32_MTRR_"), value))
                    .put("a transcript", (msr, value) -> String.format("# rdmsr 0x%x\n%x", msr, value))
                    .put(
                            "a user's transcript",
                            (msr, value) -> String.format("me@host:~$ sudo rdmsr -p 0 -x -0 0x%x\n%016x", msr, value))
                    .put("decimal", (msr, value) -> String.format("$ rdmsr -u %d\n%d", msr, value))
                    .put("octal", (msr, value) -> String.format("$ rdmsr -o 0x%x\n%o", msr, value))
                    .put("C", (msr, value) -> String.format("$ rdmsr -c 0x%x\n0x%x", msr, value))
                    .put("echo and rdmsr", (msr, value) -> String.format("0x%x\n%x", msr, value))
                    .put("echo with dashes", (msr, value) -> String.format("--- 0x%x ---\n%x", msr, value))
                    .build();

    private static String name(int msr, String prefix) {
        boolean pat = msr == 0x277;
        String start = pat ? "IA32_" : prefix;
        String name =
                switch (msr) {
                    case 0xFE -> "cap";
                    case 0x277 -> "PAT";
                    case 0x2FF -> "defType";
                    case 0x250 -> "fix64K_00000";
                    case 0x258 -> "fix16K_80000";
                    case 0x259 -> "fix16K_A0000";
                    default ->
                        msr >= 0x268
                                ? String.format("fix4K_%05X", 0xC0000 + 0x8000 * (msr - 0x268))
                                : (msr % 2 == 0 ? "physBase" : "physMask") + (msr - 0x200) / 2;
                };
        return start + (prefix.startsWith("MTRR") ? name : name.toUpperCase(Locale.ROOT));
    }

    static Stream<String> shapes() {
        return SHAPES.keySet().stream();
    }

    private static String shaped(String shape, String list) {
        BiFunction<Integer, Long, String> format = Objects.requireNonNull(SHAPES.get(shape));
        return list.lines()
                .map(line -> format.apply(
                        Integer.parseInt(line.substring(2, line.indexOf('=')), 16),
                        Long.parseUnsignedLong(line.substring(line.indexOf('=') + 1), 16)))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aListOfAnyShapeSaysTheSame(String shape) {
        MtrrFile file = fileOf(shaped(shape, MSR_LIST));
        MtrrReport report = file.first();

        assertThat(file.reports()).hasSize(1);
        assertThat(map(report)).containsExactly(MAP);
        assertThat(report.maxPhyAddr()).isEqualTo(38);
        assertThat(report.pat()).hasToString("[WB, WC, UC-, UC, WB, WC, UC-, UC]");
        assertThat(report.enabled()).isTrue();
        assertThat(problems(report)).isEmpty();
        assertThat(findings(report)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void twoListsAreTwoRecordings(String shape) {
        MtrrFile file = fileOf(shaped(shape, MSR_LIST) + "\nafter suspend\n\n"
                + shaped(shape, MSR_LIST.replace("0x2ff=c06", "0x2ff=c00")));

        assertThat(file.reports()).hasSize(2);
        assertThat(map(file.first())).containsExactly(MAP);
        assertThat(map(file.reports().get(1))).contains("0x100000-0x3fffffffff UC");
    }

    @Test
    void allProcessorsAtOnceAreCompared() {
        StringBuilder text = new StringBuilder();
        MSR_LIST.lines().forEach(line -> {
            String[] parts = line.split("=", 2);
            text.append("$ sudo rdmsr -a ").append(parts[0]).append('\n');
            for (int cpu = 0; cpu < 4; cpu++) {
                text.append(parts[0].equals("0x203") && cpu == 2 ? "3fc0000800" : parts[1])
                        .append('\n');
            }
        });
        MtrrFile file = fileOf(text.toString());

        assertThat(file.reports())
                .extracting(report -> report.place().title())
                .containsExactly("MSRs of CPUs 0-1, 3", "MSRs of CPU 2");
        assertThat(map(file.first())).containsExactly(MAP);
        assertThat(map(file.reports().get(1))).contains("0xc0000000-0x3fffffffff WB");
        assertThat(findings(file.first()))
                .anyMatch(
                        finding -> finding.contains(
                                "MSR 0x203 is 0x3f80000800 in CPUs 0-1, 3 and 0x3fc0000800 in CPU 2: all processors must hold the same"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CPU %d",
                "CPU%d:",
                "--- cpu %d ---",
                "====================== UNIQUE MSRs  (core %d) ======================",
                "[core %d]"
            })
    void aHeadingNamesTheProcessor(String heading) {
        String two = String.format(heading, 0) + "\n" + MSR_LIST + String.format(heading, 1) + "\n"
                + MSR_LIST.replace("0x200=0\n0x201=0\n", "0x200=40000001\n0x201=3fff000800\n");
        MtrrFile file = fileOf(two);

        assertThat(file.reports()).hasSize(2);
        assertThat(file.reports().get(0).place().title()).isEqualTo("MSRs of CPU 0");
        assertThat(file.reports().get(1).place().title()).isEqualTo("MSRs of CPU 1");
        assertThat(findings(file.first())).anyMatch(finding -> finding.contains("MSR 0x200 is 0x0 in CPU 0"));
    }

    @Test
    void newerVersionsNameTheProcessorOfEachAnswer() {
        MtrrFile file = fileOf("# rdmsr -a 0x2ff\nCPU 1: c00\nCPU 0: c06\n# rdmsr -a 0xfe\nCPU 1: 508\nCPU 0: 508\n");

        assertThat(file.reports()).hasSize(2);
        assertThat(file.reports())
                .extracting(report -> report.place().title() + " " + report.defaultType())
                .containsExactly("MSRs of CPU 1 UC", "MSRs of CPU 0 WB");
    }

    @Test
    void aRegisterThatCannotBeReadEndsThePairs() {
        String without = MSR_LIST.replace("0xfe=d08\n", "");
        String refused = without.replace("0x250=", "rdmsr: CPU 0 cannot read MSR 0x00000210\n0x250=");

        assertThat(reportOf(refused).maps().get(0).complete()).isTrue();
        assertThat(problems(reportOf(refused))).isEmpty();
        assertThat(problems(reportOf(without)))
                .containsExactly(
                        "1: IA32_MTRRCAP (0xfe) is not in the list, so that there may be more than the 8 pairs in it");
    }

    @Test
    void pairsThatTheProcessorHasAndTheListLacksMayHoldAnything() {
        MtrrReport report = reportOf(MSR_LIST.replace("0xfe=d08", "0xfe=d0a"));

        assertThat(map(report)).contains("0x100000-0x7f7fffff unknown", "0x7f800000-0xffffffff UC");
        assertThat(problems(report))
                .anyMatch(problem -> problem.contains("pair 9 is not known: MSR 0x213 is not in the list"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x203=3f80000900",
                "0x202=80000002",
                "0x202=80000080",
                "0x203=3f8000080z",
                "0x203=ffff3f80000800",
                ""
            })
    void aValueThatNoRegisterHoldsIsUnknown(String line) {
        String name = line.isEmpty() ? "0x203" : line.substring(0, 5);
        MtrrReport report = reportOf(MSR_LIST.replaceFirst("(?m)^" + name + "=.*$", line));

        assertThat(map(report)).contains("0x7f800000-0x7fffffff UC").doesNotContain("0x7f800000-0xffffffff UC");
        assertThat(problems(report)).isNotEmpty();
    }

    @Test
    void tom2OfAmdIsKnownOnlyWithSyscfg() {
        String uc = MSR_LIST.replace("0x2ff=c06", "0x2ff=c00").replace("0x203=3f80000800", "0x203=0");
        String top = uc + "0xc001001d=47c000000\n";

        assertThat(map(reportOf(top + "0xc0010010=740000\n")))
                .contains("0x100000000-0x47bffffff WB", "0x47c000000-0x3fffffffff UC");
        assertThat(map(reportOf(top + "0xc0010010=140000\n"))).contains("0x100000-0x3fffffffff UC");
        assertThat(map(reportOf(top))).contains("0x100000000-0x3fffffffff unknown");
    }

    @Test
    void aWriteMakesARegisterUnknown() {
        MtrrReport report = reportOf(MSR_LIST + "# wrmsr -a 0x2ff 0xc00\n");

        assertThat(report.defaultType()).isNull();
        assertThat(problems(report)).anyMatch(problem -> problem.contains("MSR 0x2ff was written after it was read"));
    }

    @Test
    void aNameAndANumberThatAreTwoRegistersAreNeither() {
        String others =
                "IA32_MTRRCAP(0xfe): 0x508\nIA32_MTRR_PHYSBASE0(0x200): 0x80000000\nIA32_MTRR_PHYSMASK0(0x201): 0xff80000800\n";
        MtrrReport right = reportOf(others + "IA32_MTRR_DEF_TYPE(0x2ff): 0xc06\n");
        MtrrReport wrong = reportOf(others + "IA32_MTRR_DEF_TYPE(0x2fe): 0xc06\nIA32_MTRR_DEF_TYPE(0x277): 0xc06\n");

        assertThat(right.defaultType()).isEqualTo(MemType.WB);
        assertThat(wrong.defaultType()).isNull();
        assertThat(problems(wrong)).anyMatch(problem -> problem.contains("cut or damaged line of MSR 0x277"));
    }

    @Test
    void partOfARegisterIsNoValue() {
        assertThat(fileOf("# rdmsr -f 7:0 0x2ff\n6\n# rdmsr -r 0x200\n6\n").isEmpty())
                .isTrue();
    }

    /** Numbers of other things, and registers of other things. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "200: 404\n201: 500\nHTTP 200: 80000006\n",
                "0x200: 48 8b 05 00\n0x210: 00 00 00 00\n",
                "200: 6\n",
                "0x200\n",
                "MSR 0x1b0: 0x6\nMSR 0x3a: 0x5\n",
                "unchecked MSR access error: RDMSR from 0x200 at rIP: 0xffffffff81000000\n",
                "kvm [1234]: vcpu0, guest rIP: 0xffffffff8105e0f8 disabled perfctr wrmsr: 0xc2 data 0xffff\n",
                "msr: 0x200\n",
                "CPU0: Intel(R) Xeon(R)\nCPU 0: 0x2ff\n",
                "0x0000000000000200 - 0x0000000000000201 size 0x2ff\n"
            })
    void whatOnlyLooksLikeAListIsNone(String text) {
        MtrrFile file = fileOf(text);

        assertThat(file.isEmpty()).isTrue();
        assertThat(file.first().maps()).isEmpty();
    }

    @Test
    void twoNumbersThatAreRegistersBesideEachOtherAreAList() {
        MtrrReport report = reportOf("200: 6\n201: fff0000800\n");

        assertThat(report.variable()).hasSize(1);
        assertThat(report.maps().get(0).complete()).isFalse();
    }

    @Test
    void chipsecTellsRegistersAndSmrrs() {
        MtrrReport report = reportOf(CHIPSEC);

        assertThat(report.place().title()).isEqualTo("CHIPSEC's log of CPUs 0-1");
        assertThat(map(report))
                .containsExactly("0x0-0xfffff unknown", "0x100000-0x7fffffff WB", "0x80000000-0x7fffffffff UC");
        assertThat(report.maxPhyAddr()).isEqualTo(39);
        assertThat(findings(report))
                .containsExactly(
                        "6: the SMRR 0x7b000000-0x7b7fffff is WB in SMM and can't be reached outside, whatever the MTRRs say");
    }

    @Test
    void whatChipsecSaysTwiceAndDifferentlyIsNoValue() {
        MtrrReport report = reportOf(CHIPSEC.replace("(EAX=00000006", "(EAX=00000005"));

        assertThat(report.maps().get(0).complete()).isFalse();
        assertThat(problems(report)).anyMatch(problem -> problem.contains("line of CHIPSEC's"));
    }

    @Test
    void smrrsThatDifferBetweenProcessorsAreAFinding() {
        MtrrFile file =
                fileOf(CHIPSEC.replace("[CPU1] SMRR_PHYSBASE = 000000007B", "[CPU1] SMRR_PHYSBASE = 000000007C"));

        assertThat(findings(file.first())).anyMatch(finding -> finding.contains("MSR 0x1f2 is 0x7b000006 in CPU 0"));
    }
}
