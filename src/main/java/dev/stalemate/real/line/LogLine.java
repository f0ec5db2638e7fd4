package dev.stalemate.real.line;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One message of a log without what mail, the web, terminals, syslog and dmesg put around it.
 *
 * @param number the line of the file that it starts on, from 1
 * @param text the message, trimmed; empty for a blank line
 * @param stamped whether a time stamp, a log level or a syslog prefix stood before it, so that it starts a message for sure
 */
public record LogLine(int number, String text, boolean stamped) {
    /** Mail quotes, marks of other quoting and of differences, blanks, and a byte order mark in whatever decoding. */
    private static final Pattern QUOTE = Pattern.compile("[>|+\\s\0\uFEFF\u00EF\u00BB\u00BF]+");

    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?";

    /** {@code 2026-01-02T03:04:05.678901+00:00}. */
    private static final String ISO = "\\d{4}-\\d\\d-\\d\\d[T ]" + TIME + "(?:Z|[+-]\\d\\d:?\\d\\d)?";

    private static final String WORD = "[A-Z][a-z]{2}";

    /** {@code Mon Sep 16 11:55:06 2019}. */
    private static final String LONG_DATE = WORD + " " + WORD + " [ \\d]\\d " + TIME + " \\d{4}";

    /** What may be in brackets: seconds since boot, since the last message, or both; a date; a thread or CPU; Xen's raw clock. */
    private static final String BRACKETED = "\\[(?: *\\+?\\d+\\.\\d+| *[TC]\\d+|" + LONG_DATE + "|" + ISO + "|" + WORD
            + " ?[ \\d]\\d \\d\\d:\\d\\d|[0-9a-f]{12,16})(?: <[ +\\d.]+>)? *\\]";

    /** What coreboot puts before a message since 2022 (src/console/vtxprintf.c). */
    private static final String LEVEL = "\\[(?:EMERG|ALERT|CRIT|ERROR|WARN|NOTE|INFO|DEBUG|SPEW) ?\\](?=\\s)";

    /** {@code <6>}, {@code (XEN)}, {@code (d1)}, brackets, dmesg -x, every -o of journalctl, syslog old and new, grep -n. */
    private static final Pattern STAMP =
            Pattern.compile("<\\d{1,3}>(?:1 \\S{10,40} \\S{1,64} kernel \\S{1,20} \\S{1,20} -)?"
                    + "|\\((?:XEN|d\\d+)\\)"
                    + "|" + BRACKETED
                    + "|" + LEVEL
                    + "|[a-z]{1,10} *:[a-z]{1,10} *:(?=\\s)"
                    + "|(?:" + WORD + " )?" + ISO + "(?: (?:UTC|GMT|CET|EET|WET|MSK|[A-Z]{1,3}[SD]T))?(?=\\s)"
                    + "|" + LONG_DATE + " kern\\.[a-z]{1,8}(?=\\s)"
                    + "|" + WORD + " +\\d{1,2} " + TIME + "(?=\\s)"
                    + "|\\d{9,10}\\.\\d{3,9}(?=\\s)"
                    + "|(?:[^\\s:]{1,64} )?kernel(?:\\[\\d+\\])?:(?=\\s|$)"
                    + "|(?:[\\w./+-]{1,200}:)?\\d{1,7}:(?=\\[ *\\d+\\.)");

    /** Some kernels put the file's name before the message; Linux 2.6.19 to 2.6.26 has "MTRR" before each line of the dump. */
    private static final Pattern MODULE = Pattern.compile(
            "(?:(?:x86/)?mtrr|MTRR|e820)\\s*:\\s*(?=MTRR|TOM2|BIOS|Disabled|reg \\d|[A-Za-z]+ variable MTRRs)"
                    + "|MTRR\\s+(?=[0-9A-F]{5}-[0-9A-F]{5}\\s|\\d{1,3}\\s+(?:base|disabled))");

    /** Colours and other commands to a terminal (ECMA-48 control sequences). */
    private static final Pattern CONTROL = Pattern.compile("\u001B(?:\\[[0-?]*[ -/]*[@-~]|[@-Z\\\\^_])");

    /** Quoted-printable's trailing blank; {@code count=20} at the end of a line of /proc/mtrr is none. */
    private static final Pattern ENCODED_BLANK = Pattern.compile("(?<!count)=20\\s*$");

    /** What HTML, UTF-8 read as single bytes, and quoted-printable make of a character. */
    private static final ImmutableMap<String, String> ENCODED = ImmutableMap.<String, String>builder()
            .put("=C2=A0", " ")
            .put("=09", "\t")
            .put("=3D", "=")
            .put("=3E", ">")
            .put("&gt;", ">")
            .put("&lt;", "<")
            .put("&quot;", "\"")
            .put("&nbsp;", " ")
            .put("&#160;", " ")
            .put("&amp;", "&")
            .put("\u00C2\u00A0", " ")
            .put("\u00A0", " ")
            .build();

    private static final CharMatcher MAYBE_ENCODED = CharMatcher.anyOf("=&\u00A0");

    /**
     * Takes a line apart. Of quoted-printable only what a kernel's message can hold is decoded, and {@code =20} only at the end:
     * {@code size=32MB} is none.
     */
    public static LogLine of(int number, String raw) {
        String text = decoded(raw);
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

    private static String decoded(String raw) {
        String text = raw.indexOf('\u001B') < 0 ? raw : CONTROL.matcher(raw).replaceAll("");
        if (MAYBE_ENCODED.matchesNoneOf(text)) {
            return text;
        }
        text = ENCODED_BLANK.matcher(text).replaceFirst("");
        for (Map.Entry<String, String> code : ENCODED.entrySet()) {
            text = text.replace(code.getKey(), code.getValue());
        }
        return text;
    }

    /** This line with the rest of it, which a mail program had put on the next. */
    public LogLine joinedWith(LogLine rest) {
        return new LogLine(number, text + " " + rest.text, stamped);
    }
}
