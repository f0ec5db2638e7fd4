/**
 * The states that a search has found: which were seen, how each was reached, and which wait to be expanded.
 *
 * <p>Knows states as longs and steps as numbers; the graph of the search for progress also takes the steps. May use {@code search.disk}.
 */
@NullMarked
package dev.stalemate.search.store;

import org.jspecify.annotations.NullMarked;
