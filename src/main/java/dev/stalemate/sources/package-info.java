/**
 * Where the claims of the systems come from: threads and commits, each written down once and checked against the lists' archives and the
 * projects' histories.
 *
 * <p>May use {@code model}.
 */
@NullMarked
package dev.stalemate.sources;

import org.jspecify.annotations.NullMarked;
