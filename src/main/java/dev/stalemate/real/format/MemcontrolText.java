package dev.stalemate.real.format;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
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
 * The table of {@code memcontrol list} of FreeBSD (usr.sbin/memcontrol/memcontrol.c and sys/x86/x86/x86_mem.c, alike from 3.2 to
 * 15) and DragonFly BSD: {@code 0xd0000000/0x10000000 BIOS uncacheable set-by-firmware active}.
 *
 * <p>Fixed ranges come first, marked fixed-base, whether they are enabled or not; then the pairs by slot, with {@code -a} also
 * those that are off. The kernel has this table only where the MTRRs are enabled. The default type is not in it.
 */
public final class MemcontrolText implements RegisterText {
    private static final ImmutableMap<String, MemType> TYPES = ImmutableMap.of(
            "uncacheable", MemType.UC,
            "write-combine", MemType.WC,
            "write-through", MemType.WT,
            "write-back", MemType.WB,
            "write-protect", MemType.WP);
    private static final ImmutableSet<String> FLAGS =
            ImmutableSet.of("force", "unknown", "fixed-base", "fixed-length", "set-by-firmware", "active", "bogus");
    private static final Pattern ROW = Spaced.pattern("0x(" + MsrLine.HEX + "{1,16})/0x(" + MsrLine.HEX
            + "{1,16}) (\\S{1,8})((?: (?:" + String.join("|", TYPES.keySet()) + "|" + String.join("|", FLAGS) + "))*)");
    private static final Pattern DAMAGED = Spaced.pattern("0x" + MsrLine.HEX + "+/.*|0x\\S+/0x\\S+ \\S+ .*");
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();

    private final Reading.Builder reading = new Reading.Builder();
    private final List<Reading.Pair> pairs = new ArrayList<>();
    private int lastOwn;
    private int pairsLine;
    private int slot;
    private boolean missing;
    private boolean otherSince;

    @Override
    public Match match(String text) {
        Matcher row = ROW.matcher(text);
        if (row.matches() && !row.group(4).isEmpty()) {
            return Match.WHOLE;
        }
        return lastOwn != 0 && !otherSince && DAMAGED.matcher(text).matches() ? Match.DAMAGED : Match.NONE;
    }

    /** A table starts with fixed ranges, or, without, after another text. */
    @Override
    public boolean startsAnother(String text) {
        Matcher row = ROW.matcher(text);
        if (lastOwn == 0 || !row.matches()) {
            return false;
        }
        boolean first = "0".equals(row.group(1)) && text.contains("fixed-base");
        return first || (otherSince && pairsLine != 0);
    }

    @Override
    public void other(int number, String text) {
        otherSince = true;
    }

    @Override
    public void read(int number, String text, Match match) {
        reading.line = reading.line == 0 ? number : reading.line;
        lastOwn = number;
        otherSince = false;
        Matcher row = ROW.matcher(text);
        if (match == Match.DAMAGED || !row.matches()) {
            lose(number, "cut or damaged line of memcontrol's");
            return;
        }
        List<String> words = WORDS.splitToList(row.group(4));
        List<String> types = words.stream().filter(TYPES::containsKey).toList();
        @Nullable MemType type = types.size() == 1 ? TYPES.get(types.get(0)) : null;
        @Nullable Long base = number(row.group(1));
        @Nullable Long size = number(row.group(2));
        if (base == null || size == null) {
            lose(number, "no processor has such an address");
        } else if (words.contains("fixed-base")) {
            fixed(number, base, size, type);
        } else {
            pair(number, base, size, type, words);
        }
    }

    private static @Nullable Long number(String digits) {
        long value = Long.parseUnsignedLong(digits, 16);
        return value >= 0 && value <= 1L << 52 ? value : null;
    }

    private void lose(int line, String why) {
        missing = true;
        pairsLine = pairsLine == 0 ? line : pairsLine;
        reading.problem(line, why + "; a register is taken as unknown");
    }

    private void fixed(int line, long base, long size, @Nullable MemType type) {
        boolean field = FixedRanges.contains(base)
                && FixedRanges.start(FixedRanges.field(base)) == base
                && FixedRanges.start(FixedRanges.field(base) + 1) == base + size;
        if (!field) {
            reading.problem(line, "there is no such fixed range");
        } else if (type == null) {
            reading.problem(line, "this fixed range has a type that FreeBSD does not know");
        } else {
            reading.field(FixedRanges.field(base), type);
        }
    }

    private void pair(int line, long base, long size, @Nullable MemType type, List<String> words) {
        pairsLine = pairsLine == 0 ? line : pairsLine;
        int own = slot++;
        if (!words.contains("active")) {
            inactive(line, base, size);
        } else if (words.contains("bogus") || type == null || Long.bitCount(size) != 1 || (base & size - 1) != 0) {
            lose(line, "FreeBSD shows no register that can be told from this");
        } else if (own >= MtrrMsr.MAX_VCNT || size < 1 << 12 || size > 1L << 51) {
            lose(line, "no pair can hold this");
        } else {
            pairs.add(new Reading.Pair(line, own, base, (1L << 52) - size, type));
        }
    }

    /** The mask of a pair that was never used is 0, which FreeBSD turns into all addresses that the processor has. */
    private void inactive(int line, long base, long size) {
        int bits = Long.numberOfTrailingZeros(size);
        if (base == 0 && Long.bitCount(size) == 1 && Width.possible(bits) && reading.width == null) {
            reading.width = new Width(line, bits, "a pair without a mask");
        }
    }

    @Override
    public ImmutableList<Reading> end() {
        reading.title = "memcontrol list";
        reading.line = Math.max(1, reading.line);
        reading.enabled = true;
        reading.set(new PairSet(
                "registers", pairsLine == 0 ? reading.line : pairsLine, ImmutableList.copyOf(pairs), missing));
        reading.problem(
                reading.line, "memcontrol shows neither the default type nor whether the fixed ranges are enabled");
        return ImmutableList.of(reading.build());
    }
}
