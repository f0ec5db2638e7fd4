/**
 * Saved counterexamples on real kernels: played, judged, and the recordings kept beside their files. The verdict on a recording is never
 * kept: it is judged again whenever it is asked for.
 *
 * <p>May use the other rooms of {@code lab}.
 */
@NullMarked
package dev.stalemate.lab.seen;

import org.jspecify.annotations.NullMarked;
