/**
 * The AMD IOMMU's page tables as Xen builds them: levels that grow, device-table entries, the PCI-devices lock, and devices that do DMA at
 * any moment (the thread, XSA-311, XSA-347, XSA-445).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.amdiommu;

import org.jspecify.annotations.NullMarked;
