/**
 * Many scenarios on one real kernel: played in as few boots as possible, judged as each ends, grouped by cause, and the smallest scenario of
 * each cause looked for on the same machine.
 *
 * <p>May use the other rooms of {@code lab}.
 */
@NullMarked
package dev.stalemate.lab.campaign;

import org.jspecify.annotations.NullMarked;
