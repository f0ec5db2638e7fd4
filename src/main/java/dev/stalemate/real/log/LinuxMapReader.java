package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.LinuxMap;
import dev.stalemate.real.map.LinuxMap.Entry;
import dev.stalemate.real.map.LinuxMap.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the map that Linux since 6.5 makes of the MTRRs (mtrr_build_map of arch/x86/kernel/cpu/mtrr/generic.c): one line that
 * counts its entries, and with {@code mtrr=debug} the entries. What no entry covers has the default type.
 */
final class LinuxMapReader implements LineReader {
    private static final Pattern SUMMARY = Spaced.pattern(
            "MTRR map: (\\d{1,4}) entr\\S{1,3} \\((\\d{1,4}) fixed \\+ (\\d{1,4}) variable; max (\\d{1,4})\\),"
                    + " built from (\\d{1,3}) variable MTRRs");
    private static final Pattern ENTRY =
            Spaced.pattern("(\\d{1,4}): ([0-9A-Fa-f]{8,16})-([0-9A-Fa-f]{8,16}) +" + TypeWords.REGEX);
    private static final ImmutableList<Pattern> ALWAYS = ImmutableList.of(SUMMARY);
    private static final ImmutableList<Pattern> LISTING = ImmutableList.of(SUMMARY, ENTRY);
    private static final Pattern DAMAGED_SUMMARY = Spaced.pattern("MTRR map:.*");
    private static final Pattern DAMAGED = Spaced.pattern("MTRR map:.*|\\d{1,4}: [0-9A-Fa-f]{4}.*");

    private final Problems problems;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable Summary summary;
    private int lastLine;

    LinuxMapReader(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Fit fit(String text) {
        return summary == null ? Fit.of(text, ALWAYS, DAMAGED_SUMMARY) : Fit.of(text, LISTING, DAMAGED);
    }

    @Override
    public boolean startsAnother(String text) {
        return summary != null && SUMMARY.matcher(text).matches();
    }

    @Override
    public void read(LogLine line, Fit fit) {
        Matcher counts = SUMMARY.matcher(line.text());
        Matcher entry = ENTRY.matcher(line.text());
        if (fit == Fit.PART) {
            problems.add(line.number(), "cut or damaged line of Linux's own map: " + Problem.quote(line.text()));
        } else if (!counts.matches()) {
            if (entry.matches()) {
                entry(line, entry);
            }
        } else {
            summary = new Summary(line, number(counts, 1), number(counts, 2), number(counts, 4), number(counts, 5));
            lastLine = line.number();
        }
    }

    private static int number(Matcher counts, int group) {
        return Integer.parseInt(counts.group(group));
    }

    private void entry(LogLine line, Matcher words) {
        int index = number(words, 1);
        long start = Long.parseUnsignedLong(words.group(2), 16);
        long last = Long.parseUnsignedLong(words.group(3), 16);
        Entry previous = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        boolean follows = previous == null
                || (index > previous.index() && start >= previous.range().upperEndpoint());
        if (!follows || summary == null || index >= summary.count() || start < 0 || last < start || last >>> 52 != 0) {
            problems.add(line.number(), "no entry can follow the one before like this: " + Problem.quote(line.text()));
            return;
        }
        if (index != (previous == null ? 0 : previous.index() + 1)) {
            problems.add(line.number(), "entries of Linux's own map are missing before this line");
        }
        entries.add(new Entry(index, Range.closedOpen(start, last + 1), TypeWords.type(words.group(4))));
        lastLine = line.number();
    }

    /** The file ends. */
    void finish() {
        LinuxMap map = map();
        if (map.listed() && !map.complete()) {
            problems.add(lastLine, "the rest of Linux's own map is not in the log");
        }
    }

    @Nullable
    Summary summary() {
        return summary;
    }

    /** What was read of the map so far. */
    LinuxMap map() {
        return new LinuxMap(summary, ImmutableList.copyOf(entries));
    }
}
