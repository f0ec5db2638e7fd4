/** A real Chromium, to test pages with. */
@NullMarked
package dev.stalemate.browser;

import org.jspecify.annotations.NullMarked;
