/** Tests of the page's data and of how it is put together. */
@NullMarked
package dev.stalemate.report.page;

import org.jspecify.annotations.NullMarked;
