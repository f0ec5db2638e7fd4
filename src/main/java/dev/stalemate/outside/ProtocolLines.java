package dev.stalemate.outside;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of a peer that may send anything: of one that is too long only the beginning is held, and the rest is skipped. */
public final class ProtocolLines {
    /** Most bytes of a line. */
    public static final int LONGEST = 64 * 1024;

    private final InputStream in;
    private final byte[] line = new byte[LONGEST];
    private boolean tooLong;
    private boolean ended;

    /** Lines of a stream, which should be buffered. */
    public ProtocolLines(InputStream in) {
        this.in = in;
    }

    /** The next line without its end, its bytes as characters; cut, as soon as it is too long; null at the end. */
    public @Nullable String next() throws IOException {
        if (tooLong) {
            skipRest();
        }
        int length = 0;
        tooLong = false;
        int b = in.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (length == LONGEST) {
                tooLong = true;
                break;
            }
            line[length++] = (byte) b;
        }
        ended = b == '\n';
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Whether the line was cut. */
    public boolean tooLong() {
        return tooLong;
    }

    /** Whether the line had an end of its own, and not that of the stream. */
    public boolean ended() {
        return ended;
    }

    private void skipRest() throws IOException {
        int b = in.read();
        while (b >= 0 && b != '\n') {
            b = in.read();
        }
    }
}
