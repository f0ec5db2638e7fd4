package dev.stalemate.counterexample;

import com.google.common.base.CharMatcher;

/** A file that is no counterexample: its message names the file, the line where there is one, and what is wrong. */
public final class BadFileException extends Exception {
    /** What is wrong with a file as a whole. */
    public BadFileException(String file, String what) {
        super(printable(file + ": " + what));
    }

    /** What is wrong with one line of a file, counted from 1. */
    public BadFileException(String file, int line, String what) {
        super(printable(file + ":" + line + ": " + what));
    }

    /** A file can hold anything: nothing of it may steer the terminal that shows the message. */
    private static String printable(String message) {
        return CharMatcher.javaIsoControl().replaceFrom(message, '?');
    }
}
