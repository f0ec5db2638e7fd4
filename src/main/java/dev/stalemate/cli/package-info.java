/**
 * {@code stalemate} and its verbs: the only room that prints or exits.
 *
 * <p>Commands take the systems and the streams from a {@link dev.stalemate.cli.Session}, so that tests run them in their own process.
 * May use every other room.
 */
@NullMarked
package dev.stalemate.cli;

import org.jspecify.annotations.NullMarked;
