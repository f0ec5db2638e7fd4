package dev.stalemate.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gets through to a terminal, byte by byte and in pieces of any length. */
class VisibleStreamTest {
    private static String through(byte[] bytes, int piece) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (VisibleStream stream = new VisibleStream(out)) {
            for (int i = 0; i < bytes.length; i += piece) {
                if (piece == 1) {
                    stream.write(bytes[i]);
                } else {
                    stream.write(bytes, i, Math.min(piece, bytes.length - i));
                }
                stream.flush();
            }
        }
        return out.toString(UTF_8);
    }

    private static String through(String text) throws IOException {
        String whole = through(text.getBytes(UTF_8), Integer.MAX_VALUE / 2);
        for (int piece = 1; piece < 40; piece++) {
            assertThat(through(text.getBytes(UTF_8), piece)).isEqualTo(whole);
        }
        return whole;
    }

    @Test
    void plainTextIsAsItWas() throws IOException {
        String plain = "a b\tc\nd\u00e9\u0153\u20ac\u6f22\ud83d\ude00\ufffd~";
        assertThat(through(plain)).isEqualTo(plain);
        assertThat(Visible.line("d\u00e9\u0153\u20ac\u6f22\ud83d\ude00\ufffd~"))
                .isEqualTo("d\u00e9\u0153\u20ac\u6f22\ud83d\ude00\ufffd~");
    }

    @ParameterizedTest
    @CsvSource({
        "1b", "9b", "7f", "7", "8", "d", "0", "85", "ad", "200b", "200d", "200e", "202e", "2028", "2029", "2066",
        "2069", "feff", "e000", "e0041", "fe0f", "3164", "34f", "e01ef", "115f"
    })
    void whatIsUnseenOrSteersIsAnEscape(String hex) throws IOException {
        String character = Character.toString(Integer.parseInt(hex, 16));
        String escape = Visible.escape(character.codePointAt(0));
        assertThat(escape).matches("(\\\\u[0-9a-f]{4}){1,2}");
        assertThat(through("a" + character + "b\n")).isEqualTo("a" + escape + "b\n");
        assertThat(Visible.line("a" + character + "b")).isEqualTo("a" + escape + "b");
    }

    @Test
    void aPartOfALineHasNoLineFeedAndNoTab() {
        assertThat(Visible.line("a\nb\tc")).isEqualTo("a\\u000ab c");
        assertThat(Visible.line("\ud800x")).isEqualTo("\\ud800x");
    }

    @Test
    void whatIsLongIsCutBetweenCharacters() {
        assertThat(Visible.line("\ud83d\ude00\ud83d\ude00x", 2)).isEqualTo("\ud83d\ude00\ud83d\ude00...");
        assertThat(Visible.line("abc", 3)).isEqualTo("abc");
        assertThat(Visible.line("abcd", 3)).isEqualTo("abc...");
    }

    @Test
    void theToolsOwnEscapesGetThroughAndNoOthers() throws IOException {
        String secret = Escape.OWN.substring(1);
        assertThat(through(Escape.OWN + "[31mred" + Escape.OWN + "[0m")).isEqualTo("\u001b[31mred\u001b[0m");
        assertThat(through("\u001b[31m\u001b\u001b" + secret.substring(0, 5) + "[0m" + Escape.OWN + "K"))
                .isEqualTo("\\u001b[31m\\u001b\\u001b" + secret.substring(0, 5) + "[0m\u001bK");
        assertThat(through("x\u001b" + secret.substring(0, 5))).isEqualTo("x\\u001b" + secret.substring(0, 5));
        assertThat(Visible.line(Escape.OWN + "[2J")).isEqualTo("\\u001b" + secret + "[2J");
    }

    @Test
    void bytesThatAreNoUtf8AreReplaced() throws IOException {
        byte[] bytes = {
            'a', (byte) 0x9b, 'b', (byte) 0xff, (byte) 0xe2, (byte) 0x80, 'c', (byte) 0xc0, (byte) 0x9b, (byte) 0xe2
        };
        for (int piece = 1; piece < 12; piece++) {
            assertThat(through(bytes, piece)).matches("a\ufffdb\ufffd\ufffd+c\ufffd+");
        }
    }

    /** Random bytes, often of the kind that matters. */
    @Test
    void nothingThatSteersGetsThrough() throws IOException {
        Random random = new Random(1);
        byte[] often = ("\u001b\u009b\u202e\r" + Escape.OWN.substring(1, 4)).getBytes(UTF_8);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextBoolean() ? often[random.nextInt(often.length)] : (byte) random.nextInt(256);
            }
            String whole = through(bytes, 1 + random.nextInt(20));
            assertThat(whole.codePoints()).allMatch(c -> c == '\n' || c == '\t' || Visible.isShown(c));
            assertThat(whole).isEqualTo(through(bytes, 100));
        }
    }

    @Test
    void aLongLineIsCutBetweenCharacters() {
        String face = "\ud83d\ude00";
        assertThat(Visible.line(face.repeat(3), 3)).isEqualTo(face.repeat(3));
        assertThat(Visible.line(face.repeat(3), 2)).isEqualTo(face.repeat(2) + "...");
        assertThat(Visible.line("a\nb", 2)).isEqualTo("a\\u000a...");
    }
}
