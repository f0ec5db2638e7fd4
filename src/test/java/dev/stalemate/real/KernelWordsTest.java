package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Range;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.map.Addresses;
import dev.stalemate.real.map.Finding;
import dev.stalemate.real.map.MtrrReport;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernel's messages in the words of all versions: {@code wordings.tsv} has each with invented values, the versions and
 * functions that print it, and what is to be read in it. Damaged, a message may be read as less; it never says what is not in it.
 */
class KernelWordsTest {
    private static final int MUTANTS = 2000;

    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    /** Kinds of findings that say nothing of the line, but of the file or of several lines. */
    private static final Set<Finding.Kind> NOT_OF_A_LINE =
            Set.of(Finding.Kind.MMIO_WB, Finding.Kind.DISABLED, Finding.Kind.RAM_NOT_WB);

    private record Row(String versions, String source, String message, String reading) {
        @Override
        public String toString() {
            return versions + ": " + message;
        }
    }

    static List<Row> rows() {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/real/wordings.tsv"))) {
            return lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(fields -> new Row(fields[0], fields[1], fields[2], fields[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aMessageIsRead(Row row) {
        assertThat(readings(row.message)).isEqualTo(expected(row));
    }

    /** As terminals, mail and the web leave it. */
    @ParameterizedTest
    @MethodSource("rows")
    void blanksAndWhatStandsBeforeAMessageMakeNoDifference(Row row) {
        List<String> expected = expected(row);

        assertThat(readings("[    1.234567] " + row.message + "  ")).isEqualTo(expected);
        assertThat(readings("> <6>[    1.234567][    T1] " + row.message.replace(" ", "  ")))
                .isEqualTo(expected);
        assertThat(readings("Nov 28 20:49:28 host kernel: " + row.message.replace(" ", " \t")))
                .isEqualTo(expected);
    }

    /** At each blank in turn, as mail programs do it. */
    @ParameterizedTest
    @MethodSource("rows")
    void aMessageOnTwoLinesIsReadOrNotRead(Row row) {
        for (int at = row.message.indexOf(' '); at >= 0; at = row.message.indexOf(' ', at + 1)) {
            String wrapped = "[    1.234567] " + row.message.substring(0, at) + "\n" + row.message.substring(at + 1);
            if (row.message.startsWith(" Content:", at)) {
                continue; // The second line is a message of its own, of a process with the rest of the name.
            }

            assertThat(readings(wrapped)).as(wrapped).isIn(expected(row), List.of());
        }
    }

    /** Where a mail program of 72 columns breaks a line, it is put together again. */
    @Test
    void aMessageThatAMailProgramWrappedIsPutTogether() {
        long broken = rows().stream().filter(row -> row.message.length() > 72).count();

        assertThat(broken).isGreaterThan(50);
        assertThat(rows()).filteredOn(row -> row.message.length() > 72).allSatisfy(row -> {
            int at = row.message.lastIndexOf(' ', 72);
            String wrapped = "[    1.234567] " + row.message.substring(0, at) + "\n" + row.message.substring(at + 1);
            assertThat(readings(wrapped)).as(wrapped).isEqualTo(expected(row));
        });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aCutMessageSaysNothingThatIsNotInIt(Row row) {
        for (int end = 0; end < row.message.length(); end++) {
            checkHonest(row.message.substring(0, end));
        }
    }

    /** A program that tells what the kernel said is not the kernel. */
    @ParameterizedTest
    @MethodSource("rows")
    void theWordsOfAnotherProgramSayNothing(Row row) {
        assertThat(readings("a program: it said: " + row.message)).isEmpty();
        assertThat(readings("grep -r '" + row.message + "' /usr/src/linux")).isEmpty();
    }

    @Test
    void twoThousandDamagedMessagesSayNothingThatIsNotInThem() {
        List<Row> rows = rows();
        Random random = new Random(17);
        int read = 0;
        for (int i = 0; i < MUTANTS; i++) {
            String damaged = damaged(rows.get(i % rows.size()).message, random);
            read += checkHonest(damaged).isEmpty() ? 0 : 1;
        }

        assertThat(read).as("mutants that are still messages").isGreaterThan(MUTANTS / 10);
    }

    @Test
    void whatRepeatsIsReportedOnceAndCounted() {
        String message =
                "x86/PAT: Xorg:%d map pfn RAM range req uncached-minus for [mem 0x3a000000-0x3a000fff], got write-back\n";
        MtrrReport report =
                report(IntStream.range(0, 40).mapToObj(message::formatted).collect(Collectors.joining()));

        assertThat(report.findings())
                .singleElement()
                .isEqualTo(new Finding(
                        Finding.Kind.MEMTYPE_CONFLICT,
                        1,
                        Range.closedOpen(0x3a000000L, 0x3a001000L),
                        "Xorg wants 0x3a000000-0x3a000fff, which is RAM, as UC- and gets WB (40 times)",
                        new Finding.Mapping("Xorg", 0, MemType.UC_MINUS, MemType.WB, 40)));
        assertThat(report.toJson())
                .contains("\"process\" : \"Xorg\"", "\"wanted\" : \"UC-\"", "\"got\" : \"WB\"", "\"times\" : 40");
        assertThat(report.isSilent()).isFalse();
    }

    @Test
    void configurationSpaceThatLinuxDoesNotUseIsNoDevice() {
        String named = "PCI: MMCONFIG for domain 0000 [bus 00-ff] at [mem 0xe0000000-0xefffffff] (base 0xe0000000)\n";

        assertThat(readings(named + "PCI: not using MMCONFIG\n")).isEmpty();
        assertThat(readings("PCI: Using MMCONFIG at e0000000 - efffffff\nPCI: Not using MMCONFIG.\n"))
                .isEmpty();
        assertThat(
                        readings(
                                """
                                PCI: ECAM [mem 0xe0000000-0xefffffff] (base 0xe0000000) for domain 0000 [bus 00-ff]
                                PCI: not using ECAM ([mem 0xe0000000-0xefffffff] not reserved)
                                """))
                .isEmpty();
        assertThat(readings("PCI: not using MMCONFIG\n" + named)).hasSize(1);
    }

    /** From pat_disable and pat_init: to 4.0; from 4.1 on; from 4.4, 5.16 and 6.2 on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PAT support disabled.",
                "PAT not supported by CPU.",
                "PAT read returns always zero, disabled.",
                "x86/PAT: PAT support disabled.",
                "x86/PAT: PAT not supported by CPU.",
                "x86/PAT: PAT MSR is 0, disabled.",
                "x86/PAT: MTRRs disabled, skipping PAT initialization too.",
                "x86/PAT: PAT support disabled via boot option.",
                "x86/PAT: PAT support disabled by the firmware.",
                "x86/PAT: PAT support disabled because CONFIG_X86_PAT is disabled in the kernel.",
                "x86/PAT: PAT not supported by the CPU."
            })
    void whyThePatIsNotUsedIsRead(String message) {
        assertThat(report("[    0.000000] " + message).content().pat().disabled())
                .isEqualTo(new LogLine(1, message, true));
    }

    /** print_fixed and get_mtrr_state of Linux 2.6.19 to 2.6.26. */
    @Test
    void theDumpOfOldKernelsHasItsPrefixOnEveryLine() {
        String dump = RealFiles.text("boot-logs/26");
        String old = dump.replaceAll("(?m)  +(?=[0-9A-F]{5}-[0-9A-F]{5} |\\d (?:base|disabled))", " MTRR ");

        assertThat(old).contains("] MTRR 0 base").contains("] MTRR 00000-9FFFF");
        assertThat(ReportFacts.of(report(old))).isEqualTo(ReportFacts.of(report(dump)));
    }

    @Test
    void namesOfProcessesAreMadeVisible() {
        assertThat(readings("x86/PAT: a\u0007\u202eb:7 freeing invalid memtype [mem 0xe0000000-0xe3ffffff]"))
                .containsExactly("memtype-freed 0xe0000000-0xe3ffffff a??b 7 - -");
    }

    private static List<String> expected(Row row) {
        return "none".equals(row.reading) ? List.of() : List.of(row.reading);
    }

    /** Changes, drops, repeats or swaps characters, mostly of its own alphabet, up to four times. */
    private static String damaged(String message, Random random) {
        StringBuilder text = new StringBuilder(message);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && text.length() > 1; i++) {
            int at = random.nextInt(text.length());
            if (Character.digit(text.charAt(at), 16) >= 0) {
                text.setCharAt(at, Character.forDigit(random.nextInt(16), 16));
                continue;
            }
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, text.charAt(random.nextInt(text.length())));
                case 2 -> text.setCharAt(at, "0123456789abcdef :[]-<>\u0000\u001b\u00ff".charAt(random.nextInt(25)));
                case 3 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(10)));
                default -> text.insert(random.nextInt(text.length()), text.substring(at));
            }
        }
        return text.toString();
    }

