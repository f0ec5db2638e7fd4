package dev.stalemate.real.line;

import java.util.regex.Pattern;

/** What journalctl prints between two boots, and {@link Unwrapper} where a structured log goes on to another boot. */
public final class BootMark {
    /** To systemd 245 without a number. */
    private static final Pattern MARK = Pattern.compile("-- (?:Boot [0-9a-f]{32}|Reboot) --");

    private BootMark() {}

    /** Whether a line is such a mark. */
    public static boolean is(String text) {
        return MARK.matcher(text).matches();
    }

    /** The mark of a boot of a structured log; an identifier that is not one is not printed. */
    static String of(String boot) {
        return boot.matches("[0-9a-f]{32}") ? "-- Boot " + boot + " --" : "-- Reboot --";
    }
}
