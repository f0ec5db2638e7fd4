/**
 * A domain and its host at full width, with the hypercalls and guest actions that memory types depend on: recorded runs are played on it.
 *
 * <p>May use {@code memtype}, {@code paging}, {@code leaf} and {@code design}.
 */
@NullMarked
package dev.stalemate.systems.xen.domain;

import org.jspecify.annotations.NullMarked;
