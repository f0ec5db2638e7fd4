package dev.stalemate.patch;

/** A user's file that is no design: it can't be read or compiled, or its head is wrong. Its message names the file and, if known, the line. */
public final class PatchException extends Exception {
    public PatchException(String message) {
        super(message);
    }

    public PatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
