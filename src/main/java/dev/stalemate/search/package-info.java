/**
 * The drivers that explore a model: breadth-first over every state of a scope, the search for loops and deadlocks there, and random
 * walks at any width.
 *
 * <p>Knows how systems are described and no system. What a driver saw comes back as a result; nothing is printed here. May use
 * {@code model}.
 */
@NullMarked
package dev.stalemate.search;

import org.jspecify.annotations.NullMarked;
