package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.resolver.ResolverReport.Statement;
import java.util.List;

/** Proves statements about look-ups of memory types, or finds where they are false. */
public final class ResolverProofs {
    private ResolverProofs() {}

    /** All statements, in the order in which they are told. */
    public static ImmutableList<Statement> statements() {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Proves statements. The program's code must have been loaded by the weaving loader.
     *
     * @param ids which; none for all
     * @param options solvers, the limit for a query, how many random registers the terms are tried on, and their seed; the rest is not looked
     *     at
     * @throws IllegalArgumentException if there is no such statement; the message names those that may have been meant
     * @throws IllegalStateException if solvers disagree, or terms differ from the code that they stand for
     */
    public static ResolverReport run(List<String> ids, ProofOptions options, ProofProgress progress) {
        throw new UnsupportedOperationException("being written");
    }
}
