package dev.stalemate.real.line;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text of any origin line by line in bounded memory: over-long lines are cut, over-long files are read in part, soft
 * line breaks of quoted-printable are undone, and tags of HTML end a line ({@code <br>}) or are left out ({@code <b>}).
 *
 * <p>A line ends with a line feed, a carriage return, or several of them before a line feed, as terminals save them.
 */
public final class LogLines {
    /** Most characters of a line that are looked at: 64 Ki. Kernel messages end below 1 Ki. */
    public static final int MAX_LINE = 1 << 16;

    /** Most characters of a file that are looked at: 256 Mi. */
    static final long MAX_FILE = 1L << 28;

    /** Most lines of a file that are looked at: 16 Mi. */
    static final int MAX_LINES = 1 << 24;

    /** A quoted-printable line has at most 76 characters, and encoders fill it: "root=" on a short line is no soft break. */
    private static final int SOFT_BREAK_MIN = 70;

    private static final int SOFT_BREAK_MAX = 76;

    private static final int MAX_TAG = 200;

    private static final ImmutableSet<String> BREAKS =
            ImmutableSet.of("br", "p", "/p", "div", "/div", "pre", "/pre", "li", "/li", "tr", "/tr");

    private static final ImmutableSet<String> INLINE = ImmutableSet.of(
            "a", "/a", "b", "/b", "code", "/code", "em", "/em", "font", "/font", "i", "/i", "span", "/span", "strong",
            "/strong", "td", "/td", "tt", "/tt");

    private final Reader reader;
    private final Problems problems;
    private final Supplier<@Nullable String> damage;
    private final long maxFile;
    private final StringBuilder buffer = new StringBuilder();
    private final char[] chunk = new char[1 << 13];
    private int at;
    private int filled;
    private int number;
    private long read;
    private final Queue<LogLine> ready = new ArrayDeque<>();
    private final Unwrapper unwrapper;
    private boolean unwrapped;
    private boolean ended;
    private boolean over;
    private boolean broken;
    private boolean cut;

    /** Reads what {@code reader} has, up to a quarter of a gigabyte, and says in {@code problems} what was cut. */
    public LogLines(Reader reader, Problems problems) {
        this(reader, problems, () -> null, MAX_FILE);
    }

    /** As above; also says where the file is damaged. */
    public LogLines(TextFile file, Problems problems) {
        this(file, problems, file::damage, MAX_FILE);
    }

    /** As above with another bound on the file, in characters. */
    LogLines(Reader reader, Problems problems, long maxFile) {
        this(reader, problems, () -> null, maxFile);
    }

    private LogLines(Reader reader, Problems problems, Supplier<@Nullable String> damage, long maxFile) {
        this.reader = reader;
        this.problems = problems;
        this.damage = damage;
        this.maxFile = maxFile;
        unwrapper = new Unwrapper(problems, ready, this::bytes);
    }

    /** The next line, or the next message of a structured log; null at the end. */
    public @Nullable LogLine next() throws IOException {
        while (ready.isEmpty() && !unwrapped) {
            String raw = piece();
            if (raw == null) {
                unwrapper.end();
                unwrapped = true;
            } else {
                int first = number;
                unwrapper.next(first, softBroken(raw) ? joined(raw) : raw);
            }
        }
        return ready.poll();
    }

    /** A line with those that a soft line break adds to it. */
    private String joined(String start) throws IOException {
        String raw = start;
        StringBuilder text = new StringBuilder();
        while (softBroken(raw) && text.length() < MAX_LINE) {
            text.append(raw, 0, raw.length() - 1);
            String rest = piece();
            raw = rest == null ? "" : rest;
        }
        return text.append(raw).toString();
    }

    /** What the journal's export form has after the name of a field: eight bytes of length, the value, and a line feed. */
    private @Nullable String bytes() throws IOException {
        long length = 0;
        for (int i = 0; i < Long.SIZE; i += Byte.SIZE) {
            int c = counted();
            if (c < 0) {
                return null;
            }
            length |= (long) (c & 0xFF) << i;
        }
        if (length < 0 || length > maxFile) {
            return null;
        }
        StringBuilder value = new StringBuilder();
        for (long i = 0; i < length; i++) {
            int c = counted();
            if (c < 0) {
                return null;
            }
            if (value.length() < MAX_LINE) {
                value.append((char) c);
            }
        }
        return counted() == '\n' ? value.toString() : null;
    }

    private int counted() throws IOException {
        int c = character();
        number += c == '\n' ? 1 : 0;
        return c;
    }

    private static boolean softBroken(String raw) {
        return raw.endsWith("=") && raw.length() >= SOFT_BREAK_MIN && raw.length() <= SOFT_BREAK_MAX;
    }

    /** A line, or what of it is before a tag that breaks it. */
    private @Nullable String piece() throws IOException {
        if (ended) {
            return null;
        }
        buffer.setLength(0);
        if (!broken && number == MAX_LINES && peek() >= 0) {
            problems.add(number, "the file has more than " + MAX_LINES + " lines; the rest was not read");
            ended = true;
            return null;
        }
        if (!broken) {
            number++;
            cut = false;
        }
        boolean continued = broken;
        broken = false;
        while (!broken) {
            int c = character();
            if (c < 0) {
                return end();
            }
            if (c == '\n' || (c == '\r' && endsLine(continued))) {
                break;
            }
            if (c != '\r') {
                append((char) c);
            }
        }
        return buffer.toString();
    }

    private boolean endsLine(boolean continued) throws IOException {
        int next = peek();
        return next >= 0 && next != '\n' && next != '\r' && (continued || !buffer.isEmpty());
    }

    private @Nullable String end() {
        ended = true;
        String why = damage.get();
        if (why != null) {
            problems.add(number, why);
        }
        return buffer.isEmpty() ? null : buffer.toString();
    }

    private void append(char c) {
        if (buffer.length() < MAX_LINE) {
            buffer.append(c);
            if (c == '>') {
                tag();
            }
        } else if (!cut) {
            cut = true;
            problems.add(number, "the line is longer than " + MAX_LINE + " characters; the rest of it is not read");
        }
    }

    /** The buffer ends with ">": if that ends a tag, takes it away. */
    private void tag() {
        int end = buffer.length();
        int start = end - 1;
        while (start >= 0 && end - start <= MAX_TAG && buffer.charAt(start) != '<') {
            start--;
        }
        if (start < 0 || buffer.charAt(start) != '<') {
            return;
        }
        int nameEnd = start + 1;
        while (nameEnd < end
                && (Character.isLetter(buffer.charAt(nameEnd))
                        || (nameEnd == start + 1 && buffer.charAt(nameEnd) == '/'))) {
            nameEnd++;
        }
        String name = buffer.substring(start + 1, nameEnd).toLowerCase(Locale.ROOT);
        broken = BREAKS.contains(name);
        if (broken || INLINE.contains(name)) {
            buffer.setLength(start);
        }
    }

    private int character() throws IOException {
        int c = peek();
        if (c >= 0) {
            at++;
            read++;
        }
        return c;
    }

    private int peek() throws IOException {
        if (at == filled) {
            filled = Math.max(0, reader.read(chunk, 0, chunk.length));
            at = 0;
            if (filled == 0) {
                return -1;
            }
        }
        if (read == maxFile) {
            if (!over) {
                over = true;
                problems.add(number, "the file is longer than " + maxFile + " characters; the rest was not read");
            }
            return -1;
        }
        return chunk[at];
    }
}
