package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.VariableRange;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** White space where no program prints it. */
class SpacedTest {
    /** What stands before a message has a form of its own. */
    private static final Pattern HEAD = Pattern.compile(
            "^[> ]*(?:(?:\\[ *[T\\d.]+\\]|\\(XEN\\)) ?)*(?:[A-Z][a-z]{2} [ \\d]\\d \\S+ \\S+ kernel:)?");

    /** Between words, around punctuation beside a blank or a bracket, and around "=" and brackets everywhere. */
    private static final Pattern BOUNDARY =
            Pattern.compile(" +|(?<=[,:;@]) ?(?= )|(?= [,:;@])|(?=[,:;](?: |$))|(?<=[=()\\[\\]])|(?=[=()\\[\\]])");

    static Stream<Arguments> filesAndBlanks() {
        return RealFiles.all().stream()
                // A blank after "=" takes quoted-printable apart.
                .filter(file -> RealFiles.text(file).lines().noneMatch(line -> line.endsWith("=")))
                .flatMap(file -> Stream.of(" ", "  ", "\t", " \t ").map(blank -> Arguments.of(file, blank)));
    }

    @ParameterizedTest
    @MethodSource("filesAndBlanks")
    void blanksBetweenWordsAndAroundPunctuationChangeNothing(Path file, String blank) {
        String text = RealFiles.text(file);
        StringBuilder spaced = new StringBuilder();
        text.lines().forEach(line -> spaced.append(spaced(line, blank)).append('\n'));

        assertThat(withoutQuotes(RealFiles.reportOf(spaced.toString())))
                .isEqualTo(withoutQuotes(RealFiles.reportOf(text)));
    }

    private static String spaced(String line, String blank) {
        Matcher head = HEAD.matcher(line);
        int end = head.find() ? head.end() : 0;
        return line.substring(0, end)
                + BOUNDARY.matcher(line.substring(end)).replaceAll(Matcher.quoteReplacement(blank));
    }

    /** Problems quote the line as it is. */
    private static List<String> withoutQuotes(MtrrReport report) {
        return ReportFacts.of(report).stream()
                .map(fact -> fact.replaceAll("\".*\"", ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reg00: base=0x080000000 ( 2048MB ), size=  256MB, count=1: uncachable",
                "reg00 : base = 0x080000000 (2048 MB) , size = 256 MB , count = 1 : uncachable",
                "reg00:base=0x080000000(2048MB),size=256MB,count=1:uncachable",
                "reg00: base=0x80000000 ( 2048MB ), size= 256MB : uncachable , count= 1",
                "reg00: base=0x80000000\t(2048MB),\tsize=\t262144 KB: uncachable, count=1",
            })
    void aRowOfATableIsReadHoweverItIsSpaced(String row) {
        assertThat(RealFiles.reportOf(row + "\n").variable())
                .extracting(VariableRange::base, VariableRange::end)
                .containsExactly(tuple(0x80000000L, 0x90000000L));
    }

    @ParameterizedTest
    @CsvSource({
        "'a b', 'a \t b', true",
        "'a b', 'ab', false",
        "'a: b', 'a:b', true",
        "'a: b', 'a : b', true",
        "'a:((?: +(?:x|y)){2})', 'a : x  y', true",
        "'a:((?: +(?:x|y)){2})', 'a:xy', false",
        "'(\\d+)-(\\d+)', '1 - 2', true",
        "'x-y', 'x - y', false",
        "'a \\(b\\)?', 'a(b', true",
        "'[a: ]+z', 'a: z', true",
        "'\\d{1,3}: x', '12 :x', true",
        "'a *b', 'ab', true",
        "'0x([0-9a-f]+)', '0x 1', false",
    })
    void aBlankInAPatternIsAnyWhiteSpace(String pattern, String text, boolean matches) {
        assertThat(Spaced.pattern(pattern).matcher(text).matches()).isEqualTo(matches);
    }
}
