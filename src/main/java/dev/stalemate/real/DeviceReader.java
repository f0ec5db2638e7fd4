package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import dev.stalemate.real.format.Spaced;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which addresses Linux calls device memory: PCI windows, BARs and configuration space, I/O APICs, frame buffers. */
final class DeviceReader implements LineReader {
    private static final int MAX_RANGES = 1 << 12;
    private static final String HEX = "0x([0-9A-Fa-f]{4,16})";
    private static final String MEMORY = "\\[mem " + HEX + "-" + HEX + "(?: [a-z0-9 ]+)?\\]";

    private static final Pattern WINDOW = Spaced.pattern("pci_bus [0-9a-f:]+: root bus resource " + MEMORY + ".*");
    private static final Pattern BAR =
            Spaced.pattern("pci [0-9a-f:.]+: (?:reg 0x[0-9a-f]+:|BAR \\d+) " + MEMORY + ".*");
    private static final Pattern CONFIGURATION = Spaced.pattern("PCI: (?:MMCONFIG for|ECAM) .*" + MEMORY + ".*");
    private static final Pattern EFI = Spaced.pattern("efi: .*: MMIO range=\\[" + HEX + "-" + HEX + "\\].*");
    private static final Pattern IO_APIC = Spaced.pattern("IOAPIC\\[\\d+\\]: .*address " + HEX + ",.*");
    private static final Pattern FRAME_BUFFER =
            Spaced.pattern("(?:vesafb|efifb): framebuffer at " + HEX + ",.* using (\\d{1,9})k,.*");
    private static final ImmutableList<Pattern> RANGES = ImmutableList.of(WINDOW, BAR, CONFIGURATION, EFI);
    private static final ImmutableList<Pattern> KINDS = ImmutableList.<Pattern>builder()
            .addAll(RANGES)
            .add(IO_APIC, FRAME_BUFFER)
            .build();

    /** A device's registers or memory: a closed-open range, and the line that names it. */
    record Device(LogLine line, Range<Long> range) {}

    private final List<Device> devices = new ArrayList<>();

    @Override
    public Fit fit(String text) {
        return KINDS.stream().anyMatch(kind -> kind.matcher(text).matches()) ? Fit.WHOLE : Fit.NONE;
    }

    @Override
    public void read(LogLine line, Fit fit) {
        for (Pattern kind : RANGES) {
            Matcher range = kind.matcher(line.text());
            if (range.matches()) {
                long start = Long.parseUnsignedLong(range.group(1), 16);
                add(line, start, Long.parseUnsignedLong(range.group(2), 16) - start + 1);
                return;
            }
        }
        Matcher apic = IO_APIC.matcher(line.text());
        Matcher frames = FRAME_BUFFER.matcher(line.text());
        if (apic.matches()) {
            add(line, Long.parseUnsignedLong(apic.group(1), 16), 1 << 12);
        } else if (frames.matches()) {
            add(line, Long.parseUnsignedLong(frames.group(1), 16), Long.parseLong(frames.group(2)) << 10);
        }
    }

    private void add(LogLine line, long start, long size) {
        // What is no address of a processor is no device's; a bound that a bus may use is larger than any MAXPHYADDR.
        if (start > 0 && size > 0 && (start + size - 1) >>> 52 == 0 && devices.size() < MAX_RANGES) {
            devices.add(new Device(line, Range.closedOpen(start, start + size)));
        }
    }

    ImmutableList<Device> devices() {
        return ImmutableList.copyOf(devices);
    }
}
