/**
 * The HTML page: one file that holds its data, style and scripts, and loads nothing. The code of the page itself is beside this package's
 * resources; here its data is made from runs, claims, maps and traces.
 *
 * <p>May use {@code model}, {@code trace}, {@code counterexample}, {@code real} and {@code report}.
 */
@NullMarked
package dev.stalemate.report.page;

import org.jspecify.annotations.NullMarked;
