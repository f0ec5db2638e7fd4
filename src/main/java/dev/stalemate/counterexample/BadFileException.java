package dev.stalemate.counterexample;

import dev.stalemate.files.Reason;
import dev.stalemate.text.Visible;
import java.io.IOException;

/** A file that is not a counterexample. The message names the file, the line if there is one, and what is wrong. */
public final class BadFileException extends Exception {
    /** What is wrong with a file as a whole. */
    public BadFileException(String file, String what) {
        super(Visible.line(file + ": " + what));
    }

    /** What is wrong with one line of a file, counted from 1. */
    public BadFileException(String file, int line, String what) {
        super(Visible.line(file + ":" + line + ": " + what));
    }

    /** A file that can't be read, and why. */
    public BadFileException(String file, IOException e) {
        super(Visible.line(file + ": " + Reason.of(e)), e);
    }
}
