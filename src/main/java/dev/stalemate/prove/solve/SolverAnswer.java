package dev.stalemate.prove.solve;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/** What a solver says of a query. */
public sealed interface SolverAnswer {
    /** No values make all hold. */
    record Unsat() implements SolverAnswer {}

    /**
     * These do.
     *
     * @param model the bits of each variable that the query depends on, without a sign; of a Bool, 0 or 1
     */
    record Sat(Map<String, Long> model) implements SolverAnswer {
        /** Sorted by name. */
        public Sat {
            model = ImmutableSortedMap.copyOf(model);
        }
    }

    /**
     * No answer, or that the solver doesn't know.
     *
     * @param why as the end of a sentence that begins with the solver's name
     */
    record Undecided(String why) implements SolverAnswer {}
}
