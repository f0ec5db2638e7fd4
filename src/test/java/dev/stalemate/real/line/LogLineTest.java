package dev.stalemate.real.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What surrounds a kernel message, and the bounds on what is read. */
class LogLineTest {
    private static final String MESSAGE = "MTRR default type: uncachable";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[    0.000000] ",
                "[ 0.002900] ",
                "            [    0.018357] ",
                "> > [    0.000000] ",
                "> [    0.000000][    T0] ",
                "[    0.000000] [      C0] ",
                "<6>[    0.000000] ",
                "[Mon Sep 16 11:55:06 2019] ",
                "kern  :debug : [    0.000000] ",
                "Sep 16 11:55:06 host kernel: ",
                "Sep  6 11:55:06 host kernel: [    0.000000] ",
                "2026-01-02T03:04:05.678901+00:00 host kernel: ",
                "[    0.000000] host kernel: ",
                "(XEN) ",
                "(XEN) [    0.000000] ",
                "\u00ef\u00bb\u00bf[    0.000000] ",
            })
    void aPrefixIsTakenOff(String prefix) {
        assertThat(LogLine.of(7, prefix + MESSAGE + " ")).isEqualTo(new LogLine(7, MESSAGE, true));
        assertThat(LogLine.of(7, prefix + "mtrr: " + MESSAGE).text()).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "> > ", "\t"})
    void aQuoteAloneDoesNotMarkTheStartOfAMessage(String prefix) {
        assertThat(LogLine.of(7, prefix + MESSAGE)).isEqualTo(new LogLine(7, MESSAGE, false));
    }

    @Test
    void sizesOfProcMtrrAreNoQuotedPrintable() {
        String row = "reg00: base=0x00000000 (   0MB), size=2048MB: write-back, count=20";

        assertThat(LogLine.of(1, row).text()).isEqualTo(row);
        assertThat(LogLine.of(1, "x =3D=3D> y WT =20").text()).isEqualTo("x ==> y WT");
    }

    @Test
    void aSoftBreakIsUndoneAndAShortLineThatEndsSoIsNone() throws IOException {
        String full = "x".repeat(75) + "=";

        assertThat(texts(full + "\r\nyz\r\n" + "root=\nnext")).containsExactly("x".repeat(75) + "yz", "root=", "next");
        assertThat(texts(full)).containsExactly("x".repeat(75));
    }

    @Test
    void aLineIsCutAt64Ki() throws IOException {
        Problems problems = new Problems();
        LogLines lines = new LogLines(new StringReader("a\n" + "x".repeat(100_000) + "\nb"), problems);

        assertThat(drain(lines)).containsExactly("a", "x".repeat(LogLines.MAX_LINE), "b");
        assertThat(problems.sorted())
                .containsExactly(
                        new Problem(2, "the line is longer than 65536 characters; the rest of it is not read"));
    }

    @Test
    void aFileIsReadUpToItsBound() throws IOException {
        Problems problems = new Problems();

        assertThat(drain(new LogLines(new StringReader("ab\ncd\nef"), problems, 5)))
                .containsExactly("ab", "cd");
        assertThat(problems.sorted())
                .containsExactly(new Problem(2, "the file is longer than 5 characters; the rest was not read"));
        assertThat(drain(new LogLines(new StringReader("ab\ncd"), new Problems(), 5)))
                .containsExactly("ab", "cd");
    }

    @Test
    void problemsAreKeptUpToABound() {
        Problems problems = new Problems();
        for (int line = 1; line <= Problems.MAX + 5; line++) {
            problems.add(line, "x");
        }

        assertThat(problems.sorted()).hasSize(Problems.MAX + 1);
        assertThat(problems.sorted().get(Problems.MAX))
                .isEqualTo(new Problem(1005, "5 more problems, up to this line, are not listed"));
    }

    private static List<String> texts(String file) throws IOException {
        return drain(new LogLines(new StringReader(file), new Problems()));
    }

    private static List<String> drain(LogLines lines) throws IOException {
        List<String> texts = new ArrayList<>();
        for (LogLine line = lines.next(); line != null; line = lines.next()) {
            texts.add(line.text());
        }
        return texts;
    }
}
