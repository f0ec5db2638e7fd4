/**
 * The steps of a model, taken fast: which are possible in a state and what they lead to, learnt as masks from the model's own code.
 *
 * <p>Also counts how often each was taken. May use {@code search} and {@code search.disk}.
 */
@NullMarked
package dev.stalemate.search.steps;

import org.jspecify.annotations.NullMarked;
