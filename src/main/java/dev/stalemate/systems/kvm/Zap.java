package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrRegisters;

/** What a design zaps: EPT leaves, and whatever the vCPUs' TLBs have of them, before the call returns (kvm_zap_gfn_range()). */
public interface Zap {
    /** Everything. */
    void all();

    /**
     * The leaves that map any of a range of guest-physical addresses.
     *
     * @param first the range's first byte
     * @param last its last byte, from {@code first}
     */
    void range(long first, long last);

    /** Every frame whose type, by these MTRRs (SDM 11.11.4.1), is not WB. */
    void notWriteBack(MtrrRegisters mtrrs);

    /**
     * Says why nothing is zapped, if nothing is. It is shown with the step.
     *
     * @param because what the design looked at, such as {@code E=0}: a constant, because a search calls this, too
     */
    default void nothing(String because) {}
}
