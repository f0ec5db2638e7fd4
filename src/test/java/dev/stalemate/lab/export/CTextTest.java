package dev.stalemate.lab.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any text in a C program. */
class CTextTest {
    @ParameterizedTest
    @CsvSource({
        "a b, a b",
        "*/ int x; /*, * / int x; / *",
        "**//, ** //",
        "/*/, / * /",
        "a??/b, a? ?/b",
        "???/, ? ? ?/",
        "end\\, end|",
        "ü, U+00FC",
        "😀, U+1F600",
    })
    void nothingEndsAComment(String text, String expected) {
        assertThat(CText.comment(text)).isEqualTo(expected);
    }

    @Test
    void controlCharactersAreNoLineFeedsInAComment() {
        assertThat(CText.comment("a\nb\tc\rd\0")).isEqualTo("a b cU+000DdU+0000");
    }

    @Test
    void nothingEndsAString() {
        assertThat(CText.literal("a\"; system(\"x\\")).isEqualTo("\"a\\042; system(\\042x\\134\"");
        assertThat(CText.literal("??/\n1ü")).isEqualTo("\"\\077\\077/\\0121\\303\\274\"");
        assertThat(CText.literal("%s")).as("it is never a format").isEqualTo("\"%s\"");
    }

    @Test
    void wordsMadeByBreakingLinesEndNoComment() {
        String text = "x".repeat(95) + " *" + " /".repeat(40) + " " + "y".repeat(300);
        assertThat(String.join("\n * ", CText.paragraph("(1) ", text)))
                .doesNotContain("*/")
                .doesNotContain("/*");
        assertThat(CText.paragraph("(1) ", "a b")).containsExactly("(1) a b");
    }
}
