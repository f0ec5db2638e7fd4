package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeMap;
import com.google.common.collect.TreeRangeSet;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads which addresses are RAM from the memory maps that Linux and Xen print while they boot: the firmware's, the user's and the
 * kernel's modified one.
 *
 * <p>A range is RAM if any of them calls it usable. The modified map takes away what the MTRRs leave uncached ("update e820 for
 * mtrr"), which is the very RAM to point out.
 */
final class E820Reader implements LineReader {
    /** Most ranges kept; firmware is limited to a few hundred, EFI to a few thousand. */
    private static final int MAX_RANGES = 1 << 12;

    private static final long END = 1L << 52;

    private static final Pattern HEADING = Spaced.pattern(".*BIOS-provided physical RAM map:");

    private static final String HEX = "([0-9A-Fa-f]{1,16})";

    private static final Pattern START = Spaced.pattern("BIOS-[0-9a-z]{2,4}:.*"
            + "|(?:modified|user|extended|Xen|reserve setup_data): (?:\\[(?:mem|gap) 0x.*|[0-9A-Fa-f]{6,16} -.*)"
            + "|\\[?[0-9A-Fa-f]{16}(?:,| -) [0-9A-Fa-f]{16}\\]? (?:\\(|type).*");

    /** {@code BIOS-e820: [mem 0x0000000000100000-0x0000000018ebafff] usable}: the end is the last byte. */
    private static final Pattern NEW =
            Spaced.pattern("[\\w -]+: \\[mem 0x" + HEX + "-0x" + HEX + "\\]\\s+" + "(\\S.*)");

    /** {@code (XEN)  [0000000000000000, 000000000009fbff] (usable)}: the end is the last byte. */
    private static final Pattern XEN = Spaced.pattern("\\[" + HEX + ", " + HEX + "\\] \\(?(\\w[^)]*)\\)?");

    /** {@code BIOS-e820: [gap 0x00000000000a0000-0x00000000000effff]}, since 2026: nothing is there. */
    private static final Pattern GAP = Spaced.pattern("[\\w -]+: \\[gap 0x" + HEX + "-0x" + HEX + "\\].*");

    /** {@code BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)}: the end is excluded. */
    private static final Pattern OLD = Spaced.pattern("(?:[\\w -]+: )?" + HEX + " - " + HEX + " \\((\\S.*)\\)");

    private static final ImmutableList<Pattern> FORMS = ImmutableList.of(NEW, XEN, OLD);

    private static final Pattern RAM = Spaced.pattern("usable|System RAM");

    /** What e820_print_type of arch/x86/kernel/e820.c prints of all else, with the newer wording of 2026. */
    private static final Pattern NOT_RAM = Spaced.pattern(
            "unusable|unaccepted|unknown|(?:soft |device )?reserved|type \\d+|ACPI [A-Za-z]+|persistent.*");

    private final Problems problems;
    private final RangeMap<Long, Integer> ram = TreeRangeMap.create();
    private long highest;
    private int kept;
    private boolean headed;
    private boolean seen;

    E820Reader(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Fit fit(String text) {
        if (HEADING.matcher(text).matches()) {
            return Fit.WHOLE;
        }
        if (!START.matcher(text).matches()) {
            return Fit.NONE;
        }
        Matcher range = range(text);
        boolean whole = range != null
                && (isRam(range) || NOT_RAM.matcher(range.group(3).strip()).matches());
        return whole || GAP.matcher(text).matches() ? Fit.WHOLE : Fit.PART;
    }

    /** A boot has one map of the firmware. */
    @Override
    public boolean startsAnother(String text) {
        return headed && HEADING.matcher(text).matches();
    }

    @Override
    public void read(LogLine line, Fit fit) {
        seen = true;
        headed |= HEADING.matcher(line.text()).matches();
        if (fit == Fit.PART) {
            damaged(line);
            return;
        }
        Matcher range = range(line.text());
        if (range == null) {
            return;
        }
        boolean lastIncluded = !OLD.equals(range.pattern());
        long start = Long.parseUnsignedLong(range.group(1), 16);
        long end = Long.parseUnsignedLong(range.group(2), 16) + (lastIncluded ? 1 : 0);
        if (start < 0 || start >= end || end > END) {
            damaged(line);
        } else if (!isRam(range)) {
            highest = Math.max(highest, end);
        } else if (++kept > MAX_RANGES) {
            problems.add(line.number(), "more than " + MAX_RANGES + " ranges of RAM; this one is not looked at");
        } else {
            add(Range.closedOpen(start, end), line.number());
        }
    }

    /** Whether any line of a memory map was read. */
    boolean seen() {
        return seen;
    }

    /** The RAM, each address with the first line that calls it usable. */
    ImmutableRangeMap<Long, Integer> ram() {
        return ImmutableRangeMap.copyOf(ram);
    }

    /** The end of the highest range of whatever kind but RAM, exclusive; 0 without one. */
    long end() {
        return highest;
    }

    /** A range in one of the forms: first address, last or end, what it is; null if in none. */
    private static @Nullable Matcher range(String text) {
        for (Pattern form : FORMS) {
            Matcher range = form.matcher(text);
            if (range.matches()) {
                return range;
            }
        }
        return null;
    }

    private static boolean isRam(Matcher range) {
        return RAM.matcher(range.group(3).strip()).matches();
    }

    private void damaged(LogLine line) {
        problems.add(
                line.number(),
                "cut or damaged line of the memory map; a range of RAM may be missing: " + Problem.quote(line.text()));
    }

    private void add(Range<Long> range, int line) {
        RangeSet<Long> fresh = TreeRangeSet.create();
        fresh.add(range);
        fresh.removeAll(
                ImmutableRangeSet.copyOf(ram.subRangeMap(range).asMapOfRanges().keySet()));
        fresh.asRanges().forEach(part -> ram.put(part, line));
    }
}
