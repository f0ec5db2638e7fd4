/** How files are written so that nothing is lost: in one step, beside the old one, and never over what a command reads. Knows no content. */
@NullMarked
package dev.stalemate.files;

import org.jspecify.annotations.NullMarked;
