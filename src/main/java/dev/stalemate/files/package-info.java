/**
 * How files are written so that nothing is lost: in one step, and never over a file that the command reads; and how it is noticed that
 * they change. Knows nothing of what they hold.
 */
@NullMarked
package dev.stalemate.files;

import org.jspecify.annotations.NullMarked;
