package dev.stalemate.systems.limited;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes. */
final class LimitedSettings {
    static final Settings ALL = new Settings();

    static final Setting<Integer> CPUS =
            ALL.counted("CPU").number("cpus", 1, 4, 2, "CPUs, each with a cache; the guest's vCPU runs on one of them");
    static final Setting<Boolean> SELF_SNOOP = ALL.told("CPUs snoop themselves")
            .flag("self-snoop", false, "whether CPUs look into caches before they access uncached memory");
    static final Setting<Boolean> DEVICE = ALL.told("a device that does not snoop")
            .flag("device", false, "whether the guest has a device that does not snoop, and that reads the page");
    static final Setting<Boolean> BUILDS = ALL.told("the toolstack writes before the guest runs")
            .flag("builds", false, "whether the guest is first built by the toolstack, which writes to the page");
    static final Setting<Boolean> EMULATES = ALL.told("Xen writes to the page while the guest runs")
            .flag("emulates", false, "whether Xen writes to the page for a guest that runs");

    private LimitedSettings() {}
}
