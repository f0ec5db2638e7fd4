package dev.stalemate.real.line;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes entries out of journalctl's {@code export}, where a field is {@code KEY=value}, or KEY and on the next line its length in
 * eight bytes and as many of value; and out of {@code verbose}, where fields stand indented below a date.
 */
final class FieldLog {
    private static final String KEY = "[A-Z_][A-Z0-9_]{0,63}";
    private static final Pattern EXPORT_START = Pattern.compile("__(?:CURSOR=s=|REALTIME_TIMESTAMP=\\d).*");
    private static final Pattern EXPORTED = Pattern.compile("(" + KEY + ")=(.*)", Pattern.DOTALL);
    private static final Pattern EXPORTED_BINARY = Pattern.compile(KEY);

    private static final Pattern VERBOSE_START = Pattern.compile(
            "(?:[A-Z][a-z]{2} )?\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})? \\S{1,40} \\[s=[0-9a-f]{32};.*\\]");
    private static final Pattern INDENTED = Pattern.compile(" {4}(" + KEY + ")=(.*)", Pattern.DOTALL);
    private static final Pattern INDENTED_MORE = Pattern.compile(" {5,}(.*)");

    /** A value in bytes after a line, as the file has it. */
    interface Bytes {
        /** The value; null where the file ends before, or it is longer than anything that is read. */
        @Nullable
        String read() throws IOException;
    }

    private final JsonLog.Sink sink;
    private final Bytes bytes;
    private @Nullable JournalEntry entry;
    private boolean verbose;
    private int line;
    private String key = "";
    private final StringBuilder value = new StringBuilder();

    FieldLog(JsonLog.Sink sink, Bytes bytes) {
        this.sink = sink;
        this.bytes = bytes;
    }

    /**
     * Reads the next line.
     *
     * @return false if it is none of an entry, and is to be read as something else
     */
    boolean next(int number, String raw) throws IOException {
        JournalEntry open = entry;
        if (open != null && (verbose ? verbose(open, number, raw) : export(open, number, raw))) {
            return true;
        }
        if (raw.startsWith("__") && EXPORT_START.matcher(raw).matches()) {
            begin(false);
            return true;
        }
        if (raw.endsWith("]") && VERBOSE_START.matcher(raw).matches()) {
            begin(true);
            return true;
        }
        return false;
    }

    private void begin(boolean isVerbose) {
        end();
        verbose = isVerbose;
        entry = new JournalEntry();
    }

    private boolean export(JournalEntry open, int number, String raw) throws IOException {
        Matcher field = EXPORTED.matcher(raw);
        if (raw.isEmpty()) {
            end();
        } else if (EXPORT_START.matcher(raw).matches() && raw.startsWith("__CURSOR")) {
            return false;
        } else if (field.matches()) {
            open.put(number, field.group(1), field.group(2));
        } else if (EXPORTED_BINARY.matcher(raw).matches()) {
            String read = bytes.read();
            if (read == null) {
                sink.damaged(number, "the value of " + raw + " is cut or too long; the entry may be lost");
                end();
            } else {
                open.put(number + 1, raw, read);
            }
        } else {
            sink.damaged(number, "a line that is no field ends an entry of the journal: " + Problem.quote(raw));
            end();
            return false;
        }
        return true;
    }

    private boolean verbose(JournalEntry open, int number, String raw) {
        Matcher field = INDENTED.matcher(raw);
        Matcher more = INDENTED_MORE.matcher(raw);
        if (field.matches()) {
            put(open);
            line = number;
            key = field.group(1);
            value.append(field.group(2));
            return true;
        }
        if (!key.isEmpty() && more.matches()) {
            if (value.length() < LogLines.MAX_LINE) {
                value.append('\n').append(more.group(1));
            }
            return true;
        }
        end();
        return false;
    }

    private void put(JournalEntry open) {
        if (!key.isEmpty()) {
            open.put(line, key, value.toString());
        }
        key = "";
        value.setLength(0);
    }

    /** The entry that was read, if any, is whole. */
    void end() {
        JournalEntry open = entry;
        entry = null;
        if (open != null) {
            put(open);
            sink.entry(open);
        }
    }
}
