/**
 * What a person, or a script, reads: progress, tables, claims with their verdicts, counterexamples as numbered lists, JSON.
 *
 * <p>Makes texts and leaves it to {@code cli} where they go. May use {@code model}, {@code search} and {@code trace}.
 */
@NullMarked
package dev.stalemate.report;

import org.jspecify.annotations.NullMarked;
