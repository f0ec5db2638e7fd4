/** Tests of how files are written, and lost by nobody. */
@NullMarked
package dev.stalemate.files;

import org.jspecify.annotations.NullMarked;
