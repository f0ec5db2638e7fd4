/**
 * KVM's cache of the page behind a guest-physical address, for the kernel's own use: when what it keeps counts as fresh, while it is being
 * refreshed (Linux 5.17 to 6.0).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.pfncache;

import org.jspecify.annotations.NullMarked;
