/**
 * A page of a guest that becomes uncached while caches have it: who flushes, on which CPUs, and what Xen and the toolstack write there
 * through their own mappings (XSA-60 and what followed, up to 2025).
 *
 * <p>May use {@code model}, {@code memtype} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.limited;

import org.jspecify.annotations.NullMarked;
