/**
 * What systems with second-level paging share, as pieces of a layout: leaf entries, frames with their owners and holders, table
 * pages and who walks them, TLBs, words that are stored apart, invalidations by the host, dirty bitmaps, cache lines.
 *
 * <p>May use {@code memtype} and {@code model}.
 */
@NullMarked
package dev.stalemate.paging;

import org.jspecify.annotations.NullMarked;
