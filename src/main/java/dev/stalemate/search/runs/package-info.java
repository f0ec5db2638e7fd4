/**
 * Every run that violates a property and needs each of its steps, the shortest first ({@link dev.stalemate.search.runs.MinimalRuns}).
 *
 * <p>May use {@code search} and its package {@code store}.
 */
@NullMarked
package dev.stalemate.search.runs;

import org.jspecify.annotations.NullMarked;
