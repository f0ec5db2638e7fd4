package dev.stalemate.prove.solve;

import java.time.Duration;

/**
 * What one solver said of a query.
 *
 * @param solver its name
 * @param version of it
 * @param answer what it said; a model was worked out again
 * @param time how long it took
 */
public record Opinion(String solver, String version, SolverAnswer answer, Duration time) {
    /** As part of a line. */
    @Override
    public String toString() {
        String says;
        if (answer instanceof SolverAnswer.Undecided undecided) {
            says = undecided.why();
        } else {
            says = answer instanceof SolverAnswer.Unsat ? "unsat" : "sat";
        }
        return solver + ": " + says;
    }
}
