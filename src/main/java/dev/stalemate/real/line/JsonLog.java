package dev.stalemate.real.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts JSON into entries: journalctl's {@code json}, {@code json-pretty}, {@code json-sse} and {@code json-seq}, and
 * {@code dmesg --json}. An entry is an object in which no other is; what is around it does not matter. No string goes over the end
 * of a line in JSON, so that damage ends with a line.
 */
final class JsonLog {
    /** Most characters of an entry: 1 Mi. A message of 64 KiB as an array of bytes has a quarter of that. */
    private static final int MAX_ENTRY = 1 << 20;

    private static final int MAX_DEPTH = 16;

    private static final JsonFactory JSON = new JsonFactory();

    /** What json-sse and json-seq put before an object, and dmesg between two. */
    private static final Pattern START =
            Pattern.compile("(?:data: ?|\u001E|\\}\\s*,)?\\s*\\{\\s*(?:\"[^\"]*\"?\\s*(?::.*)?|\\}.*)?");

    private static final Pattern BARE = Pattern.compile("true|false|null|-?\\d[\\d.eE+-]*");

    /** A message whose line was cut, of which the first of its own lines is whole. */
    private static final Pattern WHOLE_START =
            Pattern.compile(".*\"(?:msg|MESSAGE)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\[^n])*)\\\\n.*", Pattern.DOTALL);

    /** How a line within JSON can start. */
    private static final Pattern LINE = Pattern.compile("(?:data:|\u001E)?\\s*[\"{}\\],]");

    private static final CharMatcher STRUCTURE = CharMatcher.anyOf("[]:,").or(CharMatcher.whitespace());

    /** What becomes of the entries. */
    interface Sink {
        void entry(JournalEntry entry);

        void damaged(int line, String why);
    }

    private final Sink sink;
    private final StringBuilder entry = new StringBuilder();
    private final StringBuilder bare = new StringBuilder();
    private int entryLine;
    private boolean inEntry;
    private int depth;
    private boolean inString;
    private boolean escaped;
    /** Whether a key was read: what follows is JSON, or damaged. */
    private boolean certain;

    JsonLog(Sink sink) {
        this.sink = sink;
    }

    /** Whether a line outside of any JSON starts some. */
    static boolean starts(String raw) {
        return raw.indexOf('{') >= 0 && START.matcher(raw.strip()).matches();
    }

    /** Whether an object goes on after the last line. */
    boolean isOpen() {
        return depth > 0;
    }

    /**
     * Reads the next line.
     *
     * @return false if it can't be JSON, and is to be read as something else
     */
    boolean next(int number, String raw) {
        String text = isOpen() ? raw : raw.substring(raw.indexOf('{'));
        for (int i = 0; i < text.length(); i++) {
            if (!take(text.charAt(i), number)) {
                return giveUp(number, raw, "this is no JSON");
            }
        }
        if (inString) {
            salvage(number);
            return giveUp(number, raw, "a string of JSON is cut");
        }
        if (!take('\n', number) || entry.length() > MAX_ENTRY) {
            return giveUp(number, raw, "no JSON, or an entry of more than " + MAX_ENTRY + " characters");
        }
        return true;
    }

    /** Leaves the JSON: with a problem if it was some, and not a program's text with braces. The line may be something else. */
    private boolean giveUp(int number, String raw, String why) {
        boolean was = certain;
        if (was) {
            sink.damaged(number, why + "; an entry may be lost");
        }
        reset();
        return was && LINE.matcher(raw).lookingAt();
    }

    private void reset() {
        certain = false;
        entry.setLength(0);
        bare.setLength(0);
        inEntry = false;
        depth = 0;
        inString = false;
        escaped = false;
    }

    /** The file ends. */
    void end(int number) {
        if (isOpen()) {
            giveUp(number, "", "the file ends within JSON");
        }
    }

    private boolean take(char c, int number) {
        if (inEntry) {
            entry.append(c);
        }
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
            return true;
        }
        if (Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.') {
            bare.append(c);
            return bare.length() <= 64;
        }
        boolean known = bare.length() == 0 || BARE.matcher(bare).matches();
        bare.setLength(0);
        return known && structure(c, number);
    }

    private boolean structure(char c, int number) {
        switch (c) {
            case '"' -> {
                inString = true;
                return depth > 0;
            }
            case '{' -> {
                depth++;
                entry.setLength(0);
                entry.append(c);
                entryLine = number;
                inEntry = true;
                return depth <= MAX_DEPTH;
            }
            case '}' -> {
                depth--;
                if (inEntry) {
                    inEntry = false;
                    parse(entry.toString(), entryLine);
                }
                return depth >= 0;
            }
            default -> {
                certain |= c == ':';
                return STRUCTURE.matches(c) || c == '\u001E';
            }
        }
    }

    /** dmesg of util-linux 2.38 with --file puts all of a file into one string, which is longer than a line may be. */
    private void salvage(int number) {
        Matcher start = WHOLE_START.matcher(entry);
        if (inEntry && start.matches()) {
            parse("{\"msg\":\"" + start.group(1) + "\"}", number);
        }
    }

    private void parse(String text, int firstLine) {
        JournalEntry found = new JournalEntry();
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                int line = firstLine + parser.currentTokenLocation().getLineNr() - 1;
                parser.nextToken();
                field(found, line, key, parser);
            }
        } catch (IOException e) {
            sink.damaged(firstLine, "an entry of JSON is damaged");
            return;
        }
        sink.entry(found);
    }

    private static void field(JournalEntry found, int line, String key, JsonParser parser) throws IOException {
        switch (key) {
            case "msg" -> found.put(line, "MESSAGE", value(parser));
            case "fac" -> found.put(line, "_TRANSPORT", "kern".equals(value(parser)) ? "kernel" : "syslog");
            case "pri" -> {
                // The facility is above the three bits of the priority; the kernel's own is 0.
                String priority = value(parser);
                if (priority != null && priority.matches("\\d{1,4}") && Integer.parseInt(priority) > 7) {
                    found.put(line, "_TRANSPORT", "syslog");
                }
            }
            default -> values(found, line, key, parser);
        }
    }

    /** A text, the bytes of one, or several of both, as journalctl has it. */
    private static void values(JournalEntry found, int line, String key, JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            found.put(line, key, value(parser));
            return;
        }
        StringBuilder bytes = new StringBuilder();
        boolean any = false;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                int code = parser.getIntValue();
                if (code < 0 || code > 0xFF) {
                    throw new IOException("no byte");
                }
                bytes.append((char) code);
                any = true;
            } else {
                values(found, line, key, parser);
            }
        }
        if (any) {
            found.put(line, key, bytes.toString());
        }
    }

    private static @Nullable String value(JsonParser parser) throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return null;
        }
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText();
    }
}
