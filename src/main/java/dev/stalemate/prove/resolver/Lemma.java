package dev.stalemate.prove.resolver;

import dev.stalemate.prove.resolver.ResolverReport.Statement;
import java.util.function.Supplier;

/** A statement with what shows that it is true, or that it is false. */
sealed interface Lemma {
    /** The statement. */
    Statement statement();

    /** It is true, and this is how it is put together. */
    record Theorem(Statement statement, Supplier<Composition> proof) implements Lemma {}

    /** It is false, and this is where to look for an example. */
    record Refutation(Statement statement, Search search) implements Lemma {}
}
