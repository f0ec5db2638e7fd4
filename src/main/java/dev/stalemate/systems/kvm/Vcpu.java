package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrRegisters;

/** What a design may read of one vCPU, whatever stores it: a packed state, a trace, a recorded run. */
public interface Vcpu extends MtrrRegisters {
    /** The value of IA32_PAT (MSR 0x277): eight entries of eight bits, see {@link dev.stalemate.memtype.Pat}. */
    long pat();

    /** The guest's CR0.CD. */
    boolean cd();

    /** Whether the guest runs on it. */
    boolean online();

    /** Whether its CPUID has the MTRR feature. */
    boolean hasMtrrs();

    /**
     * Whether IA32_PHYSMASKn was ever written. Linux up to 6.10 extends a mask beyond MAXPHYADDR as it is written (kvm_mtrr_set_msr()):
     * of one that never was, it computes a range that ends at 0. Only where MSRs are written one by one from reset on, as in a trace,
     * can this be false.
     */
    default boolean maskWritten(int n) {
        return true;
    }
}
