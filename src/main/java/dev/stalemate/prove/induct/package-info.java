/**
 * Induction: what must be shown so that a claim holds of every reachable state and of any number of things, in pieces that solvers can decide.
 *
 * <p>Knows no system. Prints nothing. May use {@code prove.answer} and the rooms of proofs before it.
 */
@NullMarked
package dev.stalemate.prove.induct;

import org.jspecify.annotations.NullMarked;
