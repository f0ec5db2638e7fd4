/** Tests of designs of Xen that programs and C files play, with planted mistakes. */
@NullMarked
package dev.stalemate.patch.xen;

import org.jspecify.annotations.NullMarked;
