/**
 * A page in caches and in RAM: what Xen flushes for a guest with devices, before it validates a page table, and before a page gets another owner
 * (Xen 4.10 to 4.22).
 *
 * <p>May use {@code memtype}, {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.xencache;

import org.jspecify.annotations.NullMarked;
