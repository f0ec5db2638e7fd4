/**
 * Live page-table entries that software stores field by field, or half by half, while hardware walks them or a reader without a lock reads
 * them: Xen's EPT and AMD-Vi entries, KVM's on 32-bit hosts.
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.splitentries;

import org.jspecify.annotations.NullMarked;
