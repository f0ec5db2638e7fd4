/**
 * Proofs: that a claim holds of every frame, every vCPU count and every register value, not only up to a scope. The rooms below have terms,
 * solvers, the execution of a model's own code over terms, and induction; this one puts a proof together and tells what came of it.
 *
 * <p>May use decide and what is below it.
 */
@NullMarked
package dev.stalemate.prove;

import org.jspecify.annotations.NullMarked;
