package dev.stalemate.real;

/** How a line suits a {@link LineReader}. */
enum Fit {
    /** The line is none of its kind. */
    NONE,
    /** The line is of its kind but not whole: wrapped, cut or damaged. */
    PART,
    /** The line is one of its kind. */
    WHOLE
}
