package dev.stalemate.real.xen;

import com.google.common.collect.ImmutableMap;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param code 0 for one that was done, positive for a guest that got a #GP, negative for an error
 * @param errno the error, 0 where there is none
 * @param misconfigurations EPT misconfiguration exits while the command ran
 * @param lost whether the guest did not answer any more
 * @param refused whether the tool did not know the command, and did nothing
 * @param value what RDMSR gave, or null
 * @param status of a hypercall's own operation, 0 for one that was done
 * @param text what the command showed: a save record, or the file that a dump was written to
 * @param bytes how long that file is
 */
record LabAnswer(
        int code,
        int errno,
        int misconfigurations,
        boolean lost,
        boolean refused,
        @Nullable Long value,
        int status,
        @Nullable String text,
        long bytes) {
    /** What the tool writes behind a command that it doesn't know, or that has too few words. */
    static final LabAnswer REFUSED = new LabAnswer(0, 0, 0, false, true, null, 0, null, 0);

    private static final String BAD_COMMAND = "BAD COMMAND";
    private static final int MISCONFIGURATION = 49;
    private static final int CONTRADICTION = -1;
    private static final Pattern EXIT = Pattern.compile("(?:([A-Z_]+)/)?([0-9]+)\\*([0-9]+)");

    /** The exits that the tool names; it writes others as a number alone. */
    private static final ImmutableMap<Integer, String> NAMES =
            ImmutableMap.of(28, "CR", 32, "WRMSR", 48, "EPT_VIOLATION", MISCONFIGURATION, "EPT_MISCONFIG");

    /** Reads it; null if it is no answer to the command. */
    static @Nullable LabAnswer of(@Nullable LabVerb verb, int words, String text) {
        boolean known = verb != null && words >= verb.words();
        if (text.equals(BAD_COMMAND) || verb == null || !known) {
            return text.equals(BAD_COMMAND) && !known ? REFUSED : null;
        }
        Matcher m = verb.answer().matcher(text);
        if (!m.matches()) {
            return null;
        }
        int code = number(m.group("rc"));
        boolean lost = has(m, "lost");
        int misconfigurations = misconfigurations(m.group("exits"));
        boolean consistent = misconfigurations != CONTRADICTION
                && (m.group("rc") == null || code != 0)
                && (code < 0) == (m.group("errno") != null)
                && (!lost || code < -1)
                && (code <= 0 || verb.answer().pattern().contains("<lost>"))
                && has(m, "fault") == (code > 0 && verb.answer().pattern().contains("<fault>"));
        return !consistent
                ? null
                : new LabAnswer(
                        code,
                        number(m.group("errno")),
                        misconfigurations,
                        lost,
                        false,
                        has(m, "value") ? Long.valueOf(Long.parseUnsignedLong(m.group("value"), 16)) : null,
                        status(m),
                        has(m, "record") ? m.group("record") : has(m, "console") ? m.group("console") : null,
                        has(m, "bytes") ? number(m.group("bytes")) : 0);
    }

    /** Whether the command was done. */
    boolean done() {
        return code == 0;
    }

    /** How it ended, for people. */
    String says() {
        if (code != 0) {
            return code > 0 ? "code " + code : "errno " + errno;
        }
        return status == 0 ? "done" : "status " + status;
    }

    private static boolean has(Matcher m, String group) {
        return m.pattern().pattern().contains("<" + group + ">") && m.group(group) != null;
    }

    private static int status(Matcher m) {
        if (has(m, "error")) {
            return number(m.group("error"));
        }
        return !has(m, "call") ? 0 : number(m.group("call")) != 0 ? number(m.group("call")) : number(m.group("status"));
    }

    /** How many of the exits are; {@link #CONTRADICTION} if a name is not its number's, or they don't grow in number, each once. */
    private static int misconfigurations(@Nullable String exits) {
        int misconfigurations = 0;
        int last = -1;
        Matcher m = EXIT.matcher(exits == null ? "" : exits);
        while (m.find()) {
            int exit = number(m.group(2));
            if (exit <= last || !Objects.equals(m.group(1), NAMES.get(exit))) {
                return CONTRADICTION;
            }
            last = exit;
            misconfigurations = exit == MISCONFIGURATION ? number(m.group(3)) : misconfigurations;
        }
        return misconfigurations;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
