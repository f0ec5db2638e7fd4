/**
 * Xen's EPT memory types: the type of each leaf by version (epte_get_entry_emt()), the lazy recalculation of leaves (p2m-ept.c), and the
 * hypercalls and MSR writes that ask for it.
 *
 * <p>The functions cited are those of xen/arch/x86, as released.
 */
@NullMarked
package dev.stalemate.systems.xen;

import org.jspecify.annotations.NullMarked;
