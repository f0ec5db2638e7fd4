/**
 * The lab for Xen: scenarios from sequences and saved counterexamples, and what a real Xen's recording of them shows.
 *
 * <p>May use {@code real.xen}, {@code counterexample} and {@code systems.xen}.
 */
@NullMarked
package dev.stalemate.lab.xen;

import org.jspecify.annotations.NullMarked;
