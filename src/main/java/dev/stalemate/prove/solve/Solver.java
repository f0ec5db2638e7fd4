package dev.stalemate.prove.solve;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Answers queries. May be asked by several threads at a time. */
public interface Solver {
    /** What messages call it, such as {@code z3}. */
    String name();

    /** As it tells it, such as {@code 4.8.12}. */
    String version();

    /**
     * Asks. A model is what the solver says, and is not checked.
     *
     * @param limit the longest wait; what takes longer is undecided
     * @param stopped whether an answer is not wanted any more, which makes it undecided
     * @throws SolverException if what it says is no answer
     */
    SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped);

    /**
     * Asks what is a text already.
     *
     * @param name what messages call it
     * @param smt SMT-LIB 2 that ends with one {@code check-sat}
     * @return an answer without values
     * @throws SolverException if what it says is no answer
     */
    SolverAnswer askText(String name, String smt, Duration limit, BooleanSupplier stopped);

    /** The same without an end but the limit. */
    default SolverAnswer ask(Query query, Duration limit) {
        return ask(query, limit, () -> false);
    }

    /** The query as this solver reads it; the same text in every run. */
    default String smt(Query query) {
        return SmtText.of(query);
    }
}
