/** The worked examples that README.md and docs show, compiled and checked as a reader would write them. */
@NullMarked
package dev.stalemate.examples;

import org.jspecify.annotations.NullMarked;
