package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Setting;
import java.util.List;

/** The knobs of the scopes. */
final class IotlbSettings {
    static final Setting<Integer> CPUS = Setting.number("cpus", 1, 4, 1, "CPUs on which the guest's hypercalls run");
    static final Setting<Integer> FRAMES =
            Setting.number("frames", 1, 64, 2, "dfns, each with a machine frame of the guest's at the start");
    static final Setting<Integer> IOMMUS =
            Setting.number("iommus", 1, 2, 1, "IOMMUs with a device of the guest's, each with a TLB");
    static final Setting<Boolean> REMOVES =
            Setting.flag("removes", true, "whether pages are given back, one in a hypercall");
    static final Setting<Boolean> MAPS = Setting.flag("maps", false, "whether dfns without a page get one");
    static final Setting<Integer> MOVES =
            Setting.number("moves", 0, 8, 0, "pages that a hypercall moves to other dfns, a range; 0: none are moved");
    static final Setting<Integer> NOTES =
            Setting.number("notes", 1, 8, 8, "pages that a move can note as held, before it must stop and flush");
    static final Setting<Boolean> CACHING_MODE =
            Setting.flag("caching-mode", false, "whether the IOMMUs keep absent entries, too (VT-d's caching mode)");
    static final Setting<Integer> COMMANDS = Setting.number(
            "commands", 0, 8, 0, "slots of each IOMMU's command queue; 0: a flush is done as it is asked for");
    static final Setting<Boolean> ANSWERS = Setting.flag(
            "answers", true, "whether an IOMMU is sure to come to the next command in its queue, some day");
    static final Setting<Boolean> ERRORS =
            Setting.flag("errors", false, "whether a flush of one IOMMU may fail, and say so");
    static final Setting<Boolean> COSTS =
            Setting.flag("costs", false, "whether flushes and pages moved are counted along a run");

    static final List<Setting<?>> ALL =
            List.of(CPUS, FRAMES, IOMMUS, REMOVES, MAPS, MOVES, NOTES, CACHING_MODE, COMMANDS, ANSWERS, ERRORS, COSTS);

    private IotlbSettings() {}
}
