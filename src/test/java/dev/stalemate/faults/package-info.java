/**
 * What happens to the tool when something goes wrong outside of it: it is killed, the disk is full, a file is damaged.
 *
 * <p>The tests here run the tool in processes of its own where the fault needs that. docs/reference/faults.md is the table of them.
 */
@NullMarked
package dev.stalemate.faults;

import org.jspecify.annotations.NullMarked;
