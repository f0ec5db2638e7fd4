package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.real.map.Addresses;
import dev.stalemate.real.map.MtrrReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real logs in other dress, as tools, mails and web pages would have shown them: they say the same. */
class LogVariationsTest {
    private static final List<String> LOGS =
            List.of("boot-logs/01", "boot-logs/02", "boot-logs/06", "boot-logs/10", "boot-logs/21", "boot-logs/28");

    private static final Pattern STAMP = Pattern.compile("(?m)^\\[ *\\d+\\.\\d+\\] ");
    private static final Pattern PLACE = Pattern.compile(",? ?line \\d+");

    private static Stream<Arguments> logsTimes(List<String> second) {
        return LOGS.stream().flatMap(log -> second.stream().map(each -> Arguments.of(log, each)));
    }

    static Stream<Arguments> prefixes() {
        return logsTimes(List.of(
                "2026-01-02T03:04:05+0000 host kernel: ", // journalctl -o short-iso
                "2026-01-02T03:04:05.123456+00:00 host kernel: ", // -o short-iso-precise
                "Jan 02 03:04:05.123456 host kernel: ", // -o short-precise
                "Fri 2026-01-02 03:04:05 UTC host kernel: ", // -o short-full
                "1767323045.123456 host kernel: ", // -o short-unix
                "[    0.000000] host kernel: ", // -o short-monotonic
                "Jan  2 03:04:05 host kernel: [    0.000000] ",
                "Jan  2 03:04:05 kernel: ",
                "<6>1 2026-01-02T03:04:05.678Z host kernel - - - ", // RFC 5424
                "[Fri Jan  2 03:04:05 2026] ", // dmesg -T
                "[Fri Jan  2 03:04:05 2026 <    0.000012>] ", // dmesg -T -d
                "[    0.000000 <    0.000000>] ", // dmesg -d
                "[  +0.000004] ", // dmesg -H
                "[Jan 2 03:04] ",
                "2026-01-02T03:04:05,678901+00:00 ", // dmesg --time-format iso
                "kern  :info  : [    0.000000] ", // dmesg -x
                "kern  :debug : ",
                "[    0.000000][    T0] ", // CONFIG_PRINTK_CALLER
                "[    0.000000] [      C1] ",
                "<7>[    0.000000] ",
                "[2026-01-02 03:04:05] ", // minicom
                "[2026-01-02 03:04:05.678] [    0.000000] ",
                "Fri Jan  2 03:04:05 2026 kern.info kernel: [    0.000000] ", // OpenWrt's logread
                "117:[    0.000000] ", // grep -n
                "dmesg.txt:117:[    0.000000] ",
                "> > | [    0.000000] ",
                "+[    0.000000] ",
                "(XEN) [2026-01-02 03:04:05.678] ",
                "(XEN) [00000012a4f3b0c8] ",
                "(d1) [    0.000000] ",
                "\t\t",
                "\u001b[32m[    0.000000] \u001b[0m\u001b[33m"));
    }

    @ParameterizedTest
    @MethodSource("prefixes")
    void aPrefixChangesNothing(String log, String prefix) {
        StringBuilder dressed = new StringBuilder();
        plain(log).lines().forEach(line -> dressed.append(prefix).append(line).append('\n'));

        assertThat(ReportFacts.of(RealFiles.reportOf(dressed.toString()))).isEqualTo(facts(log));
    }

    private static final ImmutableMap<String, UnaryOperator<String>> SAME_LINES =
            ImmutableMap.<String, UnaryOperator<String>>builder()
                    .put("line ends of DOS", text -> text.replace("\n", "\r\n"))
                    .put("line ends of a terminal", text -> text.replace("\n", "\r\r\n"))
                    .put("line ends the other way round", text -> text.replace("\n", "\n\r"))
                    .put("line ends of old Macs", text -> text.replace('\n', '\r'))
                    .put("no indentation", text -> text.replaceAll("(?m)^ +", ""))
                    .put("indentation by tabs", text -> text.replaceAll("(?m)^ +", "\t"))
                    .put("blanks collapsed", text -> text.replaceAll(" +", " "))
                    .put("blanks at the ends", text -> text.replace("\n", "   \n"))
                    .put("lower-case numbers", text -> numbers(text, number -> number.toLowerCase(Locale.ROOT)))
                    .put("upper-case numbers", text -> numbers(text, number -> number.toUpperCase(Locale.ROOT)))
                    .put("the other spelling", text -> text.replace("uncachable", "uncacheable"))
                    .put("the file's name", text -> text.replaceAll("(?m)^(MTRR|TOM2)", "mtrr: $1"))
                    .put("the new name of the file", text -> text.replaceAll("(?m)^(MTRR|TOM2)", "x86/mtrr: $1"))
                    .put("entities", text -> text.replace(">", "&gt;").replaceAll("(?m)^ ", "&nbsp;"))
                    .put("a page with breaks", text -> "<pre>" + text.replace("\n", "<br />\n") + "</pre>")
                    .put("a page with colours", text -> text.replaceAll("(?m)^(.+)$", "<span class=\"x\">$1</span>"))
                    .put("blanks that do not break", text -> text.replace(" ", "\u00a0"))
                    .put("the same in UTF-8 taken for bytes", text -> text.replace(" ", "\u00c2\u00a0"))
                    .put("NULs before", text -> "\0\0\0" + text.replace("\n", "\n\0"))
                    .put("a byte order mark", text -> "\u00ef\u00bb\u00bf" + text)
                    .put("tabs as terminals show them", text -> text.replace("\t", "^I"))
                    .build();

