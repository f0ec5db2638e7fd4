/**
 * What threads and fixes claim of Xen's memory types, and what the search finds.
 *
 * <p>May use the room {@code model} of the house, and {@code design} and {@code model} of this system.
 */
@NullMarked
package dev.stalemate.systems.xen.claims;

import org.jspecify.annotations.NullMarked;
