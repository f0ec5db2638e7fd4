/**
 * Designs of ioreq-mapcache that a program plays: what it says of p2m_free_entry() and of the way out of a hypercall. May use {@code steps},
 * {@code talk}, and what {@code systems.ioreq} publishes of its designs.
 */
@NullMarked
package dev.stalemate.patch.ioreq;

import org.jspecify.annotations.NullMarked;
