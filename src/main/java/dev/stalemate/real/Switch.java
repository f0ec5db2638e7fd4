package dev.stalemate.real;

import org.jspecify.annotations.Nullable;

/** An enable bit as far as a file states it. */
enum Switch {
    ON,
    OFF,
    UNKNOWN;

    /** Whether it is on; null if that is not known. */
    @Nullable
    Boolean known() {
        return this == UNKNOWN ? null : this == ON;
    }
}
