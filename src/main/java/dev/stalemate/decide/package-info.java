/**
 * Answers questions: whether a law holds of a design at a scope.
 *
 * <p>A {@link dev.stalemate.decide.Decider} takes {@link dev.stalemate.decide.Question}s and gives {@link dev.stalemate.decide.Decision}s:
 * by exhaustive search, at one scope, at every scope or at growing ones; by random walks; by Java PathFinder. Prints nothing, and knows no
 * system. May use {@code search}, {@code trace}, {@code pathfinder} and what those use.
 */
@NullMarked
package dev.stalemate.decide;

import org.jspecify.annotations.NullMarked;
