/**
 * What programs other than Linux and Xen print of memory-type registers: firmware, lists of MSRs, other systems' tables; each
 * format is a class that recognises its lines and makes a {@link Reading} of them.
 *
 * <p>May use {@code memtype} and {@code real.line}; knows nothing of maps or reports.
 */
@NullMarked
package dev.stalemate.real.format;

import org.jspecify.annotations.NullMarked;
