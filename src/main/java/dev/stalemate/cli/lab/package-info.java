/**
 * {@code stalemate lab} and its parts: real kernels in an emulator, set up, driven and judged.
 *
 * <p>Prints through the session alone. May use every room but the other verbs.
 */
@NullMarked
package dev.stalemate.cli.lab;

import org.jspecify.annotations.NullMarked;
