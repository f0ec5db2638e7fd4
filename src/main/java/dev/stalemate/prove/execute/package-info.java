/**
 * Executes the bytecode of a model's own lambdas over terms, and tries on concrete states whether the terms say what the lambdas do.
 *
 * <p>Prints nothing and asks no solver. May use {@code model}, {@code prove.term} and ASM.
 */
@NullMarked
package dev.stalemate.prove.execute;

import org.jspecify.annotations.NullMarked;
