/**
 * What a person, or a script, reads: progress, tables, claims with their verdicts, counterexamples as numbered lists, JSON.
 *
 * <p>Makes texts and leaves it to {@code cli} where they go. Knows runs and saved files, and no system.
 */
@NullMarked
package dev.stalemate.report;

import org.jspecify.annotations.NullMarked;
