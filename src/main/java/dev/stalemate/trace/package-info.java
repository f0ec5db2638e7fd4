/**
 * A run as a list of steps: taken again, shrunk, and read step by step as what changed; with a loop, a run that goes on for
 * ever.
 *
 * <p>Whatever found a run (search, random walk, a file), from here on it is the same thing. May use {@code model}.
 */
@NullMarked
package dev.stalemate.trace;

import org.jspecify.annotations.NullMarked;
