package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.map.Finding;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.VariableRange;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs in the structures that dmesg, journalctl and {@code /dev/kmsg} have: each says what the plain log says. */
class StructuredLogTest {
    private static final int MUTANTS = 500;
    static final String BOOT = "3f2b8c1d9e7a4f60b5c4d3e2f1a09b87";
    static final String OTHER_BOOT = "00112233445566778899aabbccddeeff";

    /** Messages of one boot, as the kernel has them. */
    private static final List<String> MESSAGES = List.of(
            "Linux version 5.10.0 (\"gcc\" \\ 10)",
            "BIOS-provided physical RAM map:",
            "BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable",
            "BIOS-e820: [mem 0x0000000000100000-0x00000000bfffffff] usable",
            "MTRR default type: uncachable",
            "MTRR fixed ranges enabled:",
            "  00000-9FFFF write-back",
            "  A0000-FFFFF uncachable",
            "MTRR variable ranges enabled:",
            "  0 base 0000000000 mask FF80000000 write-back",
            "  1 base 0080000000 mask FFC0000000 write-back",
            "  2 disabled",
            "  3 disabled",
            "  4 disabled",
            "  5 disabled",
            "  6 disabled",
            "  7 disabled",
            "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  ",
            "pci 0000:00:02.0: reg 0x10: [mem 0xa0000000-0xa0ffffff 64bit]",
            "x86/PAT: Xorg:917 map pfn expected mapping type uncached-minus for [mem 0xa0000000-0xa0000fff], got write-back");

    /** What structures are made of. */
    private static final String SIGNS = "{}[]\",:\\\n\r\u0000\u00ff;= +-c";

    private static final Pattern BYTES = Pattern.compile("\\d{1,3}(?:\\s*,\\s*\\d{1,3})+");

    private static final Pattern PLACE = Pattern.compile("\\bline \\d+|recording \\d+ of \\d+, from ");

    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    private static final String PLAIN = "[    0.000000] " + String.join("\n[    0.000000] ", MESSAGES) + "\n";

    @ParameterizedTest
    @EnumSource
    void aStructuredLogSaysWhatThePlainOneSays(LogStructure structure) {
        assertThat(facts(structure.log(MESSAGES))).isEqualTo(facts(PLAIN));
    }

