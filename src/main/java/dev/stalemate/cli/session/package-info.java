/**
 * What a run of the tool has: its systems, streams, terminal and files, what goes wrong on the way, and the code that it ends with.
 *
 * <p>Knows no verb. May use the rooms below {@code cli}.
 */
@NullMarked
package dev.stalemate.cli.session;

import org.jspecify.annotations.NullMarked;
