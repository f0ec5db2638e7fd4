/**
 * What a driver that explores a model is asked, and what it answers: the subject, limits, options and outcomes.
 *
 * <p>The drivers are in the packages below: {@code level} sees every state of a scope, {@code progress} looks for loops and deadlocks
 * there, {@code runs} gives every run that needs all of its steps, {@code walk} takes random walks at any width. They know how systems
 * are described and no system, and print nothing. May use {@code model}.
 */
@NullMarked
package dev.stalemate.search;

import org.jspecify.annotations.NullMarked;
