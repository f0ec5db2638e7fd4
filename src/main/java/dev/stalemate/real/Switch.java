package dev.stalemate.real;

/** An enable bit as far as a file states it. */
enum Switch {
    ON,
    OFF,
    UNKNOWN
}
