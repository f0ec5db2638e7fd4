package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.real.format.Reading.PairSet;
import dev.stalemate.real.format.Reading.StatedRange;
import dev.stalemate.real.line.Spaced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What EDK2 prints of its "MTRR Settings" (MtrrDebugPrintAllMtrrs in UefiCpuPkg/Library/MtrrLib/MtrrLib.c): since 2011 every
 * register and then the ranges that EDK2 makes of them, since edk2-stable of January 2018 only the pairs that are enabled; and
 * the shorter lines of 2009 and 2010. Platforms' TestPointCheckMtrr prints the registers alone.
 */
public final class EdkText implements RegisterText {
    private static final String HEX16 = "(" + MsrLine.HEX + "{16})";
    private static final Pattern HEADING = Spaced.pattern("MTRR Settings:?");
    private static final Pattern RANGES = Spaced.pattern("(?:MTRR|Memory) Ranges:?");
    private static final Pattern RULE = Spaced.pattern("={10,40}");
    private static final Pattern DEFAULT = Spaced.pattern("(?:MTRR Default Type: |DefaultType = )" + HEX16);
    private static final Pattern FIXED = Spaced.pattern("Fixed ?(?:MTRR)? ?\\[(\\d{2})\\] ?[:=] " + HEX16);
    private static final Pattern VARIABLE = Spaced.pattern("Variable ?(?:MTRR)? ?\\[(\\d{2})\\](?:: Base=" + HEX16
            + " Mask=" + HEX16 + "| = " + HEX16 + ", " + HEX16 + ")");
    private static final Pattern NONE = Spaced.pattern("Variable MTRR ?: None\\.");
    private static final Pattern RANGE = Spaced.pattern("(UC|WC|WT|WP|WB|R\\*):" + HEX16 + "-" + HEX16);
    private static final Pattern DISABLED = Spaced.pattern("MTRR is not enabled\\.");
    private static final Pattern DAMAGED =
            Spaced.pattern("(?:MTRR Default Type|Fixed ?(?:MTRR)? ?\\[|Variable ?MTRR).*");
    private static final Pattern TEST_POINT = Spaced.pattern("==== TestPointCheckMtrr - Exit");
    private static final ImmutableList<Pattern> ANYWHERE =
            ImmutableList.of(HEADING, RANGES, DEFAULT, FIXED, VARIABLE, NONE, DISABLED);

    private final Map<Integer, MsrList.Value> values = new TreeMap<>();
    private final List<Integer> slots = new ArrayList<>();
    private final Reading.Builder reading = new Reading.Builder();
    private boolean headed;
    private boolean ranges;
    private boolean ended;
    private int pairsLine;

    @Override
    public Match match(String text) {
        if (ANYWHERE.stream().anyMatch(kind -> kind.matcher(text).matches())) {
            return Match.WHOLE;
        }
        boolean started = reading.line != 0;
        if (started
                && (RULE.matcher(text).matches()
                        || (ranges && RANGE.matcher(text).matches()))) {
            return Match.WHOLE;
        }
        return started && !ranges && DAMAGED.matcher(text).matches() ? Match.DAMAGED : Match.NONE;
    }

    @Override
    public boolean startsAnother(String text) {
        boolean heading = HEADING.matcher(text).matches();
        boolean defaultType = DEFAULT.matcher(text).matches();
        boolean disabled = DISABLED.matcher(text).matches();
        Matcher fixed = FIXED.matcher(text);
        return reading.line != 0
                && (heading
                        || disabled
                        || (defaultType && (!headed || values.containsKey(MtrrMsr.DEF_TYPE)))
                        || (fixed.matches() && ranges));
    }