    @ParameterizedTest
    @EnumSource
    void theLineOfAFindingIsTheLineOfItsMessage(LogStructure structure) {
        String log = structure.log(MESSAGES);
        MtrrReport report = report(log);
        Finding conflict = report.findings().stream()
                .filter(finding -> finding.kind() == Finding.Kind.MEMTYPE_CONFLICT)
                .findFirst()
                .orElseThrow();

        String line = log.split("\n", -1)[conflict.line() - 1];
        assertThat(structure == LogStructure.JSON_BYTES ? "Xorg" + line : line).contains("Xorg");
        assertThat(report.problems()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatAnotherProgramSaysIsLeftOut(LogStructure structure) {
        List<String> entries = new ArrayList<>();
        entries.add(structure.entry(MESSAGES.get(0), 0, true, BOOT));
        for (int i = 1; i < MESSAGES.size(); i++) {
            entries.add(structure.entry(MESSAGES.get(i), i, false, BOOT));
        }

        assertThat(report(structure.wrap(entries)).isSilent()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void bootsAreRecordings(LogStructure structure) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String boot : List.of(BOOT, OTHER_BOOT)) {
            for (int i = 0; i < MESSAGES.size(); i++) {
                // The map would start another boot by itself.
                String message = MESSAGES.get(i).replace("BIOS-provided", "a").replace("BIOS-e820", "b");
                if (!message.startsWith("MTRR") && !message.startsWith("  ")) {
                    entries.add(structure.entry(message, i, true, boot));
                }
            }
        }
        MtrrFile file = MtrrFile.read(new StringReader(structure.wrap(entries)), "log");

        assertThat(file.reports()).hasSize(structure.hasBoots() ? 2 : 1);
        assertThat(file.reports()).allMatch(report -> report.findings().size() == 1);
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfSeveralLinesIsReadLineByLine(LogStructure structure) {
        if (structure == LogStructure.EXPORT) {
            return; // A value with line feeds is binary there.
        }
        String several = String.join("\n", MESSAGES.subList(4, 18));
        String escaped = structure == LogStructure.VERBOSE ? several.replace("\n", "\n            ") : several;
        List<String> messages = new ArrayList<>(MESSAGES.subList(0, 4));
        messages.add(escaped);

        assertThat(report(structure.log(messages)).map())
                .isEqualTo(report(PLAIN).map());
    }

    /** Where the end is cut off, what comes before it is read, and a problem tells. */
    @ParameterizedTest
    @EnumSource
    void aCutLogSaysWhatIsBeforeTheCut(LogStructure structure) {
        String log = structure.log(MESSAGES);
        for (int end = 0; end < log.length(); end += 37) {
            checkHonest(log.substring(0, end));
        }

        String cut = log.substring(0, log.indexOf("Xorg") > 0 ? log.indexOf("Xorg") : log.length() * 9 / 10);
        assertThat(report(cut).maps()).hasSize(1);
        assertThat(report(cut).map()).isEqualTo(report(PLAIN).map());
    }

    @ParameterizedTest
    @EnumSource
    void twoThousandDamagedLogsSayNothingThatIsNotInThem(LogStructure structure) {
        String log = structure.log(MESSAGES);
        Random random = new Random(structure.name().hashCode());
        int read = 0;
        for (int i = 0; i < MUTANTS; i++) {
            read += checkHonest(damaged(log, random)).maps().isEmpty() ? 0 : 1;
        }

        assertThat(read).as("damaged logs of which something was read").isGreaterThan(MUTANTS / 2);
    }

    /** Of one damaged entry the others are not lost. */
    @ParameterizedTest
    @EnumSource(names = {"JSON", "JSON_SSE", "JSON_PRETTY", "DMESG_JSON", "EXPORT", "KMSG"})
    void aDamagedEntryDoesNotTakeOthersWithIt(LogStructure structure) {
        String log = structure.log(MESSAGES);
        String damaged = log.replaceFirst("Linux version.*", "\u0000\u0001{");

        assertThat(report(damaged).findings()).extracting(Finding::kind).contains(Finding.Kind.MEMTYPE_CONFLICT);
    }

    static List<String> journalStamps() {
        return List.of(
                "Nov 28 20:49:28 host kernel: ",
                "Sat 2026-11-28 20:49:28 UTC host kernel: ",
                "2026-11-28T20:49:28+0000 host kernel: ",
                "2026-11-28T20:49:28+00:00 host kernel: ",
                "2026-11-28T20:49:28.123456+0000 host kernel: ",
                "Nov 28 20:49:28.123456 host kernel: ",
                "[    0.123456] host kernel: ",
                "[    0.123456 <    0.000012 >] host kernel: ",
                "[    0.123456                ] host kernel: ",
                "1795000000.123456 host kernel: ",
                "kern  :info  : [    0.123456] ",
                "kern  :debug : [Sat Nov 28 20:49:28 2026] ",
                "kern  :info  : [Nov28 20:49] ",
                "kern  :info  : [  +0.000012] ",
                "[Nov28 20:49] ",
                "[  +0.000012] ",
                "[    0.123456 <    0.000012>] ",
                "2026-11-28T20:49:28,123456+00:00 ",
                "<6>[    0.123456] ",
                "[    0.123456] [    T1] ",
                "\u001b[32m[    0.123456] \u001b[0m");
    }

    @ParameterizedTest
    @MethodSource("journalStamps")
    void everyFormOfATimeIsTakenOff(String stamp) {
        String log = stamp + String.join("\n" + stamp, MESSAGES) + "\n";

        assertThat(facts(log)).isEqualTo(facts(PLAIN));
    }

    /** journalctl prints a line between two boots. */
    @Test
    void aLineBetweenBootsStartsARecording() throws IOException {
        String first = "x86/PAT: MTRRs disabled, skipping PAT initialization too.\n";
        String log = "-- Boot " + BOOT + " --\n" + first + "-- Boot " + OTHER_BOOT + " --\n" + first + "-- Reboot --\n"
                + "-- Boot " + BOOT + " --\nnothing\n";

        assertThat(MtrrFile.read(new StringReader(log), "log").reports())
                .extracting(report -> report.content().pat().disabled())
                .extracting(line -> line == null ? 0 : line.number())
                .containsExactly(2, 4);
    }

    @Test
    void aMessageThatJournalctlLeftOutIsAProblem() {
        String json = "{\"MESSAGE\":null,\"_TRANSPORT\":\"kernel\"}\n";
        String verbose = LogStructure.VERBOSE.entry("[128B blob data]", 1, true, BOOT) + "\n";

        assertThat(report(json).problems()).anyMatch(problem -> problem.text().contains("--all"));
        assertThat(report(verbose).problems())
                .anyMatch(problem -> problem.text().contains("--all"));
    }

    /** util-linux 2.38 puts all of the file that follows into each message. */
    @Test
    void dmesgOfAFileAsJsonRepeatsNothing() {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < MESSAGES.size(); i++) {
            String rest = MESSAGES.subList(i + 1, MESSAGES.size()).stream()
                    .map(message -> "<6>[    0.000000] " + message + "\n")
                    .collect(Collectors.joining());
            String much = rest + "<6>[    1.000000] x\n".repeat(i == 4 ? 5000 : 10);
            entries.add(LogStructure.DMESG_JSON.entry(MESSAGES.get(i) + "\n" + much, i, true, BOOT));
        }
        MtrrReport report = report(LogStructure.DMESG_JSON.wrap(entries));

        assertThat(report.map()).isEqualTo(report(PLAIN).map());
        assertThat(report.findings())
                .filteredOn(finding -> finding.kind() == Finding.Kind.MEMTYPE_CONFLICT)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).doesNotContain("times"));
    }

