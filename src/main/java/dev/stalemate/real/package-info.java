/**
 * What real machines say of memory types: a {@link MtrrFile} holds recordings and has a report of each; a {@link LiveMachine} is
 * the one that this runs on.
 *
 * <p>The rooms below, each of which may use those before it: {@code line} (lines as they are pasted), {@code format} (what programs
 * print of registers), {@code map} (facts, address maps, findings, reports), {@code log} (boot logs). Above: {@code kvm}, {@code xen}.
 */
@NullMarked
package dev.stalemate.real;

import org.jspecify.annotations.NullMarked;
