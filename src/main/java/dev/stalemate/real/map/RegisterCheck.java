package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.map.Finding.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Points out variable ranges that the SDM leaves undefined or advises against (11.11.4, 11.11.4.1), and those that it defines
 * and hypervisors are known to treat differently if a guest has them.
 */
final class RegisterCheck {
    private static final long LARGE_PAGE = 2 << 20;

    private final NamedMap map;
    private final int width;
    private final FindingList findings;
    /** What is said of slots, and of which. */
    private final Map<Remark, List<VariableRange>> remarks = new LinkedHashMap<>();

    /** What can be said of several slots at once. */
    private record Remark(Kind kind, String part, String text) {}

    private RegisterCheck(NamedMap map, int width, FindingList findings) {
        this.map = map;
        this.width = width;
        this.findings = findings;
    }

    /** Checks the ranges that a map follows from, and the map. */
    static void check(NamedMap map, int width, FindingList findings) {
        RegisterCheck check = new RegisterCheck(map, width, findings);
        map.map().asMapOfRanges().forEach((piece, type) -> {
            if (type == MapType.UNDEFINED) {
                check.undefined(piece);
            }
        });
        for (VariableRange range : map.variable()) {
            if (check.regular(range)) {
                check.uncachedInside(range);
                check.small(range);
            }
        }
        check.remarks.forEach(check::report);
    }

    /** One finding for all slots of which the same is to be said. */
    private void report(Remark remark, List<VariableRange> ranges) {
        String slots = ranges.stream()
                .map(range -> String.valueOf(range.slot()))
                .collect(Collectors.joining(", "))
                .replaceFirst(", (\\d+)$", " and $1");
        String subject = ranges.size() == 1
                ? (remark.part.isEmpty() ? "" : "the " + remark.part + " of ") + "slot " + slots
                : (remark.part.isEmpty() ? "" : "the " + remark.part + "s of ") + "slots " + slots + ": each";
        findings.add(new Finding(remark.kind, ranges.get(0).line(), null, subject + " " + remark.text));
    }

    private void undefined(Range<Long> piece) {
        ImmutableList<VariableRange> over = map.variable().stream()
                .filter(range -> ((piece.lowerEndpoint() ^ range.base()) & range.mask()) == 0)
                .collect(ImmutableList.toImmutableList());
        List<String> slots = new ArrayList<>();
        over.forEach(range -> slots.add(range.slot() + " (" + range.type() + ")"));
        findings.add(
                new Finding(
                        Kind.UNDEFINED_OVERLAP,
                        over.isEmpty() ? map.line() : over.get(over.size() - 1).line(),
                        piece,
                        "slots " + String.join(" and ", slots) + " overlap at " + Addresses.range(piece)
                                + ", which the SDM leaves undefined: KVM up to 6.10 mostly gives WB, Xen the type of the highest slot"));
    }

    /** Whether the mask is one run of ones to the top and the base keeps to it; says so if not. */
    private boolean regular(VariableRange range) {
        long below = (1L << width) - 1;
        long free = ~range.mask() & below;
        long size = Long.lowestOneBit(range.mask());
        String repeated = bits(free & -size);
        boolean cut = (range.base() & free & size - 1) != 0;
        if (!repeated.isEmpty()) {
            remark(
                    Kind.MASK,
                    "mask",
                    range,
                    "leaves address bits " + repeated + " out: the range repeats at every value of them");
        }
        if (cut) {
            remark(Kind.MASK, "base", range, "is not a multiple of its size; the bits below are ignored");
        }
        if (cut || !repeated.isEmpty()) {
            differ(
                    range,
                    "is not one range: if a guest has this, Xen follows the SDM, and KVM and EDK2 take it for one range");
        }
        return !cut && repeated.isEmpty();
    }

    private void differ(VariableRange range, String text) {
        remark(Kind.HYPERVISORS_DIFFER, "", range, text);
    }

    private void remark(Kind kind, String part, VariableRange range, String text) {
        remarks.computeIfAbsent(new Remark(kind, part, text), key -> new ArrayList<>())
                .add(range);
    }

    /** KVM 4.9 to 6.10 loses a UC range that starts above the start of another that it overlaps. */
    private void uncachedInside(VariableRange range) {
        for (VariableRange other : map.variable()) {
            if (range.type() == MemType.UC
                    && other.type() != MemType.UC
                    && other.start() < range.start()
                    && range.start() < other.end()) {
                differ(
                        range,
                        "is UC inside slot " + other.slot() + " (" + other.type()
                                + "): a guest that has this gets WB there from KVM 4.9 to 6.10, and UC by the SDM");
                return;
            }
        }
    }

    /** Xen types a large page by any range that touches it. */
    private void small(VariableRange range) {
        long size = range.end() - range.start();
        if (size < LARGE_PAGE && range.start() >= 1 << 20) {
            differ(
                    range,
                    "covers only part of a 2 MiB page: if a guest has this, Xen may give its type to the whole page");
        }
    }

    /** The set bits, highest first, runs joined: {@code 35:32, 20}. */
    private static String bits(long set) {
        List<String> runs = new ArrayList<>();
        long rest = set;
        while (rest != 0) {
            int high = Long.SIZE - 1 - Long.numberOfLeadingZeros(rest);
            int low = high;
            while (low > 0 && (rest >>> (low - 1) & 1) != 0) {
                low--;
            }
            runs.add(high == low ? Integer.toString(high) : high + ":" + low);
            rest &= (1L << low) - 1;
        }
        return String.join(", ", runs);
    }
}
