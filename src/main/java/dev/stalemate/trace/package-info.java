/**
 * A run as a list of steps: replayed, shrunk, and read step by step as what changed. With a loop it is a run that never ends.
 *
 * <p>A run is the same thing here, whether a search, a random walk or a file gave it. May use {@code model}.
 */
@NullMarked
package dev.stalemate.trace;

import org.jspecify.annotations.NullMarked;
