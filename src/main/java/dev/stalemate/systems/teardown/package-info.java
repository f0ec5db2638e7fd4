/**
 * Domains with passed-through devices that are destroyed: devices that are taken off one by one, reserved regions, errors, and what is freed
 * (Xen 4.13 to 4.22, VFIO of Linux).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.teardown;

import org.jspecify.annotations.NullMarked;
