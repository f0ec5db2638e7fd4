package dev.stalemate.patch;

/** A program or file that is no design; the message names it. */
public final class PatchException extends Exception {
    public PatchException(String message) {
        super(message);
    }

    public PatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
