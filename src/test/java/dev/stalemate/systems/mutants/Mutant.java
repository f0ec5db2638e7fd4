package dev.stalemate.systems.mutants;

import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import java.util.Optional;

/**
 * A design with one decision changed.
 *
 * @param name what is changed, as tables print it; no two mutants of a design have the same
 * @param kind what kind of change it is
 * @param models the mutant at a scope
 */
record Mutant(String name, Kind kind, Models models) {
    /** A kind of changes. */
    enum Kind {
        /** An answer that is another one whenever it is asked for: where it never is, no claim is about it. */
        ANSWER,
        /** What a design is told or asks for, or an answer that is the same at times. */
        EVENT,
        /** What a step does. */
        STEP
    }

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
