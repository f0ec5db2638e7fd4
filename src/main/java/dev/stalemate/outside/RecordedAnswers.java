package dev.stalemate.outside;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.text.Names;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests with the answers that implementations once gave, a column each: lines of fields between tabs, of which the first field is the
 * request, and the first line names the columns. {@code -} is what was not asked, and {@code na} what had no
 * answer.
 *
 * @param column the column's name
 * @param entries its lines, in order
 */
public record RecordedAnswers(String column, ImmutableList<Entry> entries) {
    /** A recording is read whole: so many lines, and so many characters of requests and answers. */
    private static final int MOST_LINES = 1 << 20;

    private static final long MOST_HELD = 1 << 26;
    private static final int MOST_COLUMNS = 100;
    private static final int LONGEST_REQUEST = 1000;
    private static final String NOT_ASKED = "-";
    private static final Splitter FIELDS = Splitter.on('\t').limit(MOST_COLUMNS);
    private static final CharMatcher BLANK = CharMatcher.whitespace();

    /**
     * One request.
     *
     * @param line its line in the file, counted from 1
     * @param request as it was asked
     * @param answer what the column says, or null where it was not asked
     */
    public record Entry(int line, String request, @Nullable String answer) {}

    /** Reads a column of a file. */
    public static RecordedAnswers read(Path file, String column) throws BadFileException {
        if (Files.isDirectory(file)) {
            throw new BadFileException(file.toString(), "is a directory");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(file.toString(), in, column);
        } catch (IOException e) {
            throw new BadFileException(file.toString(), e);
        }
    }

    /** Reads a column of a stream, as the file of a name. */
    static RecordedAnswers read(String file, InputStream in, String column) throws IOException, BadFileException {
        ProtocolLines lines = new ProtocolLines(in);
        String header = lines.next();
        if (header == null || lines.tooLong() || header.indexOf('\t') < 0) {
            throw new BadFileException(file, 1, "the first line has to name the columns, with tabs between them");
        }
        List<String> names = FIELDS.splitToStream(header).map(BLANK::trimFrom).toList();
        int at = names.lastIndexOf(column);
        if (at > 0 && names.indexOf(column) < at) {
            throw new BadFileException(file, 1, "has two columns '" + Request.shown(column) + "'");
        }
        if (at < 1) {
            throw new BadFileException(
                    file,
                    1,
                    Names.missing(
                            "no column '" + Request.shown(column) + "'",
                            column,
                            names.subList(1, names.size()).stream()
                                    .map(Request::shown)
                                    .toList()));
        }
        ImmutableList.Builder<Entry> entries = ImmutableList.builder();
        int number = 1;
        long held = 0;
        for (String line = lines.next(); line != null; line = lines.next()) {
            number++;
            if (lines.tooLong() || number > MOST_LINES) {
                throw new BadFileException(
                        file, number, lines.tooLong() ? "is too long" : "is one of more than " + MOST_LINES + " lines");
            }
            if (!BLANK.matchesAllOf(line) && line.charAt(0) != '#') {
                Entry entry = entry(file, number, fields(file, number, line, names.size()), at);
                held += entry.request().length()
                        + String.valueOf(entry.answer()).length();
                if (held > MOST_HELD) {
                    throw new BadFileException(
                            file, number, "is where a recording of " + MOST_HELD + " characters ends");
                }
                entries.add(entry);
            }
        }
        if (!lines.ended()) {
            throw new BadFileException(file, number, "has no end: the file is cut");
        }
        return new RecordedAnswers(column, entries.build());
    }

    /** A line that has lost a field, or got one too many, could have any other's answer in a column. */
    private static List<String> fields(String file, int number, String line, int columns) throws BadFileException {
        List<String> fields = FIELDS.splitToList(line);
        if (fields.size() != columns) {
            throw new BadFileException(
                    file, number, "has " + fields.size() + " fields, and the first line names " + columns + " columns");
        }
        return fields;
    }

    private static Entry entry(String file, int number, List<String> fields, int at) throws BadFileException {
        String request = BLANK.trimFrom(fields.get(0));
        if (request.isEmpty() || request.startsWith("#") || request.length() > LONGEST_REQUEST) {
            throw new BadFileException(file, number, "the first column is no request");
        }
        String answer = BLANK.trimFrom(fields.get(at));
        if (answer.isEmpty()) {
            throw new BadFileException(file, number, "has no answer in the column; what was not asked is " + NOT_ASKED);
        }
        boolean asked = !answer.equals(NOT_ASKED) && !answer.equals(Answer.NOT_ANSWERED.says());
        return new Entry(number, request, asked ? answer : null);
    }
}
