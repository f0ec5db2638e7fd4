package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.real.format.Reading.PairSet;
import dev.stalemate.real.format.Reading.Width;
import dev.stalemate.real.line.Spaced;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What LinuxBIOS and coreboot said of MTRRs from 2004 to March 2013 (src/cpu/x86/mtrr/mtrr.c): a line for each run of
 * fixed ranges and for each pair, in whole MiB. The default type is left as reset or an earlier stage set it, and not printed.
 */
public final class OldCorebootText implements RegisterText {
    private static final Pattern FIXED =
            Spaced.pattern("Setting fixed MTRRs\\((\\d{1,2})-(\\d{1,2})\\) [tT]ype: (UC|WB)");
    private static final Pattern PAIR = Spaced.pattern(
            "Setting variable MTRR (\\d{1,2}), base: (\\d{1,9})MB, range: (\\d{1,9})MB, type (UC|WB|NC|Other)");
    private static final Pattern HIGH = Spaced.pattern("ADDRESS_MASK_HIGH=(?:0x)?(" + MsrLine.HEX + "{1,8})");
    private static final Pattern WIDTH = Spaced.pattern("CPU physical address size: (\\d{1,3}) bits");
    private static final Pattern DONE = Spaced.pattern(
            "DONE variable MTRRs|Clear out the extra MTRR's|call enable_var_mtrr\\(\\)|Leave x86_setup_(?:var_)?mtrrs");
    private static final Pattern KNOWN = Spaced.pattern(
            "DONE fixed MTRRs|call enable_fixed_mtrr\\(\\)|Zero-sized MTRR range @\\d+KB|Running out of variable MTRRs!"
                    + "|range_to_mtrr called for empty range|Allocate an msr .*|Adding hole at .*|MTRR check");
    private static final Pattern STATE = Spaced.pattern("(Fixed|Variable) MTRRs ?: (En|Dis)abled");
    private static final Pattern DAMAGED = Spaced.pattern("Setting (?:fixed|variable) MTRR.*");

    private final Reading.Builder reading = new Reading.Builder();
    private final List<Reading.Pair> pairs = new ArrayList<>();
    private int next;
    private int pairsLine;
    private boolean damaged;
    private boolean done;
    private boolean fixedDone;

    @Override
    public Match match(String text) {
        if (FIXED.matcher(text).matches() || PAIR.matcher(text).matches()) {
            return Match.WHOLE;
        }
        if (reading.line == 0) {
            return Match.NONE;
        }
        for (Pattern kind : new Pattern[] {HIGH, WIDTH, DONE, KNOWN, STATE}) {
            if (kind.matcher(text).matches()) {
                return Match.WHOLE;
            }
        }
        return DAMAGED.matcher(text).matches() ? Match.DAMAGED : Match.NONE;
    }

    /** Every processor sets its own registers, and each starts with all fixed ranges. */
    @Override
    public boolean startsAnother(String text) {
        Matcher fixed = FIXED.matcher(text);
        Matcher pair = PAIR.matcher(text);
        return (fixedDone && fixed.matches() && "0".equals(fixed.group(1)) && "UC".equals(fixed.group(3)))
                || (next > 0 && pair.matches() && "0".equals(pair.group(1)));
    }

    @Override
    public void read(int number, String text, Match match) {
        reading.line = reading.line == 0 ? number : reading.line;
        Matcher fixed = FIXED.matcher(text);
        Matcher pair = PAIR.matcher(text);
        Matcher state = STATE.matcher(text);
        if (match == Match.DAMAGED) {
            reading.problem(number, "cut or damaged line of coreboot's; what it holds is taken as unknown");
            damaged |= text.contains("variable");
        } else if (fixed.matches()) {
            fixed(number, fixed);
        } else if (pair.matches()) {
            pair(number, pair);
        } else if (state.matches()) {
            state("Fixed".equals(state.group(1)), "En".equals(state.group(2)));
        } else {
            done |= DONE.matcher(text).matches() && pairsLine != 0;
            fixedDone |= text.startsWith("DONE");
            width(number, text);
        }
    }

    private void state(boolean ofFixed, boolean on) {
        if (ofFixed) {
            reading.fixedEnabled = on;
        } else {
            reading.enabled = on;
        }
    }

    /** The end is exclusive. */
    private void fixed(int line, Matcher words) {
        int first = Integer.parseInt(words.group(1));
        int end = Integer.parseInt(words.group(2));
        @Nullable MemType type = MemType.named(words.group(3));
        if (end > FixedRanges.FIELDS || first >= end || type == null) {
            reading.problem(line, "there are no such fixed ranges");
            return;
        }
        fixedDone |= type == MemType.WB;
        for (int field = first; field < end; field++) {
            reading.field(field, type);
        }
    }

    private void pair(int line, Matcher words) {
        pairsLine = pairsLine == 0 ? line : pairsLine;
        int slot = Integer.parseInt(words.group(1));
        long base = Long.parseLong(words.group(2)) << 20;
        long size = Long.parseLong(words.group(3)) << 20;
        @Nullable MemType type = MemType.named(words.group(4));
        boolean possible = Long.bitCount(size) == 1 && (base & size - 1) == 0 && base + size <= 1L << 52;
        if (slot >= MtrrMsr.MAX_VCNT || slot < next || type == null || !possible) {
            reading.problem(line, "no pair can read like this beside the others; it is taken as unknown");
            damaged = true;
        } else {
            pairs.add(new Reading.Pair(line, slot, base, (1L << 52) - size, type));
        }
        damaged |= slot > next;
        next = Math.max(next, slot + 1);
    }

    private void width(int line, String text) {
        Matcher high = HIGH.matcher(text);
        Matcher stated = WIDTH.matcher(text);
        int bits = 0;
        if (high.matches()) {
            bits = 32 + Long.bitCount(Long.parseLong(high.group(1), 16));
        } else if (stated.matches()) {
            bits = Integer.parseInt(stated.group(1));
        }
        if (Width.possible(bits) && reading.width == null) {
            reading.width = new Width(line, bits, "coreboot");
        }
    }

    @Override
    public ImmutableList<Reading> end() {
        reading.title = "coreboot";
        reading.line = Math.max(1, reading.line);
        if (pairsLine != 0) {
            reading.enabled = reading.enabled == null ? Boolean.TRUE : reading.enabled;
            if (!done) {
                reading.problem(
                        pairsLine, "the end of coreboot's list of pairs is not in the log; some may be missing");
            }
            reading.set(new PairSet("registers", pairsLine, ImmutableList.copyOf(pairs), !done || damaged));
            reading.problem(pairsLine, "this coreboot does not print the default type");
        }
        return ImmutableList.of(reading.build());
    }
}
