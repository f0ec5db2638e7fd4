/**
 * Mutants of designs: each decision of a design is changed, one at a time, and the claims that say "holds" of the design must notice.
 *
 * <p>{@link dev.stalemate.systems.mutants.MutantsTest} says how to add a system, and how to write its table.
 */
@NullMarked
package dev.stalemate.systems.mutants;

import org.jspecify.annotations.NullMarked;
