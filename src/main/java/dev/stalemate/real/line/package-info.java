/**
 * Lines as people paste them: files plain or compressed, structured logs, mail quotes and time stamps around a message, and what
 * is wrong with a line.
 *
 * <p>Input is untrusted and often damaged: quoted, wrapped, cut. Knows nothing of what the lines say.
 */
@NullMarked
package dev.stalemate.real.line;

import org.jspecify.annotations.NullMarked;
