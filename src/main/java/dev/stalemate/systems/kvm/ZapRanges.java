package dev.stalemate.systems.kvm;

import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMap;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.paging.MsrValues;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Records what a design zaps as address ranges, in the order of its calls. */
final class ZapRanges implements Zap {
    /** Instead of ranges that are expected: the frames that would get another leaf without CD. */
    static final String WHAT_DIFFERS = "what-differs";

    private final long end;
    private final List<Range<Long>> calls = new ArrayList<>();

    /** For a guest of this MAXPHYADDR. */
    ZapRanges(int maxPhyAddr) {
        this.end = 1L << maxPhyAddr;
    }

    /** One range for each call to kvm_zap_gfn_range(). */
    List<Range<Long>> calls() {
        return calls;
    }

    /** All that was zapped. */
    RangeSet<Long> union() {
        RangeSet<Long> union = TreeRangeSet.create();
        calls.forEach(union::add);
        return union;
    }

    /** The calls as {@link #parse} reads ranges. */
    String text() {
        return calls.isEmpty()
                ? "none"
                : calls.stream()
                        .map(r -> "0x" + Long.toHexString(r.lowerEndpoint()) + "-0x"
                                + Long.toHexString(r.upperEndpoint() - 1))
                        .collect(Collectors.joining("+"));
    }

    @Override
    public void all() {
        calls.add(Range.closedOpen(0L, end));
    }

    @Override
    public void range(long first, long last) {
        calls.add(Range.closedOpen(first, last + 1));
    }

    @Override
    public void notWriteBack(MtrrRegisters mtrrs) {
        RangeSet<Long> rest = TreeRangeSet.create();
        rest.add(Range.closedOpen(0L, end));
        MtrrMap.of(mtrrs).asMapOfRanges().forEach((range, type) -> {
            if (type == MemType.WB) {
                rest.remove(range);
            }
        });
        calls.addAll(rest.asRanges());
    }

    /** Checks what a scope expects of a zap: ranges as {@link #parse} reads them, or {@link #WHAT_DIFFERS}. */
    static String expected(String text) {
        parse(text.equals(WHAT_DIFFERS) ? "none" : text);
        return text;
    }

    /** The same in words; empty where nothing is expected. */
    static String inWords(String expected) {
        return switch (expected) {
            case "none" -> "";
            case WHAT_DIFFERS -> "expected zap of what differs without CD";
            default -> "expected zap " + expected;
        };
    }

    /** Reads ranges such as {@code 0xa0000-0xfffff+0x80000000-0xffffffff}, last addresses inclusive; {@code none} is the empty set. */
    static ImmutableRangeSet<Long> parse(String text) {
        ImmutableRangeSet.Builder<Long> ranges = ImmutableRangeSet.builder();
        if (!text.equals("none")) {
            for (String range : text.split("\\+", -1)) {
                int dash = range.indexOf('-');
                if (dash < 0) {
                    throw new IllegalArgumentException("'" + range + "' is not a range such as 0xa0000-0xfffff");
                }
                long first = MsrValues.hex(range.substring(0, dash));
                long last = MsrValues.hex(range.substring(dash + 1));
                if (first < 0 || last < first || last == Long.MAX_VALUE) {
                    throw new IllegalArgumentException("'" + range + "' ends before it starts, or beyond any address");
                }
                ranges.add(Range.closedOpen(first, last + 1));
            }
        }
        return ranges.build();
    }
}
