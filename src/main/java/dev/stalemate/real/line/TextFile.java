package dev.stalemate.real.line;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file from a stranger: plain, gzip (.gz) or Zstandard (.zst), told apart by the first bytes and not by the name.
 *
 * <p>The characters are the bytes (ISO 8859-1), so that none is malformed, unless the text is UTF-16 by its byte order mark or by
 * a NUL beside its first character. Where compressed data is cut or damaged, the text ends with what came before, and
 * {@link #damage} says so.
 *
 * <p>Memory is bounded, by Zstandard's window of 128 MiB at most. The length is not: the caller has to stop in time, because a small
 * file can hold, and a pipe can deliver, text without end.
 */
public final class TextFile extends Reader {
    private static final int BUFFER = 1 << 16;

    private final Expanded bytes;
    private final Reader text;
    private long length;

    private TextFile(Expanded bytes, Reader text) {
        this.bytes = bytes;
        this.text = text;
    }

    /**
     * Opens a file or a pipe.
     *
     * @throws IOException if it can't be opened or read, or is compressed in a way that is not known here
     */
    public static TextFile open(Path file) throws IOException {
        checkReadable(file);
        // Not Files.newInputStream, whose available() fails on a pipe.
        InputStream raw = new FileInputStream(file.toFile());
        try {
            return of(raw);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static void checkReadable(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        if (Files.isDirectory(file)) {
            throw new IOException("is a directory");
        }
    }

    /** As {@link #open}, of a stream, which {@link #close} closes. */
    public static TextFile of(InputStream raw) throws IOException {
        Expanded bytes = new Expanded(new BufferedInputStream(raw, BUFFER));
        BufferedInputStream whole = new BufferedInputStream(bytes, BUFFER);
        return new TextFile(bytes, new InputStreamReader(whole, charset(first(whole))));
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int read = text.read(buffer, offset, length);
        this.length += Math.max(0, read);
        return read;
    }

    /** How many characters were read so far. */
    public long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    /** Once the text has ended: why it ended before the file did, a sentence without a full stop; null if it is all there. */
    public @Nullable String damage() {
        return bytes.damage;
    }

    private static byte[] first(BufferedInputStream in) throws IOException {
        in.mark(4);
        byte[] first = in.readNBytes(4);
        in.reset();
        return first;
    }

    private static Charset charset(byte[] first) {
        if (first.length < 2) {
            return StandardCharsets.ISO_8859_1;
        }
        int mark = ((first[0] & 0xFF) << 8) | (first[1] & 0xFF);
        if (mark == 0xFFFE || (first[0] != 0 && first[1] == 0)) {
            return StandardCharsets.UTF_16LE;
        }
        return mark == 0xFEFF || (first[0] == 0 && first[1] != 0)
                ? StandardCharsets.UTF_16BE
                : StandardCharsets.ISO_8859_1;
    }

    /** Bytes after decompression; what breaks off or makes no sense ends them. */
    private static final class Expanded extends InputStream {
        private final BufferedInputStream raw;
        private final InputStream expanded;
        private @Nullable String damage;

        Expanded(BufferedInputStream raw) throws IOException {
            this.raw = raw;
            expanded = expand();
        }

        private InputStream expand() throws IOException {
            byte[] first = first(raw);
            if (starts(first, 0x1F, 0x8B)) {
                try {
                    return new GZIPInputStream(raw, BUFFER);
                } catch (IOException e) {
                    damaged(e);
                    return InputStream.nullInputStream();
                }
            }
            if (starts(first, 0x28, 0xB5, 0x2F, 0xFD)) {
                try {
                    return new ZstdInputStreamNoFinalizer(raw);
                } catch (LinkageError e) {
                    throw new IOException("Zstandard can't be read on this machine: decompress it first", e);
                }
            }
            if (starts(first, 0xFD, '7', 'z', 'X') || starts(first, 'B', 'Z', 'h') || starts(first, 'P', 'K', 3, 4)) {
                throw new IOException("compressed, and neither with gzip nor Zstandard: decompress it first");
            }
            return raw;
        }

        private static boolean starts(byte[] first, int... magic) {
            for (int i = 0; i < magic.length; i++) {
                if (i >= first.length || (first[i] & 0xFF) != magic[i]) {
                    return false;
                }
            }
            return true;
        }

        private void damaged(IOException e) {
            damage = "the compressed file is cut or damaged here; the rest was not read (" + e.getMessage() + ")";
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (damage != null) {
                return -1;
            }
            try {
                return expanded.read(buffer, offset, length);
            } catch (IOException e) {
                if (expanded.equals(raw)) {
                    throw e;
                }
                damaged(e);
                return -1;
            }
        }

        @Override
        public int available() throws IOException {
            return damage == null ? expanded.available() : 0;
        }

        @Override
        public void close() throws IOException {
            expanded.close();
            raw.close();
        }
    }
}
