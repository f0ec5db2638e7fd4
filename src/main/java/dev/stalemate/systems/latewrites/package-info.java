/**
 * Accesses that a translation has let pass and that take effect after it was invalidated: what the completion of an invalidation waits for,
 * and what becomes of the page meanwhile (Arm's TLBI and DSB, XSA-493; VT-d's queue; x86's interrupts).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.latewrites;

import org.jspecify.annotations.NullMarked;
