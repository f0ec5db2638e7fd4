/**
 * What the processor does with memory types, as pure values: memory types, PAT, MTRRs, CR0.CD/NW, EPT and NPT leaves.
 *
 * <p>No state machine and no hypervisor lives here. May use Guava and nothing of Stalemate.
 */
@NullMarked
package dev.stalemate.memtype;

import org.jspecify.annotations.NullMarked;
