/**
 * KVM's MMU lock and what is done under it: zaps that give it up on their way, faults that look a page up before they take it, roots that die
 * meanwhile, the counter of invalidations (Linux 5.10 to 6.3).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.kvmmmu;

import org.jspecify.annotations.NullMarked;
