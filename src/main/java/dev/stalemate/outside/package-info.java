/**
 * What runs outside the JVM: other programs and their children, and implementations of memory types that are driven over a line
 * protocol and compared with the reference.
 *
 * <p>May use {@code memtype}, the look-ups of {@code systems} (to name a fault that is one of theirs), and {@code counterexample}
 * for what is bad about a file; nothing that a child says, or a recording holds, is trusted.
 */
@NullMarked
package dev.stalemate.outside;

import org.jspecify.annotations.NullMarked;
