/**
 * Strangers' text, such as names, files, arguments and what children say, as a terminal and a page may show it.
 *
 * <p>Prints nothing. Uses nothing.
 */
@NullMarked
package dev.stalemate.text;

import org.jspecify.annotations.NullMarked;
