package dev.stalemate.real;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text of any origin line by line in bounded memory: over-long lines are cut, over-long files are read in part, and soft
 * line breaks of quoted-printable are undone.
 */
public final class LogLines {
    /** Most characters of a line that are looked at: 64 Ki. Kernel messages end below 1 Ki. */
    static final int MAX_LINE = 1 << 16;

    /** Most characters of a file that are looked at: 256 Mi. */
    static final long MAX_FILE = 1L << 28;

    /** A quoted-printable line has at most 76 characters, and encoders fill it: "root=" on a short line is no soft break. */
    private static final int SOFT_BREAK_MIN = 70;

    private static final int SOFT_BREAK_MAX = 76;

    private final Reader reader;
    private final Problems problems;
    private final long maxFile;
    private final StringBuilder buffer = new StringBuilder();
    private int number;
    private long read;
    private boolean ended;

    /** Reads what {@code reader} has, up to a quarter of a gigabyte, and says in {@code problems} what was cut. */
    public LogLines(Reader reader, Problems problems) {
        this(reader, problems, MAX_FILE);
    }

    /** As above with another bound on the file, in characters. */
    LogLines(Reader reader, Problems problems, long maxFile) {
        this.reader = reader;
        this.problems = problems;
        this.maxFile = maxFile;
    }

    /** The next line, or null at the end. */
    public @Nullable LogLine next() throws IOException {
        String raw = physical();
        if (raw == null) {
            return null;
        }
        int first = number;
        String text = raw;
        while (softBroken(raw) && text.length() < MAX_LINE) {
            String rest = physical();
            text = text.substring(0, text.length() - 1) + (rest == null ? "" : rest);
            raw = rest == null ? "" : rest;
        }
        return LogLine.of(first, text);
    }

    private static boolean softBroken(String raw) {
        return raw.endsWith("=") && raw.length() >= SOFT_BREAK_MIN && raw.length() <= SOFT_BREAK_MAX;
    }

    private @Nullable String physical() throws IOException {
        if (ended) {
            return null;
        }
        buffer.setLength(0);
        boolean cut = false;
        int c;
        while ((c = character()) >= 0 && c != '\n') {
            if (buffer.length() < MAX_LINE) {
                buffer.append((char) c);
            } else {
                cut = true;
            }
        }
        ended = c < 0;
        if (ended && buffer.isEmpty()) {
            return null;
        }
        number++;
        if (cut) {
            problems.add(number, "the line is longer than " + MAX_LINE + " characters; the rest of it is not read");
        }
        int length = buffer.length();
        return buffer.substring(0, length > 0 && buffer.charAt(length - 1) == '\r' ? length - 1 : length);
    }

    private int character() throws IOException {
        if (read == maxFile) {
            if (reader.read() >= 0) {
                problems.add(number + 1, "the file is longer than " + maxFile + " characters; the rest is not read");
            }
            read++;
            return -1;
        }
        read++;
        return reader.read();
    }
}
