/**
 * Designs of zap-list that a program plays: what it says of update_mtrr(), made into as few places as there can be. May use {@code steps},
 * {@code talk}, and what {@code systems.zaplist} publishes of its designs.
 */
@NullMarked
package dev.stalemate.patch.zaplist;

import org.jspecify.annotations.NullMarked;
