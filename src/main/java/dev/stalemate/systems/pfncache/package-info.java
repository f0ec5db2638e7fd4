/**
 * KVM's cache of the page behind a guest-physical address, for the kernel's own use: when what it keeps counts as fresh, while it is being
 * refreshed and while the host invalidates pages (Linux 5.17 on).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.pfncache;

import org.jspecify.annotations.NullMarked;
