package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes. */
final class IotlbSettings {
    static final Settings ALL = new Settings();

    static final Setting<Integer> CPUS =
            ALL.counted("CPU").number("cpus", 1, 4, 1, "CPUs on which the guest's hypercalls run");
    static final Setting<Integer> FRAMES = ALL.counted("dfn")
            .number("frames", 1, 64, 2, "dfns, each with one of the guest's machine frames at the start");
    static final Setting<Integer> IOMMUS =
            ALL.counted("IOMMU").number("iommus", 1, 2, 1, "IOMMUs, each with a TLB and one of the guest's devices");
    static final Setting<Boolean> REMOVES = ALL.told("no page is given back")
            .flag("removes", true, "whether pages are given back, one in each hypercall");
    static final Setting<Boolean> MAPS =
            ALL.told("dfns get pages again").flag("maps", false, "whether dfns without a page get one");
    static final Setting<Integer> MOVES = ALL.told("a hypercall moves %s", "page")
            .number("moves", 0, 8, 0, "pages of the range that a hypercall moves to other dfns; with 0 none are moved");
    static final Setting<Integer> NOTES = ALL.told("%s", "note")
            .number("notes", 1, 8, 8, "pages that a move can note as held, before it must stop and flush");
    static final Setting<Boolean> CACHING_MODE = ALL.told("IOMMUs keep absent entries")
            .flag("caching-mode", false, "whether the IOMMUs keep absent entries, too (VT-d's caching mode)");
    static final Setting<Integer> COMMANDS = ALL.told("queues of %s commands")
            .number(
                    "commands",
                    0,
                    8,
                    0,
                    "slots of each IOMMU's command queue; with 0 a flush is done when it is asked for");
    static final Setting<Boolean> ANSWERS = ALL.told("an IOMMU may stop answering")
            .flag("answers", true, "whether an IOMMU is sure to take the next command in its queue eventually");
    static final Setting<Boolean> ERRORS =
            ALL.told("a flush may fail").flag("errors", false, "whether a flush of one IOMMU may fail and report that");
    static final Setting<Boolean> COSTS = ALL.told("costs are counted")
            .flag("costs", false, "whether flushes and pages moved are counted along a run");

    private IotlbSettings() {}
}
