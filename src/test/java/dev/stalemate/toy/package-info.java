/** A small system to test the tool with. */
@NullMarked
package dev.stalemate.toy;

import org.jspecify.annotations.NullMarked;