    /** Every address that is claimed stands in the line or follows from two that do; so does every type, and the process. */
    private static List<String> checkHonest(String line) {
        MtrrReport report = report(line);
        List<Long> numbers = HEX.matcher(line.toLowerCase(Locale.ROOT).replace("0x", " "))
                .results()
                .map(match -> match.group())
                .filter(digits -> digits.length() <= 16)
                .map(digits -> Long.parseUnsignedLong(digits, 16))
                .toList();
        report.content().linux().devices().forEach(device -> checkRange(line, device.range(), numbers));
        for (Finding finding : report.findings()) {
            if (!NOT_OF_A_LINE.contains(finding.kind())) {
                checkRange(line, finding.range(), numbers);
                checkWords(line, finding.mapping());
            }
        }
        return readings(report);
    }

    private static void checkRange(String line, @Nullable Range<Long> range, List<Long> numbers) {
        if (range == null || line.contains("MCFG configuration") || line.contains("RAM pfn")) {
            return;
        }
        long start = range.lowerEndpoint();
        long end = range.upperEndpoint();
        assertThat(numbers).as(line).contains(start);
        boolean sized = line.contains("framebuffer") || line.contains("APIC");
        assertThat(sized || numbers.contains(end) || numbers.contains(end - 1) || numbers.contains(end - start))
                .as("the end %x in: %s", end, line)
                .isTrue();
    }

