/**
 * A domain as a packed state: its fields, what can happen to it, and what must be true of its leaves.
 *
 * <p>May use {@code memtype}, {@code model}, {@code paging}, {@code leaf}, {@code design} and {@code domain}.
 */
@NullMarked
package dev.stalemate.systems.xen.model;

import org.jspecify.annotations.NullMarked;
