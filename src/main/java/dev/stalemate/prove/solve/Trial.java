package dev.stalemate.prove.solve;

import dev.stalemate.prove.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Questions whose answers are known: a program that doesn't read what is written here, or a version that can't, is found before use. */
final class Trial {
    private static final String NAME = "a trial";

    /** Has a character that must be quoted, and a width that is written in binary. */
    private static final Term BITS = Term.variable("a b", 9);

    private static final Term WIDE = Term.variable("and", 64);
    private static final Term BOOL = Term.variable("true", Term.BOOL);

    private Trial() {}

    /** What is wrong with a solver's answers. */
    static Optional<String> of(Solver solver, Duration limit, BooleanSupplier stopped) {
        try {
            Optional<String> wrong = wrong(solver.ask(possible(), limit, stopped), true);
            return wrong.isPresent() ? wrong : wrong(solver.ask(impossible(), limit, stopped), false);
        } catch (SolverException e) {
            String prefix = solver.name() + " " + solver.version() + " ";
            return Optional.of(String.valueOf(e.getMessage()).substring(prefix.length()));
        }
    }

    private static Query possible() {
        Term odd = BITS.mul(Term.constant(9, 3)).eq(5);
        Term sum = WIDE.add(BITS.signExtend(64)).ashr(WIDE.band(3)).slt(Term.constant(64, -7));
        return new Query(NAME, List.of(odd, sum, BOOL.or(WIDE.ult(BITS.zeroExtend(64)))));
    }

    /** No square is 3 modulo 4. */
    private static Query impossible() {
        Term square = WIDE.mul(WIDE).extract(1, 0);
        return new Query(NAME, List.of(square.eq(3)));
    }

    private static Optional<String> wrong(SolverAnswer answer, boolean possible) {
        if (answer instanceof SolverAnswer.Undecided undecided) {
            return Optional.of(undecided.why());
        }
        if (answer instanceof SolverAnswer.Sat sat && possible) {
            return Models.wrong(possible(), sat.model());
        }
        return answer instanceof SolverAnswer.Sat || possible
                ? Optional.of("answers " + (possible ? "unsat" : "sat") + " where the other is true")
                : Optional.empty();
    }
}
