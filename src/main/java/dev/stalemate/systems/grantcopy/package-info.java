/**
 * Copies of pages that a guest has granted, while it changes what the entry of its grant table names: which page a copy holds, and to which one
 * it writes (Xen 4.2 to 4.22, XSA-500).
 *
 * <p>May use {@code model} and {@code paging}.
 */
@NullMarked
package dev.stalemate.systems.grantcopy;

import org.jspecify.annotations.NullMarked;
