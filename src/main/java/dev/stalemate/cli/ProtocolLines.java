package dev.stalemate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of a peer that may send anything: one that is too long is skipped to its end, and never held whole. */
final class ProtocolLines {
    static final int LONGEST = 64 * 1024;

    private final InputStream in;
    private final byte[] line = new byte[LONGEST];
    private boolean tooLong;

    /** Lines of a stream, which should be buffered. */
    ProtocolLines(InputStream in) {
        this.in = in;
    }

    /** The next line without its end, cut where it is too long; null at the end. */
    @Nullable
    String next() throws IOException {
        int length = 0;
        tooLong = false;
        int b = in.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (length < LONGEST) {
                line[length++] = (byte) b;
            } else {
                tooLong = true;
            }
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Whether the line was cut. */
    boolean tooLong() {
        return tooLong;
    }
}
