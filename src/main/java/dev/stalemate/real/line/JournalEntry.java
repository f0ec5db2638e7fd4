package dev.stalemate.real.line;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a structured log: the fields that matter here, by the names that the journal has for them
 * (systemd.journal-fields(7)).
 */
final class JournalEntry {
    /** In place of a value that journalctl leaves out because it is long: {@code null} in JSON, this in verbose. */
    private static final String LEFT_OUT = "\\[\\d+(?:\\.\\d+)?[BKMG] blob data\\]";

    private record Message(int line, @Nullable String text) {}

    private final List<Message> messages = new ArrayList<>();
    private @Nullable String transport;
    private @Nullable String identifier;
    private @Nullable String boot;

    /**
     * Takes in a field; others than those below are ignored.
     *
     * @param line the line of the file on which it stands
     * @param value null if the log leaves it out
     */
    void put(int line, String key, @Nullable String value) {
        switch (key) {
            case "MESSAGE" -> messages.add(new Message(line, value == null || value.matches(LEFT_OUT) ? null : value));
            case "_TRANSPORT" -> transport = value;
            case "SYSLOG_IDENTIFIER" -> identifier = value;
            case "_BOOT_ID" -> boot = value;
            default -> {}
        }
    }

    /** The boot that the entry is of; null if it does not say. */
    @Nullable
    String boot() {
        return boot;
    }

    /** Whether the kernel said it, or the entry does not tell. */
    private boolean isKernels() {
        return transport != null ? "kernel".equals(transport) : identifier == null || "kernel".equals(identifier);
    }

    /** Adds the messages to {@code out}, each line of one by itself; what is left out becomes a problem. */
    void tell(Collection<LogLine> out, Problems problems) {
        if (!isKernels()) {
            return;
        }
        for (Message message : messages) {
            if (message.text == null) {
                problems.add(message.line, "journalctl left out a long message here; with --all it prints them");
            } else {
                tell(message.line, message.text, out);
            }
        }
    }

    /**
     * Adds a message, each line of it by itself. It ends where another starts: dmesg of util-linux 2.38 prints all of a file's
     * after each with {@code --json --file}.
     */
    static void tell(int number, String message, Collection<LogLine> out) {
        boolean first = true;
        for (String text : message.split("\n", -1)) {
            LogLine line = LogLine.of(number, text);
            if (!first && line.stamped()) {
                return;
            }
            out.add(first ? new LogLine(number, line.text(), true) : line);
            first = false;
        }
    }
}
