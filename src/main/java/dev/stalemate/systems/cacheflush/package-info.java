/**
 * A page in caches and in RAM: what hypervisors flush for a guest with devices, before a page table is validated, and before a page gets another
 * owner (Xen 4.10 to 4.22, KVM).
 *
 * <p>May use {@code memtype}, {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.cacheflush;

import org.jspecify.annotations.NullMarked;
