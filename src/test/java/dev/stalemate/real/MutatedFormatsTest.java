package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.NamedMap;
import dev.stalemate.real.map.VariableRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of firmware and tools that are damaged, or dressed: nothing is stated that they don't carry. */
class MutatedFormatsTest {
    private static final int MUTANTS = 1300;
    private static final String JUNK = "0123456789abcdefABCDEFxX:=[]()- \t\n,.zMTR\u00e4\u0000";

    static Stream<String> formats() {
        return FormatSamples.ALL.keySet().stream();
    }

    private static String sample(String format) {
        return Objects.requireNonNull(FormatSamples.ALL.get(format));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aDamagedTextIsReadAndStatesOnlyRegistersThatItCarries(String format) {
        String text = sample(format);
        int changed = 0;
        String whole = RealFiles.fileOf(text).toText();
        for (int seed = 0; seed < MUTANTS; seed++) {
            String mutant = mutated(text, new Random(seed));
            String name = "seed " + seed;
            MtrrFile file = RealFiles.fileOf(mutant);
            List<String> lines = lines(mutant);
            for (MtrrReport report : file.reports()) {
                String said = file.toText();
                changed += said.equals(whole) ? 0 : 1;
                for (NamedMap map : report.maps()) {
                    map.variable().forEach(range -> assertThat(carries(lines, range, format))
                            .as("%s of %s", range, name)
                            .isTrue());
                    assertThat(map.map().asMapOfRanges()).isNotEmpty();
                }
                assertThat(report.toJson()).isNotEmpty();
            }
        }
        assertThat(changed).as("mutants that say something else").isGreaterThan(MUTANTS / 10);
    }

    private static List<String> lines(String text) {
        return List.of(text.split("\n", -1));
    }

    /** Whether the text holds the digits of base and mask, or of a size that stands for the mask. */
    private static boolean carries(List<String> lines, VariableRange range, String format) {
        long size = Long.lowestOneBit(range.mask());
        String text = String.join("\n", lines).toLowerCase(Locale.ROOT);
        boolean mebibytes = format.equals("old coreboot");
        String base = mebibytes ? Long.toString(range.base() >>> 20) : Long.toHexString(range.base() >>> 12);
        boolean byMask = text.contains(Long.toHexString(range.mask() >>> 12))
                || text.contains(String.format("%08x", (range.mask() | 0x800) & 0xFFFFFFFFL));
        boolean bySize = mebibytes ? text.contains(Long.toString(size >>> 20)) : text.contains(Long.toHexString(size));
        return text.contains(base) && (byMask || bySize);
    }

    private static String mutated(String text, Random random) {
        StringBuilder mutant = new StringBuilder(text);
        for (int i = 1 + random.nextInt(4); i > 0 && mutant.length() > 1; i--) {
            int at = random.nextInt(mutant.length());
            char junk = JUNK.charAt(random.nextInt(JUNK.length()));
            switch (random.nextInt(7)) {
                case 0 -> mutant.setCharAt(at, junk);
                case 1 -> mutant.insert(at, junk);
                case 2 -> mutant.deleteCharAt(at);
                case 3 -> mutant.delete(at, Math.min(mutant.length() - 1, at + random.nextInt(100)));
                case 4 -> moveLine(mutant, random);
                case 5 -> mutant.insert(at, text, 0, random.nextInt(text.length()));
                default -> mutant.setLength(Math.max(1, at));
            }
        }
        return mutant.toString();
    }

    private static void moveLine(StringBuilder mutant, Random random) {
        List<String> lines = new ArrayList<>(lines(mutant.toString()));
        String line = lines.remove(random.nextInt(lines.size()));
        lines.add(random.nextInt(lines.size() + 1), line);
        mutant.setLength(0);
        mutant.append(String.join("\n", lines));
    }

    /** What serial lines, terminals, mails and loggers put around a line. */
    private static final List<String> PREFIXES = List.of(
            "[2026-01-02 03:04:05.678] ",
            "2026-01-02T03:04:05.678901+00:00 ",
            "Jan  2 03:04:05 host kernel: ",
            "> > ",
            "\t  ",
            "[DEBUG]  ",
            "[    1.234567] ",
            "(XEN) [2026-01-02 03:04:05.678] ",
            "<7>");

    private static final List<UnaryOperator<String>> DRESSES = List.of(
            text -> text.replace("\n", "\r\n"),
            text -> text.replace("\n", "  \n"),
            text -> text.replace(" ", "  "),
            text -> text.replace("\n", "\n\n"),
            text -> "Hello,\n\nhere it is:\n\n" + text + "\n-- \nBye\n",
            text -> text.replace(" ", "\u00a0"),
            text -> text.replace(" ", "\t").replace(",", " , ").replace("=", " = "),
            text -> text.replaceAll(":(?= )", " : "));

    static Stream<Arguments> dressed() {
        return formats().flatMap(format -> Stream.concat(
                        PREFIXES.stream().<UnaryOperator<String>>map(prefix -> text -> prefixed(text, prefix)),
                        DRESSES.stream())
                .map(dress -> Arguments.of(format, dress)));
    }

    private static String prefixed(String text, String prefix) {
        return text.replaceAll("(?m)^(?=.)", prefix);
    }

    @ParameterizedTest
    @MethodSource("dressed")
    void aDressedTextSaysTheSame(String format, UnaryOperator<String> dress) {
        MtrrFile plain = RealFiles.fileOf(sample(format));
        MtrrFile dressed = RealFiles.fileOf(dress.apply(sample(format)));

        assertThat(dressed.reports().stream().map(MutatedFormatsTest::withoutLines))
                .containsExactlyElementsOf(plain.reports().stream()
                        .map(MutatedFormatsTest::withoutLines)
                        .toList());
    }

    private static String withoutLines(MtrrReport report) {
        return report.toText().replaceAll(",? ?(?:from |of )?line \\d+", "");
    }
}
