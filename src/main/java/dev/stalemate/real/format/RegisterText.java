package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;

/**
 * One program's way to print registers. An object reads the lines of one recording in the file's order; white space in a line is
 * one blank, and what logs put before a line is gone.
 */
public interface RegisterText {
    /** How a line suits a format. */
    enum Match {
        /** It is none of the format's. */
        NONE,
        /** The line is at a place where a line of the format must be, and is cut or damaged. */
        DAMAGED,
        WHOLE
    }

    /** How a line suits; may depend on the lines read before. */
    Match match(String text);

    /** Whether a whole line can't belong to the recording that was read so far, but is the first of another. */
    boolean startsAnother(String text);

    /**
     * Takes in a line that matches.
     *
     * @param number its place in the file, from 1
     */
    void read(int number, String text, Match match);

    /** A line came that is not this format's; the next may be. */
    default void other(int number, String text) {}

    /**
     * The recording has ended: what it says, one reading for each group of processors that are
     * alike, none where its lines turn out to say nothing; called once.
     */
    ImmutableList<Reading> end();
}
