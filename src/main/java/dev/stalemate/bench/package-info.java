/**
 * How fast the search is, beside what else could have been done: SPIN on the same model, and a program written by hand for it alone.
 *
 * <p>Each run is a process of its own, so that warm-up counts, and the programs take turns, so that a busy machine slows all of them.
 * Makes texts and leaves it to {@code cli} where they go.
 */
@NullMarked
package dev.stalemate.bench;

import org.jspecify.annotations.NullMarked;