    /** From Linux 3.5 to 4.9. */
    @Test
    void piecesOfAMessageInKmsgArePutTogether() {
        String log =
                """
                6,1,0,c;x86/PAT: Xorg:917 map pfn expected mapping type uncached-minus\s
                6,2,0,+;for [mem 0xa0000000-0xa0000fff],\s
                6,3,0,+;got write-back
                6,4,0,-;the next
                """;

        assertThat(report(log).findings()).singleElement().satisfies(finding -> assertThat(finding.line())
                .isEqualTo(1));
    }

    @Test
    void jsonThatIsNoLogSaysNothingAndHidesNothing() {
        String log = "{\"MTRR default type: write-back\": {\"a\": [1, 2, {}]}}\n{\n" + PLAIN + "}\n{]\n";

        assertThat(facts(log)).filteredOn(fact -> !fact.startsWith("problem")).isEqualTo(facts(PLAIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int main()\n{\n",
                "{\n  int x;\n}\n",
                "{}\n{ }\n",
                "{\n\"text\"\n",
                "{ \"a\"\n",
                "}, {\n",
                "1,2,3,x;y\n",
                "MESSAGE=x\nKEY\n",
                "-- Logs begin at Sat 2026-11-28 --\n"
            })
    void whatOnlyLooksLikeStructureHidesNothingAndIsNoProblem(String text) {
        assertThat(facts(text + PLAIN)).isEqualTo(facts(PLAIN));
        assertThat(facts(PLAIN + text)).isEqualTo(facts(PLAIN));
    }

    /** Where a file goes on with another kind of log. */
    @ParameterizedTest
    @EnumSource
    void aPlainLogAfterACutOneIsReadWhole(LogStructure structure) {
        String log = structure.log(List.of(MESSAGES.get(0), "Command line: quiet"));
        for (int end = 1; end < log.length() && structure != LogStructure.EXPORT_BINARY; end += 2) {
            assertThat(facts(log.substring(0, end) + "\n" + PLAIN))
                    .filteredOn(fact -> !fact.startsWith("problem"))
                    .as(log.substring(0, end))
                    .isEqualTo(facts(PLAIN));
        }
    }

    @Test
    void aBinaryValueThatIsLongerThanTheFileIsAProblem() {
        String log = LogStructure.EXPORT.log(MESSAGES)
                + "__CURSOR=s=1\nMESSAGE\n\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fabc\n";

        assertThat(facts(log)).filteredOn(fact -> !fact.startsWith("problem")).isEqualTo(facts(PLAIN));
        assertThat(report(log).problems()).anyMatch(problem -> problem.text().contains("cut or too long"));
    }

    private static MtrrReport report(String text) {
        try {
            return MtrrFile.read(new StringReader(text), "log").first();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the numbers of lines, which differ. */
    private static List<String> facts(String log) {
        return ReportFacts.of(report(log)).stream()
                .map(fact -> PLACE.matcher(fact).replaceAll(""))
                .toList();
    }

    /** What is read in a damaged log is in it: each address is one of its numbers, or follows from two of them. */
    private static MtrrReport checkHonest(String log) {
        MtrrReport report = report(log);
        String text = BYTES.matcher(log)
                .replaceAll(bytes ->
                        Matcher.quoteReplacement(Arrays.stream(bytes.group().split(",", -1))
                                .map(number -> String.valueOf((char) Integer.parseInt(number.strip())))
                                .collect(Collectors.joining())))
                .toLowerCase(Locale.ROOT);
        report.memtypes().forEach(memtype -> assertThat(text)
                .contains(digits(memtype.range().lowerEndpoint())));
        report.content().linux().devices().forEach(device -> {
            assertThat(text).contains(digits(device.range().lowerEndpoint()));
            assertThat(text).contains(digits(device.range().upperEndpoint() - 1));
        });
        if (report.defaultType() != null) {
            assertThat(text).containsPattern("default\\W+type\\W+uncachable");
        }
        for (VariableRange range : report.variable()) {
            assertThat(HEX.matcher(text).results().map(match -> match.group()).toList())
                    .anyMatch(number -> number.length() < 17 && Long.parseUnsignedLong(number, 16) == range.base());
        }
        return report;
    }

    private static String digits(long address) {
        return Long.toHexString(address);
    }

    private static String damaged(String log, Random random) {
        StringBuilder text = new StringBuilder(log);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(6)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
                case 2 -> text.setCharAt(at, (char) random.nextInt(256));
                case 3 -> text.delete(at, Math.min(text.length(), at + random.nextInt(200)));
                case 4 ->
                    text.insert(random.nextInt(text.length()), text.substring(at, Math.min(text.length(), at + 50)));
                default -> text.setLength(Math.max(1, Math.max(at, text.length() / 2)));
            }
        }
        return text.toString();
    }
}
