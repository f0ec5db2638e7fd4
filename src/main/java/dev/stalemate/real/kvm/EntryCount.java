package dev.stalemate.real.kvm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ftrace's header says of how many events there are, {@code # entries-in-buffer/entries-written: 55/60}, beside how many follow it.
 * A file of several recordings has several headers; each is compared with the events up to the next.
 */
final class EntryCount {
    private static final String HEADER = "entries-in-buffer/entries-written:";
    private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,18})/([0-9]{1,18})");

    private long line;
    private long promised;
    private long seen;
    private long overwritten;

    /** An event of any kind: markers count too. */
    void event() {
        seen++;
    }

    /** Takes in a comment, and tells the replay what a header says of events that are missing. */
    void comment(TraceLine comment, Replay replay) {
        if (!comment.find(HEADER)) {
            return;
        }
        Matcher numbers = NUMBERS.matcher(comment.word());
        if (!numbers.matches()) {
            return;
        }
        end(comment.number, replay);
        line = comment.number;
        promised = Long.parseLong(numbers.group(1));
        seen = 0;
        long lost = Math.max(0, Long.parseLong(numbers.group(2)) - promised);
        overwritten += lost;
        if (lost > 0) {
            replay.gap(
                    line,
                    "the buffer had no room for " + TraceSummary.amount(lost, "event", "events")
                            + " before the next one");
        }
    }

    /** No more events follow the last header. */
    void end(long at, Replay replay) {
        if (seen < promised) {
            replay.lose(
                    at,
                    String.format(
                            "lines are missing: the header in line %,d tells of %s, and %s it",
                            line,
                            TraceSummary.amount(promised, "event", "events"),
                            TraceSummary.amount(seen, "follows", "follow")));
        }
    }

    /** How many events were written over in the buffer before it was read. */
    long overwritten() {
        return overwritten;
    }
}
