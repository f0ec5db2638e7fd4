/**
 * Text that the tool did not write, such as names, files, arguments and the output of children, as a terminal and a page may show it.
 *
 * <p>Prints nothing. Uses nothing.
 */
@NullMarked
package dev.stalemate.text;

import org.jspecify.annotations.NullMarked;
