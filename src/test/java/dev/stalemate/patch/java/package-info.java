/** Tests of designs in one Java file, with planted mistakes. */
@NullMarked
package dev.stalemate.patch.java;

import org.jspecify.annotations.NullMarked;
