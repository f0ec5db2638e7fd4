/**
 * What a guest's flush must remove from the TLBs of real CPUs: tags that several share, flushes that are made under another root than was meant,
 * requests that are served for another than who asked (KVM 4.6 to 5.16).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.guesttlb;

import org.jspecify.annotations.NullMarked;
