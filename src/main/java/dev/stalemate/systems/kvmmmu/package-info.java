/**
 * KVM's MMU lock and what is done under it: zaps that give it up on their way, faults that look a page up before they take it, roots that die
 * meanwhile, and pages that the host takes away (Linux 5.10 to 6.5; the APIC's page from 4.15, Arm's faults to 6.3).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.kvmmmu;

import org.jspecify.annotations.NullMarked;
