package dev.stalemate.real.line;

import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Takes the kernel's messages out of structured logs: JSON of dmesg and journalctl, the journal's export and verbose forms, and
 * {@code /dev/kmsg}. All other lines stay what they are. Messages of other programs are left out where the log tells.
 */
final class Unwrapper implements JsonLog.Sink {
    private final Problems problems;
    private final Collection<LogLine> out;
    private final JsonLog json = new JsonLog(this);
    private final FieldLog fields;
    private final KmsgLog kmsg = new KmsgLog();
    private @Nullable String boot;
    private int number;

    /**
     * An unwrapper of one file.
     *
     * @param out where the messages go
     */
    Unwrapper(Problems problems, Collection<LogLine> out, FieldLog.Bytes bytes) {
        this.problems = problems;
        this.out = out;
        fields = new FieldLog(this, bytes);
    }

    /** Reads the next line. */
    void next(int line, String raw) throws IOException {
        number = line;
        if ((json.isOpen() || JsonLog.starts(raw)) && json.next(line, raw)) {
            return;
        }
        if (fields.next(line, raw) || kmsg.next(line, raw, out)) {
            return;
        }
        kmsg.end(out);
        out.add(LogLine.of(line, raw));
    }

    /** The file ends. */
    void end() {
        json.end(number);
        fields.end();
        kmsg.end(out);
    }

    @Override
    public void entry(JournalEntry entry) {
        String its = entry.boot();
        if (its != null && boot != null && !its.equals(boot)) {
            out.add(new LogLine(number, BootMark.of(its), true));
        }
        boot = its == null ? boot : its;
        entry.tell(out, problems);
    }

    @Override
    public void damaged(int line, String why) {
        problems.add(line, why);
    }
}
