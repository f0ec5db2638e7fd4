/**
 * The systems that threads argue about, one package each below this one, and the list of them.
 *
 * <p>May use {@code memtype}, {@code model}, {@code paging} and {@code sources}; no system uses another.
 */
@NullMarked
package dev.stalemate.systems;

import org.jspecify.annotations.NullMarked;
