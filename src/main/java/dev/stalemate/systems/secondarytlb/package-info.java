/**
 * TLBs of IOMMUs that share a process's page tables with the CPUs: when they are told of a change, and what they keep until then (Linux 3.16
 * to 6.6, mmu_notifiers).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.secondarytlb;

import org.jspecify.annotations.NullMarked;
