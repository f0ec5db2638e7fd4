package dev.stalemate.real;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One message of a log without what mail, syslog and dmesg put around it.
 *
 * @param number the line of the file that it starts on, from 1
 * @param text the message, trimmed; empty for a blank line
 * @param stamped whether a time stamp, a log level or a syslog prefix stood before it, so that it starts a message for sure
 */
public record LogLine(int number, String text, boolean stamped) {
    /** Mail quotes, blanks, and a byte order mark in whatever decoding. */
    private static final Pattern QUOTE = Pattern.compile("[>\\s\uFEFF\u00EF\u00BB\u00BF]+");

    /** {@code <6>}, {@code (XEN)}, {@code [    0.000000]}, {@code [    T0]}, dmesg -T, dmesg -x, syslog and journalctl. */
    private static final Pattern STAMP = Pattern.compile("<\\d{1,3}>|\\(XEN\\)"
            + "|\\[ *\\d+\\.\\d+\\]"
            + "|\\[ *[TC]\\d+\\]"
            + "|\\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}\\]"
            + "|[a-z]{1,10} *:[a-z]{1,10} *:(?= )"
            + "|(?:(?:[A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?|\\d{4}-\\d\\d-\\d\\d[T ]\\S{5,40}) )?"
            + "[^\\s:]{1,64} kernel(?:\\[\\d+\\])?:(?= |$)");

    /** Some kernels put the file's name before the message. */
    private static final Pattern MODULE = Pattern.compile("(?:(?:x86/)?mtrr|e820): (?=MTRR|TOM2|BIOS)");

    /** Quoted-printable's trailing blank; {@code count=20} at the end of a line of /proc/mtrr is none. */
    private static final Pattern ENCODED_BLANK = Pattern.compile("(?<!count)=20\\s*$");

    /** Takes a line apart. Of quoted-printable only {@code =3D} and a final {@code =20} are decoded: {@code size=32MB} is none. */
    static LogLine of(int number, String raw) {
        String text = ENCODED_BLANK.matcher(raw).replaceFirst("").replace("=3D", "=");
        Matcher quote = QUOTE.matcher(text);
        Matcher stamp = STAMP.matcher(text);
        boolean stamped = false;
        int at = 0;
        while (at < text.length()) {
            if (quote.region(at, text.length()).lookingAt()) {
                at = quote.end();
            } else if (stamp.region(at, text.length()).lookingAt()) {
                at = stamp.end();
                stamped = true;
            } else {
                break;
            }
        }
        String message = text.substring(at).strip();
        Matcher module = MODULE.matcher(message);
        return new LogLine(number, module.lookingAt() ? message.substring(module.end()) : message, stamped);
    }

    /** This line with the rest of it, which a mail program had put on the next. */
    LogLine joinedWith(LogLine rest) {
        return new LogLine(number, text + " " + rest.text, stamped);
    }
}
