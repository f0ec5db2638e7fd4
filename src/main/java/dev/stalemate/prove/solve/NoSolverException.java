package dev.stalemate.prove.solve;

/** A solver that is wanted can't be used; the message says why, and what would help. */
public final class NoSolverException extends RuntimeException {
    /** With what would help. */
    public NoSolverException(String message) {
        super(message);
    }
}
