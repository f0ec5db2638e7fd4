/** What holds of all rooms together. */
@NullMarked
package dev.stalemate;

import org.jspecify.annotations.NullMarked;
