/**
 * Symmetry: one state stands for all that differ only in the order of elements that a model treats alike, such as vCPUs.
 *
 * <p>Whether a model does so is tried on samples. May use {@code search}.
 */
@NullMarked
package dev.stalemate.search.symmetry;

import org.jspecify.annotations.NullMarked;
