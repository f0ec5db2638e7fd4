/**
 * What a recording says of memory types, whatever program made it: its facts ({@link LogContent}, {@link MtrrFacts}), the address
 * maps that follow from them, what a user should know ({@link Finding}), and the {@link MtrrReport} of all that.
 *
 * <p>May use {@code memtype} and {@code real.line}. What a file leaves open stays unknown and is never guessed.
 */
@NullMarked
package dev.stalemate.real.map;

import org.jspecify.annotations.NullMarked;
