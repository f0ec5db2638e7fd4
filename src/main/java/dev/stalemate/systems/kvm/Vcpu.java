package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrRegisters;

/** What a design may read of one vCPU, whatever stores it: a packed state, a trace, a recorded run. */
public interface Vcpu extends MtrrRegisters {
    /** IA32_PAT. */
    long pat();

    /** The guest's CR0.CD. */
    boolean cd();

    /** Whether the guest runs on it. */
    boolean online();

    /** Whether its CPUID has the MTRR feature. */
    boolean hasMtrrs();
}
