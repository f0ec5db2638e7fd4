/**
 * A user's own design, from one file in C or Java, or a program: it is read, compiled and run apart from the tool, and stands beside the
 * designs that come with a system. May use {@code outside}, which runs programs, and what systems publish of their designs. Knows no
 * driver and prints nothing.
 */
@NullMarked
package dev.stalemate.patch;

import org.jspecify.annotations.NullMarked;