    private static void checkWords(String line, Finding.@Nullable Mapping mapping) {
        if (mapping == null) {
            return;
        }
        if (mapping.pid() != null) {
            assertThat(line).contains(mapping.pid().toString());
        }
        for (MemType type : Stream.of(mapping.wanted(), mapping.got())
                .filter(Objects::nonNull)
                .toList()) {
            assertThat(line)
                    .containsPattern(
                            switch (type) {
                                case UC -> "uncached|uncache?able|0x18|0x3";
                                case UC_MINUS -> "uncached-minus|0x10|0x2";
                                case WC -> "write-combining|0x8|0x1";
                                case WT -> "write-through|0x4";
                                case WP -> "write-protect|0x5";
                                case WB -> "write-back|0x0";
                            });
        }
    }

    private static MtrrReport report(String text) {
        try {
            return MtrrFile.read(new StringReader(text), "text").first();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> readings(String text) {
        return readings(report(text));
    }

    private static List<String> readings(MtrrReport report) {
        List<String> all = new ArrayList<>();
        report.content()
                .linux()
                .devices()
                .forEach(device -> all.add(device.kind() + " " + Addresses.range(device.range())));
        for (Finding finding : report.findings()) {
            Finding.Mapping mapping = finding.mapping();
            all.add(Stream.of(
                            finding.kind(),
                            finding.range() == null ? null : Addresses.range(finding.range()),
                            mapping == null || mapping.process() == null
                                    ? null
                                    : mapping.process().replaceAll("\\s+", "_"),
                            mapping == null ? null : mapping.pid(),
                            mapping == null ? null : mapping.wanted(),
                            mapping == null ? null : mapping.got())
                    .map(word -> word == null ? "-" : word.toString())
                    .collect(Collectors.joining(" ")));
        }
        return all;
    }
}
