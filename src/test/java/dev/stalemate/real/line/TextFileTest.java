package dev.stalemate.real.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.google.common.io.CharStreams;
import dev.stalemate.real.log.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files compressed, cut, damaged and encoded in other ways. */
class TextFileTest {
    /** Some 400 KB that don't compress to nothing: several blocks of either format. */
    private static final String LONG = longText();

    private enum Format {
        GZIP,
        ZSTANDARD;

        byte[] of(String text) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream out =
                    this == GZIP ? new GZIPOutputStream(bytes) : new ZstdOutputStreamNoFinalizer(bytes)) {
                out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            }
            return bytes.toByteArray();
        }
    }

    private record Read(String text, String damage) {}

    @ParameterizedTest
    @EnumSource(Format.class)
    void aCompressedFileIsKnownByItsFirstBytes(Format format, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("log.txt"), format.of(LONG));

        try (TextFile text = TextFile.open(file)) {
            assertThat(CharStreams.toString(text)).isEqualTo(LONG);
            assertThat(text.damage()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void filesOneAfterTheOtherAreOneText(Format format) throws IOException {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.write(format.of("one\n"));
        two.write(format.of("two\n"));

        assertThat(read(two.toByteArray())).isEqualTo(new Read("one\ntwo\n", ""));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aCutFileGivesWhatCameBeforeTheCut(Format format) throws IOException {
        byte[] whole = format.of(LONG);
        int before = 0;
        for (int length = 20; length < whole.length; length += whole.length / 50) {
            Read read = read(Arrays.copyOf(whole, length));

            assertThat(LONG).startsWith(read.text());
            assertThat(read.text().length()).isGreaterThanOrEqualTo(before);
            assertThat(read.damage()).startsWith("the compressed file is cut or damaged here; the rest was not read (");
            before = read.text().length();
        }
        // All but the last block, of 128 KiB at most.
        assertThat(before).isGreaterThan(LONG.length() - (128 << 10) - LONG.length() / 50);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void damageNeverThrows(Format format) throws IOException {
        byte[] whole = format.of(LONG.substring(0, 5000));
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt(256);
            }
            assertThat(read(damaged).text().length()).isLessThan(1 << 20);
        }
    }

    @Test
    void anEndlessFileIsReadAsFarAsOneLikes() throws IOException {
        InputStream zeros = new InputStream() {
            @Override
            public int read() {
                return '0';
            }
        };
        try (TextFile text = TextFile.of(zeros)) {
            assertThat(text.skip(1 << 20)).isEqualTo(1 << 20);
        }
    }

    /** A pipe has no position, and tells in another way how much is waiting. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void aPipeIsReadToItsEnd(Format format, @TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("log"), format.of(LONG));
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("cp", file.toString(), pipe.toString()).start();

        try (TextFile text = TextFile.open(pipe)) {
            assertThat(CharStreams.toString(text)).isEqualTo(LONG);
            assertThat(text.damage()).isNull();
        } finally {
            writer.destroy();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "ISO-8859-1"})
    void aTextOfTwoBytesACharacterIsReadToo(String encoding) throws IOException {
        Charset charset = Charset.forName(encoding);

        assertThat(read("MTRR default type\n".getBytes(charset)).text()).endsWith("MTRR default type\n");
        assertThat(read("\uFEFFMTRR\n".getBytes(charset)).text()).endsWith("MTRR\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "\0", "\u001f\u008b", "\u001f\u008b\b", "(\u00b5/\u00fd", "\0\0\0\0", "\u00ff\u00fe"})
    void aFewBytesAreReadToo(String bytes) throws IOException {
        assertThat(read(bytes.getBytes(StandardCharsets.ISO_8859_1)).text().length())
                .isLessThanOrEqualTo(bytes.length());
    }

    @Test
    void aCutHeadIsDamage() throws IOException {
        assertThat(read(new byte[] {0x1F, (byte) 0x8B, 8}).damage()).contains("cut or damaged");
        assertThat(read(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD}).damage())
                .contains("cut or damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00fd7zXZ\0", "BZh9", "PK\u0003\u0004"})
    void otherCompressionIsRefused(String magic) {
        assertThatThrownBy(() -> TextFile.of(new ByteArrayInputStream(magic.getBytes(StandardCharsets.ISO_8859_1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("decompress it first");
    }

    @Test
    void aFileThatIsNotThereIsAnException() {
        assertThatThrownBy(() -> TextFile.open(Path.of("no/such/file"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> TextFile.open(Path.of("src"))).hasMessage("is a directory");
    }

    private static Read read(byte[] bytes) throws IOException {
        try (TextFile text = TextFile.of(new ByteArrayInputStream(bytes))) {
            String all = CharStreams.toString(text);
            String damage = text.damage();
            return new Read(all, damage == null ? "" : damage);
        }
    }

    private static String longText() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 16_000; line++) {
            text.append(Long.toHexString(random.nextLong()))
                    .append(" line ")
                    .append(line)
                    .append('\n');
        }
        return text.toString();
    }
}
