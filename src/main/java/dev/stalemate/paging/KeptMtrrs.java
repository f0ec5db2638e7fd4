package dev.stalemate.paging;

import dev.stalemate.memtype.MtrrRegisters;

/** MTRRs that can be written, such as those that a design keeps per VM besides the vCPUs'. */
public interface KeptMtrrs extends MtrrRegisters {
    /** Writes an MTRR, given as an MSR number. */
    void write(int msr, long value);

    /** Reads an MTRR, given as an MSR number. */
    long read(int msr);

    /** Makes them what other MTRRs are. */
    void copy(MtrrRegisters from);
}
