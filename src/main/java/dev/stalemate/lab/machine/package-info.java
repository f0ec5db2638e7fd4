/**
 * Real kernels in an emulator: which of Debian's packages they are made of, the cache folder where their images are, the emulator's
 * process and the boots. What is said inside leaves line by line, so that nothing that ended is lost.
 *
 * <p>May use {@code outside} (processes) and {@code files}; knows nothing of what the lines mean beyond where a scenario begins and ends.
 */
@NullMarked
package dev.stalemate.lab.machine;

import org.jspecify.annotations.NullMarked;
