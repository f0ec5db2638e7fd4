package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.map.Recording;

/**
 * One program's way to print what it knows of memory types: it recognises its lines, and makes facts of them that all formats
 * share ({@link Recording}). Everything else (maps, findings, text, JSON, pages) follows from these.
 *
 * <p>An object reads the lines of one recording; {@link LogParser} makes another where {@link #startsAnother} says so. To add a
 * format, write such a class and name it in {@link LogParser#FORMATS}. Where several formats know a line, the one that
 * {@linkplain Fit fits} best has it; of equals, the one that was read last.
 *
 * <p>{@link LineReader#fit} must be {@link Fit#PART} only where a line of the format has to be: a stranger's line is no damage.
 */
public interface Format extends LineReader {
    /** A reader of the same format that has read nothing. */
    Format fresh();

    /** A line came that is not this format's; the next may be. */
    default void other(LogLine line) {}

    /** Another recording of the same format ended before this one. */
    default void follows(Format before) {}

    /** The file ends, or another recording of this format starts: what was read, called once; nothing if the lines say nothing. */
    ImmutableList<Recording> end();
}
