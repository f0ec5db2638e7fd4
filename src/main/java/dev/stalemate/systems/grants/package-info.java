/**
 * Frames of the grant table in a guest's p2m: they are Xen's own, mapped where the guest asks, and some are freed as it changes the table's
 * version (Xen 4.0 to 4.22, XSA-379, XSA-384, XSA-486).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.grants;

import org.jspecify.annotations.NullMarked;