    @Override
    public void read(int number, String text, Match match) {
        reading.line = reading.line == 0 ? number : reading.line;
        Matcher type = DEFAULT.matcher(text);
        Matcher fixed = FIXED.matcher(text);
        Matcher variable = VARIABLE.matcher(text);
        Matcher range = RANGE.matcher(text);
        if (match == Match.DAMAGED) {
            reading.problem(number, "cut or damaged line of EDK2's; what it holds is taken as unknown");
            ended = false;
            slots.add(-1);
        } else if (HEADING.matcher(text).matches()) {
            headed = true;
        } else if (RANGES.matcher(text).matches()) {
            ranges = true;
            ended = true;
        } else if (DISABLED.matcher(text).matches()) {
            reading.enabled = false;
        } else if (NONE.matcher(text).matches()) {
            pairsLine = number;
        } else if (type.matches()) {
            put(MtrrMsr.DEF_TYPE, number, type.group(1));
        } else if (fixed.matches() && Integer.parseInt(fixed.group(1)) < MtrrRegisters.FIXED_COUNT) {
            put(MtrrMsr.fixed(Integer.parseInt(fixed.group(1))), number, fixed.group(2));
        } else if (variable.matches()) {
            variable(number, variable);
        } else if (range.matches()) {
            range(number, range);
        }
    }

    private void put(int msr, int line, String digits) {
        MsrList.Value old = values.put(msr, new MsrList.Value(line, Long.parseUnsignedLong(digits, 16)));
        if (old != null) {
            reading.problem(line, String.format("MSR 0x%x comes again; the last counts", msr));
        }
    }

    private void variable(int line, Matcher words) {
        int slot = Integer.parseInt(words.group(1));
        boolean old = words.group(2) == null;
        if (slot >= MtrrMsr.MAX_VCNT) {
            reading.problem(line, "there is no pair " + slot);
            return;
        }
        pairsLine = pairsLine == 0 ? line : pairsLine;
        slots.add(slot);
        put(MtrrMsr.physBase(slot), line, words.group(old ? 4 : 2));
        put(MtrrMsr.physMask(slot), line, words.group(old ? 5 : 3));
    }

    private void range(int line, Matcher words) {
        @Nullable MemType type = MemType.named(words.group(1));
        long start = Long.parseUnsignedLong(words.group(2), 16);
        long last = Long.parseUnsignedLong(words.group(3), 16);
        if (type != null && start >= 0 && last >= start && last >>> 52 == 0) {
            reading.range(new StatedRange(line, start, last + 1, type, false));
        }
        long end = last + 1;
        int bits = Long.numberOfTrailingZeros(end);
        // The ranges are of all addresses that the processor has.
        if (Long.bitCount(end) == 1 && Reading.Width.possible(bits)) {
            reading.width = new Reading.Width(line, bits, "the end of EDK2's ranges");
        }
    }

    @Override
    public void other(int number, String text) {
        ended |= pairsLine != 0 && TEST_POINT.matcher(text).matches();
    }

    @Override
    public ImmutableList<Reading> end() {
        reading.title = "EDK2's MTRR settings";
        reading.line = Math.max(1, reading.line);
        @Nullable Boolean disabled = reading.enabled;
        MsrDecoder decoder = new MsrDecoder(values, Map.of(), reading);
        decoder.singles();
        if (disabled != null) {
            reading.enabled = disabled;
        }
        if (pairsLine != 0) {
            pairs(decoder);
        } else if (values.containsKey(MtrrMsr.DEF_TYPE)) {
            reading.problem(reading.line, "the variable ranges are not in EDK2's list");
        }
        return ImmutableList.of(reading.build());
    }

    /** Disabled pairs are not shown since 2018, so a gap in the numbers means nothing; but a damaged line may have held a pair. */
    private void pairs(MsrDecoder decoder) {
        List<Reading.Pair> pairs = new ArrayList<>();
        boolean missing = !ended || slots.contains(-1);
        for (int slot :
                slots.stream().filter(slot -> slot >= 0).distinct().sorted().toList()) {
            missing |= !decoder.pair(slot, pairs);
        }
        if (!ended) {
            reading.problem(
                    Math.max(
                            pairsLine,
                            values.values().stream()
                                    .mapToInt(MsrList.Value::line)
                                    .max()
                                    .orElse(0)),
                    "EDK2's list of ranges does not follow, so that pairs may be missing");
        }
        reading.set(new PairSet("registers", pairsLine, ImmutableList.copyOf(pairs), missing));
    }
}
