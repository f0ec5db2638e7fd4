package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.TreeRangeMap;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import org.jspecify.annotations.Nullable;

/**
 * The map that Linux since 6.5 makes of the MTRRs, as a log shows it. What no entry covers has the default type.
 *
 * @param summary the line that counts the entries, or null if there is none
 * @param entries those that the log shows, ascending
 */
public record LinuxMap(@Nullable Summary summary, ImmutableList<Entry> entries) {
    /** What there is where a log does not show the map. */
    static final LinuxMap NONE = new LinuxMap(null, ImmutableList.of());

    /**
     * The line that counts the entries.
     *
     * @param count how many entries the map has
     * @param fixed how many of them come from fixed ranges; 0 where these are disabled
     * @param max how many there could be: fixed + 2 * pairs, and one for TOM2
     * @param built how many pairs it is built from, where TOM2 counts as one
     */
    public record Summary(LogLine line, int count, int fixed, int max, int built) {
        /** Whether AMD's TOM2 forces memory to WB, which both numbers together tell. */
        public boolean tom2() {
            return 2 * built - (max - fixed) == 1;
        }

        /** Pairs of variable-range MTRRs that the processor has (MTRRcap.VCNT). */
        public int slots() {
            return built - (tom2() ? 1 : 0);
        }
    }

    /**
     * One entry of the map.
     *
     * @param index its number, from 0
     * @param range a closed-open range
     */
    public record Entry(int index, Range<Long> range, MemType type) {}

    /** Whether the log shows entries, and so a map. */
    public boolean listed() {
        return !entries.isEmpty();
    }

    /** The end of the highest entry, exclusive; 0 without one. */
    public long end() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).range().upperEndpoint();
    }

    /** Whether the last entry that Linux counts is there; only where there are entries. */
    public boolean complete() {
        return summary != null && listed() && entries.get(entries.size() - 1).index() == summary.count() - 1;
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
            put(map, at, entry.range().lowerEndpoint(), entry.index() == next ? gap : MapType.UNKNOWN);
            map.putCoalescing(entry.range(), MapType.of(entry.type()));
            at = entry.range().upperEndpoint();
            next = entry.index() + 1;
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
