package dev.stalemate.systems.mutants;

import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import java.util.Optional;

/**
 * A design with one decision changed.
 *
 * @param name what is changed, as tables print it; no two mutants of a design have the same
 * @param ofSteps whether it is a step that is changed, and not an answer
 * @param models the mutant at a scope
 */
record Mutant(String name, boolean ofSteps, Models models) {
    /** Builds a mutant's model for one thread. */
    @FunctionalInterface
    interface Models {
        /**
         * The mutant at a scope; empty where the scope lacks what is changed.
         *
         * @param reached to be told of each moment at which the mutant does something else than the design
         */
        Optional<Model> at(Scope scope, Runnable reached);
    }
}
