/**
 * The protocol in which a program outside the tool plays a design: questions and answers of one line each, what a program says of itself, and
 * answers that are remembered. May use {@code outside}, which runs the program. Nothing that the program says is trusted.
 */
@NullMarked
package dev.stalemate.patch.talk;

import org.jspecify.annotations.NullMarked;
