package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import dev.stalemate.real.DeviceReader.Device;

/** Finds device memory that is WB: reads of registers would come from a cache, and writes stay in it. */
final class DeviceCheck {
    /** I/O APICs, HPET, TPM, local APICs and interrupt messages of every PC (SDM 10.4.1, 10.11; chipsets' data sheets). */
    private static final Range<Long> INTERRUPTS = Range.closedOpen(0xFEC00000L, 0xFEF00000L);

    private DeviceCheck() {}

    /** One finding for each part of a device's memory that is known to be WB, with the line that names the device. */
    static void check(NamedMap map, ImmutableList<Device> devices, Findings findings) {
        check(map, INTERRUPTS, map.line(), "the interrupt controllers' memory", findings);
        for (Device device : devices) {
            if (findings.full()) {
                return;
            }
            check(map, device.range(), device.line().number(), "device memory", findings);
        }
    }

    private static void check(NamedMap map, Range<Long> range, int line, String what, Findings findings) {
        map.map().subRangeMap(range).asMapOfRanges().forEach((part, type) -> {
            if (type == MapType.WB) {
                String text = what + " " + Addresses.range(part) + " (" + Addresses.size(part) + ") is WB";
                findings.add(new Finding(Finding.Kind.MMIO_WB, line, part, text));
            }
        });
    }
}
