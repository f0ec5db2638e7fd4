package dev.stalemate.systems.amdiommu;

import com.google.common.base.Splitter;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import java.util.Arrays;
import java.util.List;

/** The settings of the IOMMU's scopes. */
final class IommuSettings {
    /** What the IOMMU does with an entry's NextLevel field. */
    enum NextLevel {
        /** As the specification has it: it must be below the present level, and skipped levels' address bits must be zero. */
        CHECKED,
        /** Levels are counted down from the device-table entry's mode, and the last entry is the leaf: as XSA-445 describes the leak. */
        IGNORED
    }

    private static final int MOST_DFNS = 512;
    /** 64-bit addresses: AMD IOMMU specification 2.2.3. */
    private static final int DFN_BITS = 52;

    static final Settings ALL = new Settings();
    static final Setting<Integer> CPUS = ALL.counted("CPU").number("cpus", 1, 4, 2, "CPUs that call the IOMMU code");
    static final Setting<Integer> DEVICES = ALL.counted("device").number("devices", 1, 8, 1, "PCI devices");
    static final Setting<Integer> ASSIGNED = ALL.told("devices assigned at first: %s")
            .number("assigned", 0, 8, 1, "how many devices, the first ones, are the guest's at the start");
    static final Setting<List<Long>> DFNS = ALL.told(dfns -> Settings.listed("dfn", dfns))
            .parsed(
                    "dfns",
                    "0x0+0x40000",
                    "device frame numbers that are mapped, such as 0x0+0x40000",
                    IommuSettings::dfns);
    static final Setting<Integer> FRAMES =
            ALL.counted("frame").number("frames", 1, 1024, 2, "machine frames of the guest");
    static final Setting<Integer> TABLES =
            ALL.counted("table page").number("tables", 1, 1024, 6, "pages for page tables");
    static final Setting<Boolean> APART = ALL.told("each table page in its own 4 GiB")
            .flag(
                    "apart",
                    false,
                    "whether each page for tables is in its own 4 GiB, so that halves of two addresses make an address that "
                            + "has no table");
    static final Setting<Integer> LEVELS = ALL.told("%s levels at first")
            .number("levels", 1, 6, 2, "levels of a new domain's tables, where the design doesn't say");
    static final Setting<List<Caller>> CALLERS = ALL.told(callers -> switch (callers) {
                case "none" -> "nothing is mapped";
                case "ram+unity" -> "";
                default -> "mapped by " + Settings.listed(callers) + " only";
            })
            .parsed(
                    "callers",
                    "ram+unity",
                    "which callers map: ram, mmio, unity, such as ram+unity, or none",
                    IommuSettings::callers);
    static final Setting<Boolean> REASSIGN = ALL.told("devices stay where they are")
            .flag("reassign", true, "whether devices change between the guest and quarantine");
    static final Setting<Boolean> UNMAP = ALL.told("dfns are unmapped")
            .flag("unmap", false, "whether dfns are unmapped, and their frames freed and used again");
    static final Setting<Boolean> ERRORS = ALL.told("calls may fail")
            .flag(
                    "errors",
                    false,
                    "whether an allocation may fail, or a device's IOMMU may not be found, although nothing is short");
    static final Setting<Integer> QUARANTINE = ALL.told("quarantine with %s", "level")
            .number(
                    "quarantine",
                    0,
                    6,
                    0,
                    "levels of the quarantine domain; with 0 it has no tables, and its devices' DMA is aborted");
    static final Setting<NextLevel> NEXT_LEVEL = ALL.told("the IOMMU ignores NextLevel")
            .choice(
                    "next-level",
                    NextLevel.class,
                    NextLevel.CHECKED,
                    "what the IOMMU does with an entry's NextLevel field: checks it, or counts levels down from the mode");
    static final Setting<Boolean> COSTS = ALL.told("costs are counted")
            .flag("costs", false, "whether DMA, levels walked, flushes and tables are counted along a run");

    private IommuSettings() {}

    private static List<Long> dfns(String text) {
        List<Long> dfns = Splitter.on('+').splitToList(text).stream()
                .map(IommuSettings::dfn)
                .toList();
        if (dfns.size() > MOST_DFNS) {
            throw new IllegalArgumentException("at most " + MOST_DFNS + " dfns");
        }
        if (dfns.stream().distinct().count() < dfns.size()) {
            throw new IllegalArgumentException("a dfn is named twice");
        }
        return dfns;
    }

    private static long dfn(String text) {
        if (!text.matches("0x[0-9a-fA-F]{1,13}")) {
            throw new IllegalArgumentException("'" + text + "' is not a dfn below 2^" + DFN_BITS + " such as 0x40000");
        }
        return Long.parseLong(text, 2, text.length(), 16);
    }

    private static List<Caller> callers(String text) {
        if (text.equals("none")) {
            return List.of();
        }
        return Splitter.on('+').splitToList(text).stream()
                .map(IommuSettings::caller)
                .distinct()
                .toList();
    }

    private static Caller caller(String word) {
        return Arrays.stream(Caller.values())
                .filter(c -> c.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + word + "' is not one of ram, mmio, unity, nor none"));
    }
}
