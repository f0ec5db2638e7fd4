package dev.stalemate.real;

import java.util.regex.Pattern;

/** Reads what journalctl prints between two boots, and {@link Unwrapper} where a structured log goes on to another boot. */
final class BootMarkReader implements LineReader {
    /** To systemd 245 without a number. */
    private static final Pattern MARK = Pattern.compile("-- (?:Boot [0-9a-f]{32}|Reboot) --");

    /** The same for a boot of a structured log; what is no number of one is not printed. */
    static String mark(String boot) {
        return boot.matches("[0-9a-f]{32}") ? "-- Boot " + boot + " --" : "-- Reboot --";
    }

    @Override
    public Fit fit(String text) {
        return MARK.matcher(text).matches() ? Fit.WHOLE : Fit.NONE;
    }

    @Override
    public boolean startsAnother(String text) {
        return true;
    }

    @Override
    public void read(LogLine line, Fit fit) {
        // The mark itself says nothing of the machine.
    }
}
