/**
 * A user's own design, played by a program: it runs apart from the tool, and stands beside the designs that come with a system. May use
 * {@code outside}, which runs programs, and what systems publish of their designs. Knows no driver and prints nothing.
 */
@NullMarked
package dev.stalemate.patch;

import org.jspecify.annotations.NullMarked;
