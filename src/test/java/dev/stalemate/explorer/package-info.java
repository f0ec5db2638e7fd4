/** Tests of the explorer, over HTTP. */
@NullMarked
package dev.stalemate.explorer;

import org.jspecify.annotations.NullMarked;
