package dev.stalemate.real.map;

import org.jspecify.annotations.Nullable;

/** An enable bit, if a file states it. */
public enum Switch {
    ON,
    OFF,
    UNKNOWN;

    /** The state that a flag means, null being unknown. */
    public static Switch of(@Nullable Boolean on) {
        return on == null ? UNKNOWN : on ? ON : OFF;
    }

    /** Whether it is on; null if that is not known. */
    @Nullable
    Boolean known() {
        return this == UNKNOWN ? null : this == ON;
    }
}
