package dev.stalemate.paging;

import dev.stalemate.memtype.MtrrRegisters;

/** MTRRs that can be written, such as a design's own copy for a VM. */
public interface WritableMtrrs extends MtrrRegisters {
    /**
     * Writes an MTRR.
     *
     * @param msr its number as an MSR, see {@link dev.stalemate.memtype.MtrrMsr}
     * @param value the whole register
     * @throws IllegalArgumentException if the scope does not let this MTRR have this value
     */
    void write(int msr, long value);

    /** The value of an MTRR, given as an MSR number. */
    long read(int msr);

    /** Makes them what other MTRRs are. */
    void copy(MtrrRegisters from);
}
