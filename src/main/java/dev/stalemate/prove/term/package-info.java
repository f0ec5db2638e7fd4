/**
 * Formulas over bit-vectors: what is asked of a solver.
 *
 * <p>A {@link dev.stalemate.prove.term.Term} is immutable, shared, and simplified as it is built; an
 * {@link dev.stalemate.prove.term.Evaluator} gives its value. Knows no solver, no model and no text of SMT-LIB. Uses nothing of the house.
 */
@NullMarked
package dev.stalemate.prove.term;

import org.jspecify.annotations.NullMarked;
