/**
 * A real Xen's runs and consoles: the steps that were taken, what the commands answered and the EPT as it was dumped; played on
 * the model of that version and compared leaf by leaf.
 *
 * <p>May use {@code real.line} and {@code systems.xen}.
 */
@NullMarked
package dev.stalemate.real.xen;

import org.jspecify.annotations.NullMarked;
