/**
 * The exhaustive search, level by level and by several threads, with its checkpoints; {@link dev.stalemate.search.level.BreadthFirst} is
 * the entry.
 *
 * <p>May use {@code search} and its packages {@code disk}, {@code store}, {@code steps} and {@code symmetry}.
 */
@NullMarked
package dev.stalemate.search.level;

import org.jspecify.annotations.NullMarked;
