package dev.stalemate.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed to be pasted means the same to a shell. */
final class ShellTest {
    private static final List<String> WORDS = List.of(
            "plain.json",
            "two words",
            "it's",
            "\"$HOME\" `id` $(id) \\ !x",
            "",
            "*?[a-z]~#&;|<>(){}",
            "line\nbreak\ttab",
            "\u001b[31mred\u0007",
            "\u202eevil",
            "größe \ud83d\ude00 it's \\",
            "~",
            "a=b");

    @Test
    void aShellReadsEachWordAsItWas() throws Exception {
        for (String word : WORDS) {
            Process bash = new ProcessBuilder("bash", "-c", "printf %s " + Shell.word(word))
                    .redirectErrorStream(true)
                    .start();
            String read = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(read).as(Shell.word(word)).isEqualTo(word);
        }
    }

    @Test
    void nothingInItActsOnATerminal() {
        assertThat(WORDS).allSatisfy(word -> assertThat(Shell.word(word)).matches("[ -~]+"));
    }

    @Test
    void aFileIsNoOption() {
        assertThat(Shell.file("-x.json")).isEqualTo("./-x.json");
        assertThat(Shell.line(List.of("a", "b c"))).isEqualTo("a 'b c'");
    }
}
