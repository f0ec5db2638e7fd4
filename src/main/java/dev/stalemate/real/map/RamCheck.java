package dev.stalemate.real.map;

import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import java.util.Map;

/** Finds RAM that is not WB: slow (UC), or wrong for a kernel that takes all RAM for WB. */
final class RamCheck {
    private final FindingList findings;
    private Range<Long> pending = Range.closedOpen(0L, 0L);
    private MapType pendingType = MapType.WB;
    private int pendingLine;

    private RamCheck(FindingList findings) {
        this.findings = findings;
    }

    /** One finding for each stretch of RAM of one type that is known and not WB, with the line that calls it RAM. */
    static void check(
            ImmutableRangeMap<Long, Integer> ram, ImmutableRangeMap<Long, MapType> map, FindingList findings) {
        RamCheck check = new RamCheck(findings);
        for (Map.Entry<Range<Long>, Integer> stretch : ram.asMapOfRanges().entrySet()) {
            map.subRangeMap(stretch.getKey())
                    .asMapOfRanges()
                    .forEach((part, type) -> check.add(part, type, stretch.getValue()));
        }
        check.flush();
    }

    private void add(Range<Long> part, MapType type, int line) {
        if (type == pendingType && pending.upperEndpoint().equals(part.lowerEndpoint())) {
            pending = pending.span(part);
            return;
        }
        flush();
        pending = part;
        pendingType = type;
        pendingLine = line;
    }

    private void flush() {
        if (pendingType == MapType.WB || pendingType == MapType.UNKNOWN) {
            return;
        }
        String what = pendingType == MapType.UNDEFINED
                ? "has no defined type: variable ranges overlap in a way that the SDM leaves undefined"
                : "is " + pendingType + ", not WB";
        findings.add(new Finding(
                Finding.Kind.RAM_NOT_WB,
                pendingLine,
                pending,
                "RAM " + Addresses.range(pending) + " (" + Addresses.size(pending) + ") " + what));
    }
}
