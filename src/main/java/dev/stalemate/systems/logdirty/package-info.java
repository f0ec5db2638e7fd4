/**
 * Log-dirty mode of Xen's HAP guests: which pages are marked for a live migration when the guest writes, when others do, and when the p2m
 * changes (Xen 4.0 to 4.22).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.logdirty;

import org.jspecify.annotations.NullMarked;
