package dev.stalemate.lab.machine;

/** Something of the lab is missing, or did not work: a tool, a package, the emulator. */
public class LabException extends Exception {
    /** With what the user can do about it in the message. */
    public LabException(String message) {
        super(message);
    }

    /** The same, because of something else. */
    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
