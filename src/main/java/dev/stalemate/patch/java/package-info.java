/**
 * A design in one Java file: it is compiled in memory, checked for what it may use and remember, and loaded by a class loader of its own.
 * May use {@code patch}, the compiler of the JDK, and the interfaces that systems publish for designs. The checks find accidents and
 * careless code; they are no protection from a file that is meant to do harm.
 */
@NullMarked
package dev.stalemate.patch.java;

import org.jspecify.annotations.NullMarked;
