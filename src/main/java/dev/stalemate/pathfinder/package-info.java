/**
 * Java PathFinder as one more driver and an independent checker: the same models stepped by its threads, and the protocols also as ordinary
 * concurrent Java.
 *
 * <p>Java PathFinder is the user's own build in another process; nothing here is compiled against it. What runs inside it is in
 * {@code target}, and what is compiled against it there in the resources.
 */
@NullMarked
package dev.stalemate.pathfinder;

import org.jspecify.annotations.NullMarked;
