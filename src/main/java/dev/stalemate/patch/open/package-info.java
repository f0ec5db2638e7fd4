/**
 * Opens a user's own design: reads the file, has it compiled, or starts the program, and gives the design that stands beside those of its
 * system. May use all other rooms of {@code patch}; what a file or program says is checked here.
 */
@NullMarked
package dev.stalemate.patch.open;

import org.jspecify.annotations.NullMarked;
