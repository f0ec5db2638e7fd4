package dev.stalemate.lab.machine;

/** A user's patch is none, does not apply, or does not compile. */
public final class BadPatchException extends LabException {
    BadPatchException(String message) {
        super(message);
    }

    BadPatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
