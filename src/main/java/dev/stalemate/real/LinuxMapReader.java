package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.TreeRangeMap;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.format.Spaced;
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

    /**
     * The line that counts the entries.
     *
     * @param entries how many entries the map has
     * @param fixed how many of them come from fixed ranges; 0 where these are disabled
     * @param max how many there could be: fixed + 2 * pairs, and one for TOM2
     * @param built how many pairs it is built from, where TOM2 counts as one
     */
    record Summary(LogLine line, int entries, int fixed, int max, int built) {
        /** Whether AMD's TOM2 forces memory to WB, which both numbers together tell. */
        boolean tom2() {
            return 2 * built - (max - fixed) == 1;
        }

        /** Pairs of variable-range MTRRs that the processor has (MTRRcap.VCNT). */
        int slots() {
            return built - (tom2() ? 1 : 0);
        }
    }

    private record Entry(int index, Range<Long> range, MemType type) {}

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
        boolean follows = previous == null || (index > previous.index && start >= previous.range.upperEndpoint());
        if (!follows || summary == null || index >= summary.entries || start < 0 || last < start || last >>> 52 != 0) {
            problems.add(line.number(), "no entry can follow the one before like this: " + Problem.quote(line.text()));
            return;
        }
        if (index != (previous == null ? 0 : previous.index + 1)) {
            problems.add(line.number(), "before this line, entries of Linux's own map are missing");
        }
        entries.add(new Entry(index, Range.closedOpen(start, last + 1), TypeWords.type(words.group(4))));
        lastLine = line.number();
    }

    /** The file ends. */
    void finish() {
        if (listed() && !complete()) {
            problems.add(lastLine, "the rest of Linux's own map is not in the log");
        }
    }

    @Nullable
    Summary summary() {
        return summary;
    }

    /** Whether the log shows entries, and so a map. */
    boolean listed() {
        return !entries.isEmpty();
    }

    /** The end of the highest entry, exclusive; 0 without one. */
    long end() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).range.upperEndpoint();
    }

    /** Whether the last entry that Linux counts is there; only where there are entries. */
    boolean complete() {
        return summary != null && listed() && entries.get(entries.size() - 1).index == summary.entries - 1;
    }

    /**
     * The types of all addresses from 0 to 2^width - 1, neighbours of one type joined.
     *
     * @param defaultType null where it is not known
     * @param width MAXPHYADDR in bits
     */
    ImmutableRangeMap<Long, MapType> map(@Nullable MemType defaultType, int width) {
        MapType gap = defaultType == null ? MapType.UNKNOWN : MapType.of(defaultType);
        RangeMap<Long, MapType> map = TreeRangeMap.create();
        long at = 0;
        int next = 0;
        for (Entry entry : entries) {
            put(map, at, entry.range.lowerEndpoint(), entry.index == next ? gap : MapType.UNKNOWN);
            map.putCoalescing(entry.range, MapType.of(entry.type));
            at = entry.range.upperEndpoint();
            next = entry.index + 1;
        }
        put(map, at, 1L << width, complete() ? gap : MapType.UNKNOWN);
        return ImmutableRangeMap.copyOf(map);
    }

    private static void put(RangeMap<Long, MapType> map, long start, long end, MapType type) {
        if (start < end) {
            map.putCoalescing(Range.closedOpen(start, end), type);
        }
    }
}
