/**
 * What a proof is asked, how far it has come and what it answers, as data.
 *
 * <p>Uses no solver. May use decide and what is below it.
 */
@NullMarked
package dev.stalemate.prove.answer;

import org.jspecify.annotations.NullMarked;
