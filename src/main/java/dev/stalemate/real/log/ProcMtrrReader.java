package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.RegisterSet;
import dev.stalemate.real.map.VariableRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the table of {@code /proc/mtrr} (mtrr_seq_show of arch/x86/kernel/cpu/mtrr/if.c, and its form before Linux 2.6.29).
 *
 * <p>Linux shows a size where the register has a mask. Only a power of two can be turned back: what Linux makes of a mask with
 * holes, or of a 36-bit mask in 32-bit arithmetic, does not tell which mask it was.
 */
final class ProcMtrrReader implements LineReader {
    private static final String BASE_AND_SIZE =
            "reg(\\d{2,3}): base=0x([0-9A-Fa-f]{6,16}) \\( *(\\d{1,10}) *MB\\), size= *(\\d{1,10}) *([MK])B";

    /** {@code reg00: base=0x000000000 (    0MB), size=32768MB, count=1: write-back}. */
    private static final Pattern NEW = Spaced.pattern(BASE_AND_SIZE + ", count=\\d+: " + TypeWords.REGEX);

    /** {@code reg00: base=0x00000000 (   0MB), size= 512MB: write-back, count=1}. */
    private static final Pattern OLD = Spaced.pattern(BASE_AND_SIZE + ": " + TypeWords.REGEX + ", count=\\d+");

    /** What is left of a row, and of the rest of one that was wrapped. */
    private static final Pattern START =
            Spaced.pattern("reg\\d{1,3}(?:: (?:b|ba|bas|base(?:=.*)?)?)?|.*base=0x[0-9A-Fa-f]+ .*MB.*(?:size|count).*");

    private static final int TYPE_GROUP = 6;

    private final Problems problems;
    private final List<VariableRange> ranges = new ArrayList<>();
    private int firstLine;
    private int firstSlot;
    private int nextSlot;
    private boolean missing;

    ProcMtrrReader(Problems problems) {
        this.problems = problems;
    }

    @Override
    public Fit fit(String text) {
        if (!START.matcher(text).matches()) {
            return Fit.NONE;
        }
        return row(text) != null ? Fit.WHOLE : Fit.PART;
    }

    private static @Nullable Matcher row(String text) {
        Matcher row = NEW.matcher(text);
        Matcher old = OLD.matcher(text);
        return row.matches() ? row : old.matches() ? old : null;
    }

    /** Tables are in order, so that another one starts where this one did. */
    @Override
    public boolean startsAnother(String text) {
        Matcher row = row(text);
        return row != null && nextSlot > 0 && Integer.parseInt(row.group(1)) <= firstSlot;
    }

    @Override
    public void read(LogLine line, Fit fit) {
        if (firstLine == 0) {
            firstLine = line.number();
        }
        Matcher row = row(line.text());
        if (fit == Fit.PART || row == null) {
            lose(line, "cut or damaged line of /proc/mtrr");
            return;
        }
        int slot = Integer.parseInt(row.group(1));
        long base = Long.parseUnsignedLong(row.group(2), 16);
        long size = Long.parseLong(row.group(4)) << ("M".equals(row.group(5)) ? 20 : 10);
        firstSlot = nextSlot == 0 ? slot : firstSlot;
        boolean powerOfTwo = Long.bitCount(size) == 1;
        if (base >>> 20 != Long.parseLong(row.group(3)) || slot < nextSlot) {
            lose(line, "this line of /proc/mtrr contradicts itself or the one before");
        } else if (!powerOfTwo) {
            lose(line, "the size is no power of two, so that the mask is not known");
        } else if (!VariableRange.possible(slot, base, VariableRange.maskOf(size))) {
            lose(line, "no MTRR can hold this");
        } else {
            ranges.add(new VariableRange(
                    line.number(), slot, base, VariableRange.maskOf(size), TypeWords.type(row.group(TYPE_GROUP))));
        }
        nextSlot = Math.max(nextSlot, slot + 1);
    }

    private void lose(LogLine line, String why) {
        missing = true;
        problems.add(line.number(), why + "; the register is taken as unknown: " + Problem.quote(line.text()));
    }

    /** The table's registers; null if there is none. */
    @Nullable
    RegisterSet registers() {
        return firstLine == 0
                ? null
                : new RegisterSet(RegisterSet.PROC, firstLine, ImmutableList.copyOf(ranges), missing);
    }
}
