package dev.stalemate.systems.eptflush;

import dev.stalemate.model.Setting;
import java.util.List;

/** The knobs of the scopes. */
final class FlushSettings {
    /** The table that a domain has beside its host table. */
    enum Second {
        NONE,
        /** The shadow that L2 runs with. */
        NESTED,
        /** An alternate view (altp2m). */
        VIEW
    }

    /** What changes in a table. */
    enum Change {
        /** A frame leaves the host table, and the second table with it. */
        HOST,
        /** An entry of the second table alone goes. */
        SECOND,
        /** A large leaf of the host table takes the place of a table page. */
        TABLE
    }

    static final Setting<Integer> CPUS = Setting.number("cpus", 1, 8, 1, "CPUs, each with a vCPU of the guest's");
    static final Setting<Second> SECOND =
            Setting.choice("second", Second.class, Second.NONE, "the table that the domain has beside its host table");
    static final Setting<Change> CHANGE = Setting.choice(
            "change", Change.class, Change.HOST, "what changes: the host table, the second, or its form");

    static final List<Setting<?>> ALL = List.of(CPUS, SECOND, CHANGE);

    private FlushSettings() {}
}
