/**
 * Top-level shadows of Xen's PV guests: the tables on which CPUs run, while vCPUs load others, the shadow pool runs out and pages are freed
 * and reused (Xen 4.0 to 4.22, XSA-438, XSA-494).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.topshadow;

import org.jspecify.annotations.NullMarked;
