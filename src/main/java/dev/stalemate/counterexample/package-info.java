/**
 * Counterexamples as files that people read and keep in git: their format, the library of saved ones, and whether a saved one still
 * violates its property as recorded.
 *
 * <p>Actions are saved, not seeds, so that a file means the same to every driver. The hash of each state distinguishes "the model changed"
 * from "the bug is fixed". May use {@code model} and {@code trace}.
 */
@NullMarked
package dev.stalemate.counterexample;

import org.jspecify.annotations.NullMarked;
