/**
 * Proofs about look-ups of memory types: registers, addresses and entries of any value, at every MAXPHYADDR, with any number of pairs.
 *
 * <p>May use the rooms of {@code prove} before it, {@code memtype}, {@code model}, {@code paging} and {@code systems}.
 */
@NullMarked
package dev.stalemate.prove.resolver;

import org.jspecify.annotations.NullMarked;
