/**
 * What an IOMMU's TLB keeps of pages that a guest loses: flushes that are put off, skipped, sent to a queue and waited for, and frames that
 * are freed meanwhile (Xen 4.2 to 4.16, XSA-78, XSA-346, XSA-355, XSA-373).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.iotlb;

import org.jspecify.annotations.NullMarked;
