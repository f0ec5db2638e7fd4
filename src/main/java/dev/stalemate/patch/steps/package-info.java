/**
 * What a program says of code whose calls are steps: a place before each of them, and which place follows each answer. May use {@code talk}.
 */
@NullMarked
package dev.stalemate.patch.steps;

import org.jspecify.annotations.NullMarked;
