/**
 * What goes wrong in data where accesses have another memory type than the one that a program relies on (SDM 11.3): one CPU, two cache lines,
 * a device. It checks the table of {@code memtype.Hazards} by running what the table says.
 *
 * <p>May use {@code memtype}, {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.memorydata;

import org.jspecify.annotations.NullMarked;
