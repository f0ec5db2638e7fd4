/**
 * What real machines say: boot logs, {@code /proc/mtrr}, traces; turned into values of {@link dev.stalemate.memtype}.
 *
 * <p>Input is untrusted and often damaged: quoted, wrapped, cut. A reader here says what it could not read and never fills a
 * hole with a guess.
 */
@NullMarked
package dev.stalemate.real;

import org.jspecify.annotations.NullMarked;
