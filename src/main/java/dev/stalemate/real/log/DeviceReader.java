package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.log.Wording.Words;
import dev.stalemate.real.map.Device;
import dev.stalemate.real.map.Device.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads which addresses Linux calls device memory, in the words of every version from 2.4 on. Windows of bridges behind the host
 * bridge are left out: they lie in its own windows.
 */
final class DeviceReader implements LineReader {
    private static final int MAX_RANGES = 1 << 12;

    /** An I/O APIC has a page (82093AA data sheet). */
    private static final int IO_APIC_SIZE = 1 << 12;

    private record Message(Kind kind, Wording wording) {
        Message(Kind kind, String template) {
            this(kind, Wording.of(template));
        }
    }

    private static final ImmutableList<Message> MESSAGES = ImmutableList.of(
            // drivers/pci/probe.c, __pci_read_base (pci_read_bases): 2.6.26 and 27; to 2.6.31; 2.6.32; from 2.6.33
            // on, with 0x from 3.13 on; from 6.8 on.
            new Message(Kind.BAR, "PCI: {address} reg {hex} {width} mmio{pref}: [{start}, {last}]"),
            new Message(Kind.BAR, "{device}: reg {hex} {width} mmio{pref}: [{start}-{last}]"),
            new Message(Kind.BAR, "{device}: reg {hex}: [mem {start}-{last}{flags}]"),
            new Message(Kind.BAR, "{device}: BAR {n} [mem {start}-{last}{flags}]"),
            new Message(Kind.BAR, "{device}: VF BAR {n} [mem {start}-{last}{flags}]"),
            new Message(Kind.BAR, "{device}: ROM [mem {start}-{last}{flags}]"),
            // drivers/pci/setup-res.c, pci_assign_resource and pci_reassign_resource: 2.6.33 to 6.7; from 6.8 on.
            new Message(Kind.BAR, "{device}: BAR {n}: assigned [mem {start}-{last}{flags}]"),
            new Message(Kind.BAR, "{device}: BAR {n}: reassigned [mem {start}-{last}{flags}]"),
            new Message(Kind.BAR, "{device}: BAR {n}: reassigned [mem {start}-{last}{flags}] (expanded by {hex})"),
            new Message(Kind.BAR, "{device}: BAR {n}: set to [mem {start}-{last}{flags}] (PCI address [{any}])"),
            new Message(Kind.BAR, "{device}: BAR {n} [mem {start}-{last}{flags}]: assigned"),
            new Message(Kind.BAR, "{device}: BAR {n} [mem {start}-{last}{flags}]: reassigned; expanded by {hex}"),
            new Message(Kind.BAR, "{device}: VF BAR {n} [mem {start}-{last}{flags}]: assigned"),
            new Message(Kind.BAR, "{device}: ROM [mem {start}-{last}{flags}]: assigned"),
            // drivers/pci/pci.c, pci_ea_read: 4.4 to 6.7; from 6.8 on.
            new Message(Kind.BAR, "{device}: BAR {n}: [mem {start}-{last}{flags}] (from Enhanced Allocation{any}"),
            new Message(Kind.BAR, "{device}: BAR {n} [mem {start}-{last}{flags}]: from Enhanced Allocation{any}"),
            // drivers/pci/iov.c, sriov_init: to 6.7; from 6.8 on.
            new Message(
                    Kind.BAR,
                    "{device}: VF(n) BAR{n} space: [mem {start}-{last}{flags}] (contains BAR{n} for {n} VFs)"),
            new Message(Kind.BAR, "{device}: VF BAR {n} [mem {start}-{last}{flags}]: contains BAR {n} for {n} VFs"),
            // drivers/pci/probe.c, pci_create_root_bus and its successors: from 2.6.39 on; with bus addresses where
            // they differ.
            new Message(Kind.WINDOW, "{bus}: root bus resource [mem {start}-{last}{flags}]"),
            new Message(Kind.WINDOW, "{bus}: root bus resource [mem {start}-{last}{flags}] (bus address {any})"),
            // arch/x86/pci/acpi.c, setup_resource: 2.6.34 to 3.4; coalesce_windows: from 2.6.37 on.
            new Message(Kind.WINDOW, "{host}: host bridge window [mem {start}-{last}{flags}]"),
            new Message(Kind.WINDOW, "{host}: host bridge window [mem {start}-{last}{flags}] (PCI address {any})"),
            new Message(
                    Kind.WINDOW, "{host}: host bridge window expanded to [mem {start}-{last}{flags}]; {any} ignored"),
            // drivers/pci/setup-bus.c, pci_bus_dump_res: 2.6.28; to 2.6.32; from 2.6.33 on.
            new Message(Kind.WINDOW, "bus: {hex} index {hex} mmio: [{start}-{last}]"),
            new Message(Kind.WINDOW, "{bus}: resource {n} mem: [{start}-{last}]"),
            new Message(Kind.WINDOW, "{bus}: resource {n} pref mem: [{start}-{last}]"),
            new Message(Kind.WINDOW, "{bus}: resource {n} [mem {start}-{last}{flags}]"),
            // arch/x86/pci/amd_bus.c, early_fill_mp_bus_info and early_root_info_init: to 2.6.32; to 3.4; from 3.5 on.
            new Message(Kind.WINDOW, "bus: {hex} index {hex} mmio: [{start}, {last}]"),
            new Message(Kind.WINDOW, "bus: {hex} index {hex} [mem {start}-{last}{flags}]"),
            new Message(Kind.WINDOW, "bus: {hex} [mem {start}-{last}{flags}]"),
            // arch/x86/pci/mmconfig_64.c, mcfg_ioremap: 2.6.24 to 2.6.32. mmconfig-shared.c, pci_mmcfg_reject_broken
            // and is_mmconf_reserved: 2.6.27 to 2.6.32.
            new Message(Kind.CONFIGURATION, "PCI: Using MMCONFIG at {start} - {last}"),
            new Message(
                    Kind.CONFIGURATION,
                    "PCI: MCFG configuration {n}: base {base} segment {n} buses {first-bus} - {last-bus}"),
            new Message(
                    Kind.CONFIGURATION,
                    "PCI: updated MCFG configuration {n}: base {base} segment {n} buses {first-bus} - {last-bus}"),
            // The same, pci_mmconfig_add, is_mmconf_reserved and pci_mmconfig_insert: 2.6.33 to 6.7; from 6.8 on.
            new Message(Kind.CONFIGURATION, "PCI: MMCONFIG for {any} at [mem {start}-{last}{flags}] (base {hex}){any}"),
            new Message(Kind.CONFIGURATION, "{host}: MMCONFIG at [mem {start}-{last}{flags}] (base {hex}){any}"),
            new Message(Kind.CONFIGURATION, "PCI: ECAM [mem {start}-{last}{flags}] (base {hex}) for {any}"),
            new Message(Kind.CONFIGURATION, "{host}: ECAM [mem {start}-{last}{flags}] (base {hex}){any}"),
            // arch/x86/kernel/efi.c (platform/efi), print_efi_memmap, types 11 and 12: to 3.18; to 4.5 and with the
            // end included from 4.6 on. efi_remove_e820_mmio: from 6.2 on.
            new Message(Kind.FIRMWARE, "EFI: mem{n}: type=11, attr={hex}, range=[{start}-{end}) {any}"),
            new Message(Kind.FIRMWARE, "EFI: mem{n}: type=12, attr={hex}, range=[{start}-{end}) {any}"),
            new Message(Kind.FIRMWARE, "efi: mem{n}: type=11, attr={hex}, range=[{start}-{end}) {any}"),
            new Message(Kind.FIRMWARE, "efi: mem{n}: type=12, attr={hex}, range=[{start}-{end}) {any}"),
            new Message(Kind.FIRMWARE, "efi: mem{n}: [Memory Mapped I/O{any}] range=[{start}-{end}) {any}"),
            new Message(Kind.FIRMWARE, "efi: mem{n}: [MMIO{any}] range=[{start}-{end}) {any}"),
            new Message(Kind.FIRMWARE, "efi: mem{n}: [Memory Mapped I/O{any}] range=[{start}-{last}] {any}"),
            new Message(Kind.FIRMWARE, "efi: mem{n}: [MMIO{any}] range=[{start}-{last}] {any}"),
            new Message(Kind.FIRMWARE, "efi: Remove mem{n}: MMIO range=[{start}-{last}] {any}"),
            new Message(Kind.FIRMWARE, "efi: Not removing mem{n}: MMIO range=[{start}-{last}] {any}"),
            // arch/x86/kernel/mpparse.c, MP_ioapic_info: 2.4 to 2.6.38. mp_register_ioapic there and in
            // apic/io_apic.c: from 2.6.0 on.
            new Message(Kind.IO_APIC, "I/O APIC #{n} Version {n} at {start}."),
            new Message(Kind.IO_APIC, "I/O APIC #{n} at {start}."),
            new Message(Kind.IO_APIC, "IOAPIC[{n}]: apic_id {n}, version {n}, address {start}, GSI {any}"),
            new Message(Kind.IO_APIC, "IOAPIC[{n}]: apic_id {n}, address {start}, GSI {any}"),
            // drivers/video/vesafb.c: 2.4; that, efifb.c and uvesafb.c: from 2.6 on, as a device from 6.18 on;
            // efifb.c from 4.8 on. simplefb.c: 3.13 to 5.14; from 5.15 on.
            new Message(Kind.FRAME_BUFFER, "{frame-buffer}: framebuffer at {start}, mapped to {any}, size {kib}k"),
            new Message(
                    Kind.FRAME_BUFFER,
                    "{frame-buffer}: framebuffer at {start}, mapped to {any}, using {n}k, total {kib}k"),
            new Message(Kind.FRAME_BUFFER, "{frame-buffer}: framebuffer at {start}, using {n}k, total {kib}k"),
            new Message(Kind.FRAME_BUFFER, "{frame-buffer}: framebuffer at {start}, {size} bytes, mapped to {any}"),
            new Message(Kind.FRAME_BUFFER, "{frame-buffer}: framebuffer at {start}, {size} bytes"));

