/**
 * Effective-type tables: what an emulator makes of an MTRR type and a PAT type, cell by cell against SDM table 11-7.
 *
 * <p>May use {@code memtype} and {@code model}.
 */
@NullMarked
package dev.stalemate.systems.effective;

import org.jspecify.annotations.NullMarked;
