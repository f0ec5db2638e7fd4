/**
 * What a version of Xen, or a patch, decides: how leaves are typed, and after which events they are computed again; and the designs that come
 * with the tool.
 *
 * <p>May use {@code memtype}, {@code model}, {@code paging} and {@code leaf}.
 */
@NullMarked
package dev.stalemate.systems.xen.design;

import org.jspecify.annotations.NullMarked;
