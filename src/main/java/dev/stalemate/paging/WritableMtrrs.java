package dev.stalemate.paging;

import dev.stalemate.memtype.MtrrRegisters;

/** MTRRs that can be written, such as a design's own copy for a VM. */
public interface WritableMtrrs extends MtrrRegisters {
    /** Writes an MTRR, given as an MSR number. */
    void write(int msr, long value);

    /** Reads an MTRR, given as an MSR number. */
    long read(int msr);

    /** Makes them what other MTRRs are. */
    void copy(MtrrRegisters from);
}
