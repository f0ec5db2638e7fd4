/**
 * What real machines say: boot logs, {@code /proc/mtrr}, traces; turned into values of {@link dev.stalemate.memtype}.
 *
 * <p>Input is untrusted and often damaged: quoted, wrapped, cut. A reader here says what it could not read and never fills a
 * hole with a guess.
 *
 * <p>A {@link dev.stalemate.real.MtrrFile} holds recordings. {@link dev.stalemate.real.LogParser} finds them: each
 * {@link dev.stalemate.real.Format} is one class that knows one program's lines and makes {@link dev.stalemate.real.Recording}s
 * of them, whose facts ({@link dev.stalemate.real.LogContent}, {@link dev.stalemate.real.MtrrFacts},
 * {@link dev.stalemate.real.RegisterSet}) are the same for all. A {@link dev.stalemate.real.MtrrReport} concludes the rest.
 */
@NullMarked
package dev.stalemate.real;

import org.jspecify.annotations.NullMarked;
