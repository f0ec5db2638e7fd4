package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrRegisters;

/** MTRRs that a design keeps per VM, besides those of the vCPUs; they start out as every vCPU's do. */
public interface KeptMtrrs extends MtrrRegisters {
    /** Writes an MTRR, given as an MSR number. */
    void write(int msr, long value);

    /** Reads an MTRR, given as an MSR number. */
    long read(int msr);

    /** Makes them what other MTRRs are. */
    void copy(MtrrRegisters from);
}
