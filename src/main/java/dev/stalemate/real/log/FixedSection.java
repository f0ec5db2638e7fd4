package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.FixedRange;
import dev.stalemate.real.map.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a register dump after "MTRR fixed ranges": lines such as {@code A0000-BFFFF uncachable}, ascending, without a gap,
 * from 0 to 1 MiB (print_fixed of arch/x86/kernel/cpu/mtrr/generic.c).
 */
final class FixedSection {
    static final Pattern HEADER = Spaced.pattern("MTRR fixed ranges (en|dis)abled:");
    static final Pattern RANGE = Spaced.pattern("([0-9A-Fa-f]{5})-([0-9A-Fa-f]{5}) +" + TypeWords.REGEX);
    static final Pattern DAMAGED = Spaced.pattern("[0-9A-Fa-f]{2,5}(?:-.*)?|.*[0-9A-Fa-f]{3}-[0-9A-Fa-f]{3}.*");

    private final Problems problems;
    private final List<FixedRange> ranges = new ArrayList<>();
    private final Map<Integer, MemType> fields = new TreeMap<>();
    private Switch enabled = Switch.UNKNOWN;
    private int firstLine;
    private int lastLine;
    private long next;

    FixedSection(Problems problems) {
        this.problems = problems;
    }

    boolean started() {
        return lastLine != 0;
    }

    void header(LogLine line, boolean on) {
        firstLine = line.number();
        lastLine = firstLine;
        enabled = on ? Switch.ON : Switch.OFF;
    }

    /** No header came where it would have been: the processor has no fixed ranges (MTRRcap.FIX=0). */
    void absent() {
        enabled = Switch.OFF;
    }

    void range(LogLine line, Matcher range) {
        long start = Long.parseLong(range.group(1), 16);
        long last = Long.parseLong(range.group(2), 16);
        boolean wholeFields = start <= last
                && FixedRanges.start(FixedRanges.field(start)) == start
                && FixedRanges.start(FixedRanges.field(last) + 1) == last + 1;
        if (start < next || !wholeFields) {
            problems.add(
                    line.number(), "no fixed range can follow the one before like this: " + Problem.quote(line.text()));
            return;
        }
        stopsBefore(start, line.number());
        MemType type = TypeWords.type(range.group(3));
        ranges.add(new FixedRange(start, last, type));
        for (int field = FixedRanges.field(start); field <= FixedRanges.field(last); field++) {
            fields.put(field, type);
        }
        next = last + 1;
        lastLine = line.number();
    }

    /** The dump goes on with something else, or the file ends. */
    void end() {
        if (started()) {
            stopsBefore(FixedRanges.END, lastLine);
            next = FixedRanges.END;
        }
    }

    private void stopsBefore(long start, int line) {
        if (next < start) {
            problems.add(line, String.format("the fixed ranges 0x%x-0x%x are not in the log", next, start - 1));
        }
    }

    /** Line of the heading; 0 before. */
    int firstLine() {
        return firstLine;
    }

    Switch enabled() {
        return enabled;
    }

    ImmutableList<FixedRange> ranges() {
        return ImmutableList.copyOf(ranges);
    }

    /** The fields that the log states, by {@link FixedRanges} number. */
    ImmutableMap<Integer, MemType> fields() {
        return ImmutableMap.copyOf(fields);
    }
}
