/**
 * Random walks through a model, at any width of its domains; {@link dev.stalemate.search.walk.RandomWalks} is the entry.
 *
 * <p>May use {@code search} and its package {@code level}, for the threads.
 */
@NullMarked
package dev.stalemate.search.walk;

import org.jspecify.annotations.NullMarked;
