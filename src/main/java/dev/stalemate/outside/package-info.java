/**
 * Implementations of memory types outside the JVM, driven over a line protocol, and the reference they are compared with.
 */
@NullMarked
package dev.stalemate.outside;

import org.jspecify.annotations.NullMarked;
