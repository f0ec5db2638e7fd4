package dev.stalemate.text;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 on its way to standard output, a terminal or not. Only what {@link Visible} shows gets through, with line feeds, tabs, and escape
 * sequences that begin with {@link Escape#OWN}. Anything else becomes an escape such as {@code \}{@code u202e}, so that JSON
 * means the same; bytes that are not UTF-8 become U+FFFD.
 */
public final class VisibleStream extends FilterOutputStream {
    private static final byte[] OWN = Escape.OWN.getBytes(StandardCharsets.US_ASCII);

    /** The beginning of a sequence of bytes: a character, or the tool's own escape. */
    private final byte[] begun = new byte[OWN.length];

    private int length;

    /** Writes to another stream, which should be buffered. */
    public VisibleStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        if (length == 0 && isPlain((byte) b)) {
            out.write(b);
        } else {
            next((byte) b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int end = offset + count;
        for (int from = offset; from < end; ) {
            if (length > 0 || !isPlain(bytes[from])) {
                next(bytes[from++]);
                continue;
            }
            int to = from + 1;
            while (to < end && isPlain(bytes[to])) {
                to++;
            }
            out.write(bytes, from, to - from);
            from = to;
        }
    }

    /** A sequence that was begun and never ended is shown, too. */
    @Override
    public void close() throws IOException {
        giveUp();
        super.close();
    }

    private static boolean isPlain(byte b) {
        return (b >= ' ' && b <= '~') || b == '\n' || b == '\t';
    }

    /** Whether a byte continues the sequence that was begun. */
    private boolean goesOn(byte b) {
        return begun[0] == OWN[0] ? b == OWN[length] : (b & 0xc0) == 0x80;
    }

    private void next(byte b) throws IOException {
        if (length > 0 && !goesOn(b)) {
            giveUp();
        }
        if (length == 0 && isPlain(b)) {
            out.write(b);
            return;
        }
        begun[length++] = b;
        if (length == needed(begun[0])) {
            if (begun[0] == OWN[0]) {
                out.write(OWN[0]);
            } else {
                show(new String(begun, 0, length, StandardCharsets.UTF_8));
            }
            length = 0;
        }
    }

    /** How many bytes a sequence takes that begins with this byte. */
    private static int needed(byte first) {
        if (first == OWN[0]) {
            return OWN.length;
        }
        int value = first & 0xff;
        return value < 0xc0 ? 1 : value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
    }

    private void giveUp() throws IOException {
        String text = new String(begun, 0, length, StandardCharsets.UTF_8);
        length = 0;
        show(text);
    }

    private void show(String text) throws IOException {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> shown.append(Visible.isShown(c) ? Character.toString(c) : Visible.escape(c)));
        out.write(shown.toString().getBytes(StandardCharsets.UTF_8));
    }
}
