/**
 * The PAT of a nested guest under KVM on AMD: what L1 and L2 write, what the VMCBs have of it, and what VMRUN, #VMEXIT and a migration do
 * (Linux 4.15 on, and a series of 2026).
 *
 * <p>May use {@code memtype}, {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.nestedpat;

import org.jspecify.annotations.NullMarked;
