package dev.stalemate.prove.solve;

/** A solver can't be believed, or can't be used: the message names it, and the query if there is one. */
public final class SolverException extends RuntimeException {
    /** With a sentence for the user. */
    public SolverException(String message) {
        super(message);
    }

    static SolverException badAnswer(Solver solver, String about, String what) {
        return new SolverException(
                "%s %s gave a bad answer to %s: %s".formatted(solver.name(), solver.version(), about, what));
    }
}
