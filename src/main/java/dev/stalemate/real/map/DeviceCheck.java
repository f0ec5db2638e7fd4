package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import dev.stalemate.real.map.Finding.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds device memory that is WB: reads of registers would come from a cache, and writes stay in it. */
final class DeviceCheck {
    /** I/O APICs, HPET, TPM, local APICs and interrupt messages of every PC (SDM 10.4.1, 10.11; chipsets' data sheets). */
    private static final Range<Long> INTERRUPTS = Range.closedOpen(0xFEC00000L, 0xFEF00000L);

    private static final String CONTROLLERS = "the interrupt controllers' memory";
    private static final String DEVICES = "device memory";
    private static final long MIB = 1 << 20;
    private static final int MOST_LINES = 5;

    /** A host bridge's window says where a device may be, a BAR where one is. */
    private static final Pattern WINDOW = Pattern.compile(".*\\b(?:root bus resource|resource \\d+|window)\\b.*");

    /** A part of the memory that is WB, and what says that it is a device's; no line where every PC has it. */
    private record Part(Kind kind, Range<Long> range, String what, ImmutableList<Integer> lines) {
        boolean adjoins(Part next) {
            return kind == next.kind && range.isConnected(next.range);
        }

        Part with(Part next) {
            TreeSet<Integer> all = new TreeSet<>(lines);
            all.addAll(next.lines);
            return new Part(
                    kind, range.span(next.range), what.equals(next.what) ? what : DEVICES, ImmutableList.copyOf(all));
        }
    }

    private final NamedMap map;
    private final List<Part> parts = new ArrayList<>();

    private DeviceCheck(NamedMap map) {
        this.map = map;
    }

    /** One finding for each stretch of device memory that is known to be WB, with the lines that name the devices. */
    static void check(NamedMap map, ImmutableList<Device> devices, FindingList findings) {
        DeviceCheck check = new DeviceCheck(map);
        check.look(INTERRUPTS, CONTROLLERS, false, ImmutableList.of());
        for (Device device : devices) {
            boolean window = WINDOW.matcher(device.line().text()).matches();
            check.look(
                    device.range(),
                    DEVICES,
                    window,
                    ImmutableList.of(device.line().number()));
        }
        check.report(findings);
    }

    private void look(Range<Long> range, String what, boolean window, ImmutableList<Integer> lines) {
        map.map().subRangeMap(range).asMapOfRanges().forEach((part, type) -> {
            if (type == MapType.WB) {
                // Below 1 MiB firmware copies ROMs to RAM, and names the windows as if there were devices behind.
                boolean weak = window && part.upperEndpoint() <= MIB;
                parts.add(new Part(weak ? Kind.WINDOW_WB : Kind.MMIO_WB, part, what, lines));
            }
        });
    }

    private void report(FindingList findings) {
        parts.sort(Comparator.comparing(Part::kind)
                .thenComparing(part -> part.range().lowerEndpoint()));
        Part pending = null;
        for (Part part : parts) {
            if (pending != null && pending.adjoins(part)) {
                pending = pending.with(part);
                continue;
            }
            if (pending != null) {
                add(pending, findings);
            }
            pending = part;
        }
        if (pending != null) {
            add(pending, findings);
        }
    }

    private void add(Part part, FindingList findings) {
        ImmutableList<Integer> lines = part.lines();
        String what = part.kind() == Kind.WINDOW_WB ? "a host bridge's window" : part.what();
        String text = what + " " + Addresses.range(part.range()) + " (" + Addresses.size(part.range()) + ") is WB";
        if (lines.size() > 1) {
            text += "; lines "
                    + lines.stream().limit(MOST_LINES).map(String::valueOf).collect(Collectors.joining(", "))
                    + (lines.size() > MOST_LINES ? " and " + (lines.size() - MOST_LINES) + " more" : "") + " name it";
        }
        if (part.kind() == Kind.WINDOW_WB) {
            text += "; below 1 MiB that is usual, because there may be no device behind it";
        }
        findings.add(new Finding(part.kind(), lines.isEmpty() ? map.line() : lines.get(0), part.range(), text));
    }
}