    static Stream<Arguments> sameLines() {
        return logsTimes(SAME_LINES.keySet().asList());
    }

    @ParameterizedTest
    @MethodSource("sameLines")
    void otherBlanksEndsAndLettersChangeNothing(String log, String dress) {
        UnaryOperator<String> change = Objects.requireNonNull(SAME_LINES.get(dress));

        assertThat(ReportFacts.of(RealFiles.reportOf(change.apply(plain(log))))).isEqualTo(facts(log));
        assertThat(ReportFacts.of(RealFiles.reportOf(change.apply(RealFiles.text(log)))))
                .isEqualTo(facts(log));
    }

    private static final ImmutableMap<String, UnaryOperator<String>> OTHER_LINES =
            ImmutableMap.<String, UnaryOperator<String>>builder()
                    .put("all on one line of a page", text -> text.replace("\n", "<br>"))
                    .put("quoted-printable", LogVariationsTest::quotedPrintable)
                    .put("wrapped at 72", text -> wrapped(text, 72, ""))
                    .put("wrapped at 60 and quoted", text -> wrapped(text, 60, "> "))
                    .put("wrapped at 50 and quoted twice", text -> wrapped(text, 50, "> > "))
                    .put("blank lines between", text -> text.replace("\n", "\n\n"))
                    .put("quoted blank lines between", text -> "> " + text.replace("\n", "\n>\n> "))
                    .put(
                            "another CPU's lines between",
                            text -> text.replace("\n", "\n[    0.000001][    C1] clocksource: x\n"))
                    .put("other text before and after", text -> "Hello,\n\nthis is my log:\n" + text + "\n-- \nBye\n")
                    .build();

    static Stream<Arguments> otherLines() {
        return logsTimes(OTHER_LINES.keySet().asList());
    }

