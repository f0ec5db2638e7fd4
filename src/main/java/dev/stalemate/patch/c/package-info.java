/**
 * A design in C: its file is compiled with the headers and the harness that come with the tool, and becomes a program that answers the
 * protocol. May use {@code outside}, which runs the compiler. Nothing is compiled but what the user names.
 */
@NullMarked
package dev.stalemate.patch.c;

import org.jspecify.annotations.NullMarked;
