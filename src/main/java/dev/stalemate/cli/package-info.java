/**
 * {@code stalemate}, the process: it starts a {@link dev.stalemate.cli.session.Session}, runs a verb in it, and exits with its code.
 *
 * <p>The rooms of {@code cli} are the only ones that print or exit. Verbs take systems and streams from the session, so that tests run them
 * in their own process. May use every other room.
 */
@NullMarked
package dev.stalemate.cli;

import org.jspecify.annotations.NullMarked;