    @ParameterizedTest
    @MethodSource("otherLines")
    void otherLinesChangeNothingButTheNumbers(String log, String dress) {
        UnaryOperator<String> change = Objects.requireNonNull(OTHER_LINES.get(dress));

        assertThat(withoutPlaces(ReportFacts.of(RealFiles.reportOf(change.apply(RealFiles.text(log))))))
                .isEqualTo(withoutPlaces(facts(log)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16"})
    void aLogThatWindowsSavedSaysTheSame(String encoding) throws IOException {
        byte[] bytes = RealFiles.text("boot-logs/02").getBytes(encoding);
        try (TextFile text = TextFile.of(new ByteArrayInputStream(bytes))) {
            assertThat(ReportFacts.of(MtrrFile.read(text, "text").first())).isEqualTo(facts("boot-logs/02"));
        }
    }

    /** Old kernels and Xen print FE as it is, newer ones only together with E. */
    @Test
    void fixedRangesAreOffTooWhereTheVariableOnesAre() {
        MtrrReport report =
                RealFiles.reportOf(RealFiles.text("boot-logs/29").replace("fixed ranges dis", "fixed ranges en"));

        assertThat(RealFiles.map(report)).containsExactly("0x0-0xfffffffff UC");
        assertThat(report.enabled()).isFalse();
        assertThat(report.problems()).isEmpty();
    }

    @Test
    void xenSaysWhetherTom2Counts() {
        String log = RealFiles.text("boot-logs/02");
        String line = "TOM2: 0000001080000000 aka 67584M";

        assertThat(ReportFacts.of(RealFiles.reportOf(log.replace(line, "TOM2: 001080000000 (WB)"))))
                .isEqualTo(facts("boot-logs/02"));
        assertThat(RealFiles.map(RealFiles.reportOf(log.replace(line, "TOM2: 001080000000"))))
                .endsWith("0x100000000-0xffffffffffff UC");
        assertThat(RealFiles.problems(RealFiles.reportOf(log.replace(line, "TOM2: 0000001080000000"))))
                .contains("54: cut or damaged line of the MTRRs: \"TOM2: 0000001080000000\"");
    }

    /** The pair that TOM2 counts for is no register. */
    @Test
    void linuxCountsTom2WithTheRegisters() {
        String summary = "MTRR map: 5 entries (2 fixed + 3 variable; max 19), built from 9 variable MTRRs\n";
        String log = RealFiles.text("boot-logs/02");

        assertThat(RealFiles.problems(RealFiles.reportOf(log + summary))).isEmpty();
        assertThat(RealFiles.problems(RealFiles.reportOf(log.replaceAll("(?m)^.*TOM2.*\n", "") + summary)))
                .containsExactly("56: Linux's count says that there is a TOM2, and the log shows otherwise");
    }

    @Test
    void memoryMapsOfEveryKindAreRead() {
        MtrrReport report = RealFiles.reportOf(
                """
                BIOS-e820: [mem 0x0000000000000000-0x0000000000000fff]  System RAM
                BIOS-e820: [gap 0x0000000000001000-0x0000000000001fff]
                BIOS-e820: [mem 0x0000000000002000-0x0000000000002fff]  device reserved
                reserve setup_data: [mem 0x0000000000003000-0x0000000000003fff] usable
                extended: [mem 0x0000000000004000-0x0000000000004fff] usable
                BIOS-e801: 0000000000005000 - 0000000000006000 (usable)
                Xen: [mem 0x0000000000006000-0x0000000000006fff] usable
                (XEN)  [0000000000007000, 0000000000007fff] (usable)
                (XEN)  [0000000000008000, 0000000000008fff] type 20
                (XEN)  0000000000009000 - 000000000000a000 (usable)
                (XEN)  000000000000a000 - 000000000000b000 (ACPI NVS)
                BIOS-e820: [mem 0x000000000000B000-0x000000000000BFFF] persistent RAM (type 12)
                """);

        assertThat(report.facts().ram().asMapOfRanges().keySet())
                .extracting(Addresses::range)
                .containsExactly(
                        "0x0-0xfff",
                        "0x3000-0x3fff",
                        "0x4000-0x4fff",
                        "0x5000-0x5fff",
                        "0x6000-0x6fff",
                        "0x7000-0x7fff",
                        "0x9000-0x9fff");
        assertThat(RealFiles.problems(report)).containsExactly("1: no line of this file shows the MTRRs");
    }

    /** Of old lines the end is exclusive, also in the log. */
    @Test
    void memtypesOfEveryKindAreRead() {
        MtrrReport report = RealFiles.reportOf(
                """
                uncached @ 0x1000-0x2000
                write-through @ 0x2000-0x3000 <- mine
                PAT: [mem 0x0000000000003000-0x0000000000004000] write-protected
                reserve_memtype added 0x4000-0x5000, track uncached-minus, req write-combining, ret uncached-minus
                x86/PAT: reserve_memtype added [mem 0x5000-0x5fff], track write-combining, req write-combining, ret write-combining
                x86/PAT: memtype_reserve added [mem 0x6000-0x6fff],
                track write-back, req write-back, ret write-back
                x86/PAT: memtype_reserve added [mem 0x7000
                """);

        assertThat(report.memtypes())
                .extracting(memtype -> Addresses.range(memtype.range()) + " " + memtype.type())
                .containsExactly(
                        "0x1000-0x1fff UC",
                        "0x2000-0x2fff WT",
                        "0x3000-0x3fff WP",
                        "0x4000-0x4fff UC-",
                        "0x5000-0x5fff WC",
                        "0x6000-0x6fff WB");
        assertThat(report.problems()).extracting(Problem::line).containsExactly(1, 8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MTRR: Disabled",
                "[    0.000000] mtrr: Disabled",
                "MTRRs disabled (not available)",
                "x86/PAT: MTRRs disabled, skipping PAT initialization too."
            })
    void whatMayBeHiddenFromLinuxIsNotCalledOff(String line) {
        MtrrReport report = RealFiles.reportOf(line + "\n");

        assertThat(report.enabled()).isNull();
        assertThat(RealFiles.map(report)).containsExactly("0x0-0xfffffffff unknown");
        assertThat(report.problems()).isNotEmpty();
    }

    private static List<String> facts(String log) {
        return ReportFacts.of(RealFiles.report(log));
    }

    /** Without what dmesg puts before a message; the messages keep their indentation. */
    private static String plain(String log) {
        return STAMP.matcher(RealFiles.text(log)).replaceAll("");
    }

    private static String numbers(String text, UnaryOperator<String> change) {
        return Pattern.compile("\\b(?:[0-9A-F]{5}-[0-9A-F]{5}|[0-9A-F]{8,16}|[0-9a-f]{9,16})\\b")
                .matcher(text)
                .replaceAll(match -> change.apply(match.group()));
    }

    private static String quotedPrintable(String text) {
        StringBuilder out = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            String rest = line.replace("=", "=3D").replaceAll(" $", "=20").replace("\t", "=09");
            while (rest.length() > 76) {
                int cut = rest.charAt(74) == '=' ? 74 : rest.charAt(73) == '=' ? 73 : 75;
                out.append(rest, 0, cut).append("=\n");
                rest = rest.substring(cut);
            }
            out.append(rest).append('\n');
        }
        return out.toString();
    }

    private static String wrapped(String text, int width, String quote) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        for (String line : text.split("\n", -1)) {
            String rest = line;
            while (rest.length() > width && rest.lastIndexOf(' ', width) > 20) {
                int cut = rest.lastIndexOf(' ', width);
                lines.add(quote + rest.substring(0, cut));
                rest = rest.substring(cut + 1);
            }
            lines.add(quote + rest);
        }
        return String.join("\n", lines.build());
    }

    private static List<String> withoutPlaces(List<String> facts) {
        return facts.stream()
                .map(fact -> PLACE.matcher(fact).replaceAll(""))
                .sorted()
                .toList();
    }
}
