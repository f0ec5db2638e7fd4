package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrRegisters;

/** What a design zaps: EPT leaves, and whatever the vCPUs' TLBs have of them, before the call returns (kvm_zap_gfn_range()). */
public interface Zap {
    /** Everything. */
    void all();

    /** The leaves that map any of an address range, in bytes, the last one included. */
    void range(long first, long last);

    /** Every frame whose type, by these MTRRs, is not WB. */
    void notWriteBack(MtrrRegisters mtrrs);
}
