/**
 * Asks solvers whether terms can all hold.
 *
 * <p>A {@link dev.stalemate.prove.solve.Query} is written as SMT-LIB 2, which each of the {@link dev.stalemate.prove.solve.Solvers} reads in
 * a process of its own; {@link dev.stalemate.prove.solve.Judges} believe what all of them say. Nothing that a solver says is trusted before
 * it is read in full, and a model is worked out again. May use {@code prove.term}, {@code outside} to run programs, and what that uses.
 */
@NullMarked
package dev.stalemate.prove.solve;

import org.jspecify.annotations.NullMarked;
