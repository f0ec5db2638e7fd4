/**
 * How Xen flushes what CPUs cache of EPTs: a flush is asked for by a mark for each CPU, done as the CPU enters the guest, and put off while the
 * p2m lock is held (Xen 4.6 to 4.21, XSA-480).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.eptflush;

import org.jspecify.annotations.NullMarked;
