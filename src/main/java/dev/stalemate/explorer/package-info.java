/**
 * A model to play with in a browser: a server of a page and seven routes, for this machine alone.
 *
 * <p>The state of a session is in the browser, as a list of steps; each request takes them again. Prints nothing. May use {@code model},
 * {@code search}, {@code trace}, {@code counterexample}, {@code decide} and {@code report}.
 */
@NullMarked
package dev.stalemate.explorer;

import org.jspecify.annotations.NullMarked;
