/**
 * What a version of Xen, or a patch, decides: how leaves are typed, and after which events they are computed again; and the designs that come
 * with the tool. A reader's own is a {@code XenDesign}: it sees {@code Hvm}, and {@code Mapping}, {@code Pins} and {@code EmtTable} of
 * {@code leaf}, and may extend {@code XenRelease}.
 *
 * <p>May use {@code memtype}, {@code model}, {@code paging} and {@code leaf}.
 */
@NullMarked
package dev.stalemate.systems.xen.design;

import org.jspecify.annotations.NullMarked;