    /** What takes back the configuration space that was named before: 2.6.18 to 2.6.32; to 6.7; from 6.8 on. */
    private static final ImmutableList<Wording> REJECTIONS = ImmutableList.of(
            Wording.of("PCI: Not using MMCONFIG."),
            Wording.of("PCI: not using MMCONFIG"),
            Wording.of("PCI: not using ECAM ([mem {hex}-{hex}{flags}] not reserved)"));

    /** The end of a message that a mail program put on a line of its own, and that takes the window back. */
    private static final Pattern IGNORED = Pattern.compile("\\(ignored\\b.*");

    private @Nullable Device lastWindow;
    private final List<Device> devices = new ArrayList<>();
    private final Map<Kind, RangeSet<Long>> named = new EnumMap<>(Kind.class);

    @Override
    public Fit fit(String text) {
        if (messageOf(text) != null
                || isRejection(text)
                || (lastWindow != null && IGNORED.matcher(text).matches())) {
            return Fit.WHOLE;
        }
        return MESSAGES.stream().anyMatch(message -> message.wording.starts(text)) ? Fit.START : Fit.NONE;
    }

    private static @Nullable Message messageOf(String text) {
        for (Message message : MESSAGES) {
            if (message.wording.read(text) != null) {
                return message;
            }
        }
        return null;
    }

