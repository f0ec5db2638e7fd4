/**
 * Linux's page tables of AMD IOMMUs, whose levels grow while others walk them without a lock: root and number of levels as two words or one,
 * the device table, unmaps and what their callers do, devices (Linux 4.8 to 6.19).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.linuxamd;

import org.jspecify.annotations.NullMarked;
