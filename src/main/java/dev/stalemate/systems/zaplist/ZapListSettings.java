package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Setting;
import java.util.List;

/** The knobs of the zap list's scopes. */
final class ZapListSettings {
    static final Setting<Integer> VCPUS = Setting.number("vcpus", 1, 4, 3, "vCPUs that update their MTRRs");
    static final Setting<Integer> RANGES = Setting.number("ranges", 1, 3, 2, "ranges that an update zaps at most");
    static final Setting<Boolean> SUBSETS =
            Setting.flag("subsets", false, "each update zaps some of the ranges, not always all");
    static final Setting<Boolean> SPIN = Setting.flag(
            "spin", false, "a vCPU that waits looks at the flag again and again, which is a step of its own");
    static final Setting<Boolean> ONCE = Setting.flag("once", false, "each vCPU updates its MTRRs at most once");

    static final List<Setting<?>> ALL = List.of(VCPUS, RANGES, SUBSETS, SPIN, ONCE);

    private ZapListSettings() {}
}
