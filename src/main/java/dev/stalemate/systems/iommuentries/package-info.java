/**
 * Entries of IOMMUs that software stores word by word and hardware fetches in pieces: VT-d's context and PASID entries, AMD's device-table
 * entries, SMMU's and RISC-V's. How they are set up, replaced and torn down, and what the IOMMU keeps of them.
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.iommuentries;

import org.jspecify.annotations.NullMarked;
