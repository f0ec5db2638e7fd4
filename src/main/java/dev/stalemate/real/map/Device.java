package dev.stalemate.real.map;

import com.google.common.collect.Range;
import dev.stalemate.real.line.LogLine;

/**
 * A device's registers or memory, as a log names them.
 *
 * @param line the line that names them
 * @param range a closed-open range
 */
public record Device(LogLine line, Range<Long> range, Kind kind) {
    /** What says that the addresses are a device's. */
    public enum Kind {
        /** A register of a PCI device: the device answers there. */
        BAR,
        /** What a host bridge passes on; a device may be anywhere in it, or nowhere. */
        WINDOW,
        CONFIGURATION,
        /** What the firmware says, by its EFI memory map. */
        FIRMWARE,
        IO_APIC,
        FRAME_BUFFER
    }
}
