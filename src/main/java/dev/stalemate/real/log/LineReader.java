package dev.stalemate.real.log;

import dev.stalemate.real.line.LogLine;

/** Picks one kind of line out of a log. */
interface LineReader {
    /** Whether a message is of this kind; may depend on the lines read before. */
    Fit fit(String text);

    /** Whether a whole line can't belong to the same boot, dump or list as those read before, but is the first of another. */
    default boolean startsAnother(String text) {
        return false;
    }

    /**
     * Takes in a line.
     *
     * @param fit what {@link #fit} said of the line: {@link Fit#WHOLE}, or {@link Fit#PART} for one whose rest did not follow,
     *     which becomes a problem
     */
    void read(LogLine line, Fit fit);
}
