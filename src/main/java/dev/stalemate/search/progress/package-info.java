/**
 * Where runs lead to: loops that never reach a goal and deadlocks ({@link dev.stalemate.search.progress.ProgressSearch}), and the states
 * in which all runs of a small model end.
 *
 * <p>May use {@code search} and its packages {@code store}, {@code steps}, {@code symmetry} and {@code level}.
 */
@NullMarked
package dev.stalemate.search.progress;

import org.jspecify.annotations.NullMarked;
