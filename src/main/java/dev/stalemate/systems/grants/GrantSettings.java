package dev.stalemate.systems.grants;

import dev.stalemate.model.Setting;
import java.util.List;

/** The knobs of the scopes. */
final class GrantSettings {
    static final Setting<Integer> CPUS = Setting.number("cpus", 1, 4, 2, "CPUs on which the guest's hypercalls run");
    static final Setting<Integer> GFNS = Setting.number("gfns", 1, 16, 2, "gfns where frames can be mapped");
    static final Setting<Integer> FRAMES =
            Setting.number("frames", 1, 4, 1, "status frames, all of which are freed as the version changes");

    static final List<Setting<?>> ALL = List.of(CPUS, GFNS, FRAMES);

    private GrantSettings() {}
}
