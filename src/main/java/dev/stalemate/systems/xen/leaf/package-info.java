/**
 * An EPT of any width, as mm/p2m-ept.c keeps it: tables, marks and their lazy recalculation, and the type of each leaf by version
 * (epte_get_entry_emt()). The functions cited are those of xen/arch/x86, as released.
 *
 * <p>May use {@code memtype} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.xen.leaf;

import org.jspecify.annotations.NullMarked;
