package dev.stalemate.prove.solve;

import java.util.List;
import java.util.function.Function;

/** Finds a solver that denies whatever it is asked: it would confirm every proof. */
public final class Denial {
    private Denial() {}

    /**
     * Asks solvers for the contrary of what each of them has denied: whatever the values are, that holds.
     *
     * @param denied the name of a question that all of them call unsatisfiable
     * @param asked asks a solver its contrary
     * @throws SolverException if one denies that, too
     */
    public static void check(
            List<? extends Solver> solvers, String denied, Function<? super Solver, SolverAnswer> asked) {
        for (Solver solver : solvers) {
            if (asked.apply(solver) instanceof SolverAnswer.Unsat) {
                throw new SolverException("%s %s can't be believed: it says unsat of %s, and of its contrary, too"
                        .formatted(solver.name(), solver.version(), denied));
            }
        }
    }

    /** What the contrary of a question is called. */
    public static String contrary(String name) {
        return "the contrary of " + name;
    }
}