    private static boolean isRejection(String text) {
        return REJECTIONS.stream().anyMatch(wording -> wording.read(text) != null);
    }

    @Override
    public void read(LogLine line, Fit fit) {
        Device window = lastWindow;
        lastWindow = null;
        if (window != null && IGNORED.matcher(line.text()).matches()) {
            devices.remove(window);
            return;
        }
        if (isRejection(line.text())) {
            devices.removeIf(device -> device.kind() == Kind.CONFIGURATION);
            named.remove(Kind.CONFIGURATION);
            return;
        }
        for (Message message : MESSAGES) {
            Words words = message.wording.read(line.text());
            if (words != null) {
                add(line, message.kind, words);
                return;
            }
        }
    }

    private void add(LogLine line, Kind kind, Words words) {
        @Nullable Range<Long> range = kind == Kind.IO_APIC ? words.range(IO_APIC_SIZE) : words.range();
        // A bridge without its own windows, and a BAR that is not set, start at 0: RAM is there.
        if (range == null || range.lowerEndpoint() == 0 || devices.size() == MAX_RANGES) {
            return;
        }
        RangeSet<Long> known = named.computeIfAbsent(kind, unused -> TreeRangeSet.create());
        if (!known.encloses(range)) {
            known.add(range);
            Device device = new Device(line, range, kind);
            devices.add(device);
            lastWindow = kind == Kind.WINDOW ? device : null;
        }
    }

    ImmutableList<Device> devices() {
        return ImmutableList.copyOf(devices);
    }
}
