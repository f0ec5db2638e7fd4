/**
 * Counterexamples as files that are read by people and kept in git: their format, the library of saved ones, and whether a saved
 * one still says what it said.
 *
 * <p>Actions are saved, not seeds, so that a file means the same to every driver. The hash of each state tells "the model changed"
 * from "the bug is fixed". May use {@code model} and {@code trace}.
 */
@NullMarked
package dev.stalemate.counterexample;

import org.jspecify.annotations.NullMarked;
