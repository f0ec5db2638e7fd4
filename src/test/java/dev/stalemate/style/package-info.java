/**
 * Style is a test: rules for the checkout's own files, each tried on an offence that was planted for it.
 *
 * <p>{@link dev.stalemate.style.StyleTest} is the list of rules and of their exceptions. A list of exceptions can only shrink: one that
 * is not needed any more is an offence, too. Reads files below the working directory, and nothing else of this project.
 */
@NullMarked
package dev.stalemate.style;

import org.jspecify.annotations.NullMarked;
