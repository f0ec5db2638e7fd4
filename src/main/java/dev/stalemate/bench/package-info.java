/**
 * How fast the search is, compared with SPIN on the same model and with a program written by hand for that model alone.
 *
 * <p>Each run is a process of its own, so that warm-up counts, and the programs take turns, so that a busy machine slows all of them.
 * Makes texts; {@code cli} decides where they go.
 */
@NullMarked
package dev.stalemate.bench;

import org.jspecify.annotations.NullMarked;
