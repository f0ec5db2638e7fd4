/**
 * The verbs, a class each: what one takes, does, prints and writes.
 *
 * <p>May use {@code cli.shared}, {@code cli.session} and the rooms below {@code cli}; verbs do not use each other.
 */
@NullMarked
package dev.stalemate.cli.verbs;

import org.jspecify.annotations.NullMarked;
