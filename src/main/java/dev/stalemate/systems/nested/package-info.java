/**
 * Nested EPT: shadow tables that compose L1's EPT with L0's p2m, what CPUs cache of them, and how they learn of changes (the thread).
 *
 * <p>May use {@code memtype}, {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.nested;

import org.jspecify.annotations.NullMarked;
