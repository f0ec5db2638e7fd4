/**
 * Xen's EPT memory types as a system: its page, and the scenarios by which designs are compared. The rooms below it are {@code leaf}, {@code
 * design}, {@code domain}, {@code model} and {@code claims}, each of which uses those before it alone.
 *
 * <p>May use {@code model}, and all of them.
 */
@NullMarked
package dev.stalemate.systems.xen;

import org.jspecify.annotations.NullMarked;
