package dev.stalemate.real.line;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes messages out of what {@code /dev/kmsg} gives (Documentation/ABI/testing/dev-kmsg): priority and facility, number, time,
 * flags, and after a semicolon the message, with {@code \x0a} for what can't be printed. Lines that start with a blank are
 * properties of the one before. From Linux 3.5 to 4.9, a message in pieces has the flag c, and + for each further piece.
 */
final class KmsgLog {
    private static final Pattern RECORD =
            Pattern.compile("[> ]{0,8}(\\d{1,5}),\\d{1,20},\\d{1,20},([-c+])(?:,[^;]{0,200})?;(.*)", Pattern.DOTALL);

    private static final Pattern PROPERTY = Pattern.compile("[> ]{0,8} [A-Z_]{1,64}=.*", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-fA-F]{2})");

    private final StringBuilder piece = new StringBuilder();
    private int pieceLine;
    private boolean after;

    /**
     * Reads the next line.
     *
     * @return false if it is none of {@code /dev/kmsg}
     */
    boolean next(int number, String raw, Collection<LogLine> out) {
        Matcher record = RECORD.matcher(raw);
        if (raw.indexOf(';') < 0 || !record.matches()) {
            return after && PROPERTY.matcher(raw).matches();
        }
        String flag = record.group(2);
        if (!"+".equals(flag)) {
            end(out);
        }
        after = true;
        if (Integer.parseInt(record.group(1)) > 7) {
            return true; // Another program's: the facility is above the three bits of the priority.
        }
        String text = ESCAPE.matcher(record.group(3))
                .replaceAll(
                        code -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
        if ("-".equals(flag)) {
            JournalEntry.tell(number, text, out);
        } else if (piece.length() < LogLines.MAX_LINE) {
            pieceLine = piece.length() == 0 ? number : pieceLine;
            piece.append(text);
        }
        return true;
    }

    /** The message in pieces that was read, if any, is whole. */
    void end(Collection<LogLine> out) {
        after = false;
        if (piece.length() > 0) {
            JournalEntry.tell(pieceLine, piece.toString(), out);
            piece.setLength(0);
        }
    }
}
