/**
 * A scenario as text, as people write one in a mail: steps and what is expected between them, read, taken by a model, and the scope that has
 * them. May use {@code model} and {@code trace}.
 */
@NullMarked
package dev.stalemate.scenario;

import org.jspecify.annotations.NullMarked;
