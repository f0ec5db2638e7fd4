/**
 * Opens a user's own design: starts the program, and gives the design that stands beside those of its system. May use all other rooms of
 * {@code patch}; what a program says of itself is checked here.
 */
@NullMarked
package dev.stalemate.patch.open;

import org.jspecify.annotations.NullMarked;
