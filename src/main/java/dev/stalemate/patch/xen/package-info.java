/**
 * How programs play designs of xen-ept: questions and answers about a domain of Xen, and the design that asks them. May use {@code talk}, and
 * what Xen publishes of its designs.
 */
@NullMarked
package dev.stalemate.patch.xen;

import org.jspecify.annotations.NullMarked;
