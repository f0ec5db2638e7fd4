/**
 * What runs outside the JVM: other programs and their children, and implementations of memory types that are driven over a line
 * protocol and compared with the reference.
 *
 * <p>Knows {@link dev.stalemate.memtype}; nothing that a child says is trusted.
 */
@NullMarked
package dev.stalemate.outside;

import org.jspecify.annotations.NullMarked;
