/**
 * Page tables that CPUs write through their caches, and that an IOMMU reads from RAM: what is written back, and in which order (XSA-321,
 * XSA-366; Xen on Arm).
 *
 * <p>May use {@code model}, {@code memtype} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.unsnooped;

import org.jspecify.annotations.NullMarked;
